"""Words that mean yes or no."""
from __future__ import absolute_import

from ansible.module_utils._text import string_types, to_text

BOOLEANS_TRUE = frozenset(('y', 'yes', 'on', '1', 'true', 't', 1, 1.0, True))
BOOLEANS_FALSE = frozenset(('n', 'no', 'off', '0', 'false', 'f', 0, 0.0, False))
BOOLEANS = BOOLEANS_TRUE.union(BOOLEANS_FALSE)


def boolean(value, strict=True):
    if isinstance(value, bool):
        return value
    known = value
    if isinstance(value, (bytes,) + string_types):
        known = to_text(value).lower().strip()
    try:
        if known in BOOLEANS_TRUE:
            return True
        if known in BOOLEANS_FALSE or not strict:
            return False
    except TypeError:
        pass
    raise TypeError("The value '%s' is not a valid boolean.  Valid booleans include: %s" % (
        to_text(value), ', '.join(repr(one) for one in BOOLEANS)))
