"""The abstract collections, wherever this Python has them."""
from __future__ import absolute_import


try:
    from collections.abc import (
        Callable, Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,
        MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView)
except ImportError:
    from collections import (
        Callable, Container, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping,
        MutableSequence, MutableSet, Sequence, Set, Sized, ValuesView)
