"""Masks and subnets."""
from __future__ import absolute_import

from struct import pack
import socket

VALID_MASKS = [2 ** 8 - 2 ** i for i in range(0, 9)]


def is_netmask(val):
    parts = str(val).split('.')
    if len(parts) != 4:
        return False
    for part in parts:
        try:
            if int(part) not in VALID_MASKS:
                raise ValueError
        except ValueError:
            return False
    return True


def is_masklen(val):
    try:
        return 0 <= int(val) <= 32
    except ValueError:
        return False


def to_netmask(val):
    if not is_masklen(val):
        raise ValueError('invalid value for masklen')
    bits = (0xffffffff << 32 - int(val)) & 0xffffffff
    return socket.inet_ntoa(pack('>I', bits))


def to_bits(val):
    return ''.join(bin(int(octet))[2:].ljust(8, '0') for octet in val.split('.'))


def to_masklen(val):
    if not is_netmask(val):
        raise ValueError('invalid value for netmask: %s' % val)
    return to_bits(val).count('1')


def to_subnet(addr, mask, dotted_notation=False):
    try:
        if not is_masklen(mask):
            raise ValueError
        length = int(mask)
    except ValueError:
        length = to_masklen(mask)
    netmask = to_netmask(length)
    subnet = '.'.join(str(int(one) & int(other)) for one, other in zip(addr.split('.'), netmask.split('.')))
    return '%s %s' % (subnet, netmask) if dotted_notation else '%s/%s' % (subnet, length)


def to_ipv6_network(addr):
    """The first 48 bits of an address."""
    groups = groups_of(addr, 3)
    return ':'.join(groups) + '::'


def to_ipv6_subnet(addr):
    """The first 64 bits of an address."""
    groups = groups_of(addr, 4)
    return ':'.join(groups) + '::'


def groups_of(addr, most):
    before = addr.split('::')[0].split(':')
    found = before[:most]
    while found and found[-1] == '':
        found.pop()
    return found


def is_mac(mac_address):
    import re
    return re.match('[0-9a-f]{2}([-:])[0-9a-f]{2}(\\1[0-9a-f]{2}){4}$', mac_address.lower()) is not None
