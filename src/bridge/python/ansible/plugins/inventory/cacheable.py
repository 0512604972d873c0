"""Sources whose answers are kept."""
import hashlib

from ansible.module_utils._text import to_bytes


class Cacheable(object):
    _cache = {}

    @property
    def cache(self):
        return self._cache

    def load_cache_plugin(self):
        from ansible.plugins.inventory import cache_dict
        names = (('_uri', 'cache_connection'), ('_timeout', 'cache_timeout'), ('_prefix', 'cache_prefix'))
        given = dict((own, self.get_option(option)) for own, option in names if self.has_option(option))
        self._cache = cache_dict(self.get_option('cache_plugin'),
                                 **dict(one for one in given.items() if one[1] is not None))

    def get_cache_key(self, path):
        return '{0}_{1}'.format(self.NAME, self._get_cache_prefix(path))

    def _get_cache_prefix(self, path):
        """Ten characters that stand for a plugin and a source."""
        digests = [hashlib.sha1(to_bytes(one)).hexdigest()[:5] for one in (self.NAME, path)]
        return 's_'.join(digests)

    def _tell(self, what):
        """A plain dict lasts no longer than the run."""
        tell = getattr(self._cache, what, None)
        if tell is not None:
            tell()

    def clear_cache(self):
        if not isinstance(self._cache, dict):
            self._cache.flush()

    def update_cache_if_changed(self):
        self._tell('update_cache_if_changed')

    def set_cache_plugin(self):
        self._tell('set_cache')
