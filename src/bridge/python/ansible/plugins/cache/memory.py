"""Facts that last as long as the run."""
from operator import attrgetter

from ansible.plugins.cache import BaseCacheModule


def _of_dict(name):
    """A method that the dict behind the cache has."""
    method = attrgetter('_cache.' + name)
    return lambda self, *args: method(self)(*args)


class CacheModule(BaseCacheModule):
    get, set, delete, contains = map(_of_dict, ('__getitem__', '__setitem__', '__delitem__', '__contains__'))
    keys, copy, flush = map(_of_dict, ('keys', 'copy', 'clear'))

    def __init__(self, *args, **kwargs):
        self._cache = {}
