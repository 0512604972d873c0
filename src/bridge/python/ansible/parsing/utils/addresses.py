"""Addresses of hosts, with a port after them."""
import re

from ansible.errors import AnsibleError, AnsibleParserError

RANGE = r'(?:\[(?:[a-z]:[a-z]|[A-Z]:[A-Z]|[0-9]*:[0-9]+)(?::[0-9]+)?\])'
NAME = re.compile(r'(?:%s|[\w\-.])+$' % RANGE)
SIX = re.compile(r'(?:[0-9a-fA-F:.]|%s)*:(?:[0-9a-fA-F:.]|%s)*$' % (RANGE, RANGE))


def parse_address(address, allow_ranges=False):
    """Host and port; the port is None where none is given."""
    bracketed = re.match(r'\[(.+)\](?::(\d+))?$', address)
    simple = re.match(r'((?:[^:\[\]]|%s)+)(?::(\d+))$' % RANGE, address)
    host, port = address, None
    if bracketed and not re.match(RANGE + '$', address):
        host, port = bracketed.groups()
    elif simple:
        host, port = simple.groups()
    if not NAME.match(host) and not SIX.match(host):
        raise AnsibleError('Not a valid network hostname: %s' % address)
    if not allow_ranges and '[' in host:
        raise AnsibleParserError('Detected range in host but was asked to ignore ranges')
    return host, None if port is None else int(port)
