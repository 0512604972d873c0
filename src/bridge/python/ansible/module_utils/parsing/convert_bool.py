"""Words that mean yes or no."""
from __future__ import absolute_import

from ansible.module_utils._text import string_types, to_text

# Each word that means no beside the one that means yes; True and 1.0 are 1.
PAIRS = (('true', 'false'), ('yes', 'no'), ('on', 'off'), ('t', 'f'), ('y', 'n'), ('1', '0'), (1, 0))
BOOLEANS_TRUE, BOOLEANS_FALSE = (frozenset(words) for words in zip(*PAIRS))
BOOLEANS = BOOLEANS_TRUE | BOOLEANS_FALSE


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
