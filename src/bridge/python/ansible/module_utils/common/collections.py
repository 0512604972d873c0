"""Dictionaries that can't be changed, and what is a sequence."""
from __future__ import absolute_import

from ansible.module_utils._text import text_type
from ansible.module_utils.common._collections_compat import Hashable, Mapping, MutableMapping, Sequence


class ImmutableDict(Hashable, Mapping):
    """A dictionary that can't change, and so can be a key."""

    def __init__(self, *args, **kwargs):
        self._items = dict(*args, **kwargs)

    def __getitem__(self, key):
        return self._items[key]

    def __iter__(self):
        return iter(self._items)

    def __len__(self):
        return len(self._items)

    def __hash__(self):
        return hash(frozenset(self._items.items()))

    def __eq__(self, other):
        return isinstance(other, ImmutableDict) and hash(self) == hash(other)

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return 'ImmutableDict(%r)' % self._items

    def union(self, overriding_mapping):
        whole = dict(self._items)
        whole.update(overriding_mapping)
        return ImmutableDict(whole)

    def difference(self, subtractive_iterable):
        return ImmutableDict((key, self._items[key]) for key in self._items if key not in set(subtractive_iterable))


def is_string(seq):
    return isinstance(seq, (text_type, bytes))


def is_iterable(seq, include_strings=False):
    if is_string(seq) and not include_strings:
        return False
    try:
        iter(seq)
        return True
    except TypeError:
        return False


def is_sequence(seq, include_strings=False):
    if is_string(seq) and not include_strings:
        return False
    return isinstance(seq, Sequence)


def count(seq):
    if not is_iterable(seq):
        raise Exception('Argument provided  is not an iterable')
    counters = {}
    for one in seq:
        counters[one] = counters.get(one, 0) + 1
    return counters
