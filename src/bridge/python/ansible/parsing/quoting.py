"""Quotes around text."""
import re

QUOTED = re.compile(r"""(["']).*(?<!\\)\1\Z""", re.S)


def is_quoted(data):
    return QUOTED.match(data) is not None


def unquote(data):
    return data[1:-1] if is_quoted(data) else data
