"""Words of a line `a=b c="d e"`."""
from ansible._engine import ask


def parse_kv(args, check_raw=False):
    return ask('key_values', text=args or '', raw=check_raw)


def split_args(args):
    return ask('words', text=args)


def join_args(words):
    return ' '.join(words)
