"""Sizes as people write them."""
from __future__ import absolute_import

import re

UNITS = 'BKMGTPEZY'
SIZE_RANGES = dict((unit, 1 << 10 * power) for power, unit in enumerate(UNITS))
WORDS = {'Y': 'yotta', 'Z': 'zetta', 'E': 'exa', 'P': 'peta', 'T': 'tera', 'G': 'giga', 'M': 'mega', 'K': 'kilo'}


def lenient_lowercase(lst):
    return [one.lower() if hasattr(one, 'lower') else one for one in lst]


def human_to_bytes(number, default_unit=None, isbits=False):
    """The number of bytes (or bits) that a size like 2K, 1.5Mb or 10 megabytes stands for."""
    found = re.search(r'^([0-9]*\.?[0-9]+)(?:\s*([A-Za-z]+))?\s*$', str(number))
    if found is None:
        raise ValueError("human_to_bytes() can't interpret following number:  (original input string: %s)" % number)
    amount, unit = float(found.group(1)), found.group(2)
    if unit is None:
        unit = default_unit
    if unit is None:
        return int(round(amount))
    letter = unit[0].upper()
    if letter not in SIZE_RANGES:
        raise ValueError("human_to_bytes() failed to convert %s (unit = %s). The suffix must be one of %s" % (
            number, unit, ', '.join(sorted(SIZE_RANGES, key=SIZE_RANGES.get, reverse=True))))
    short, word = ('b', 'bit') if isbits else ('B', 'byte')
    fitting = (word, word + 's') if letter == 'B' else (WORDS[letter] + word, WORDS[letter] + word + 's')
    if len(unit) > 1 and unit[1:] != short and unit.lower() not in fitting:
        choices = 'expect %s%s or %s' % (letter, short, letter) if letter != 'B' else 'expect %s or %s' % (short, word)
        raise ValueError('human_to_bytes() failed to convert %s. Value is not a valid string (%s)' % (number, choices))
    return int(round(amount * SIZE_RANGES[letter]))


def bytes_to_human(size, isbits=False, unit=None):
    base = 'bits' if isbits else 'Bytes'
    wanted = unit and unit[0].upper()
    for letter in reversed(UNITS):
        if size >= SIZE_RANGES[letter] if wanted is None else letter == wanted:
            break
    suffix = base if letter == 'B' else letter + base[0]
    return '%.2f %s' % (float(size) / SIZE_RANGES[letter], suffix)
