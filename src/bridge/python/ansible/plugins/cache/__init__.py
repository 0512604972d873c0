"""Classes of caches."""
import copy
import os
import tempfile
import time
from collections.abc import MutableMapping

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.plugins import AnsiblePlugin
from ansible.utils.display import Display

display = Display()


class BaseCacheModule(AnsiblePlugin):
    """A cache has get, set, keys, contains, delete, flush and copy."""

    _plugin_type = 'cache'
    _display = display

    def __init__(self, *args, **kwargs):
        super().__init__()
        self.set_options(var_options=args, direct=kwargs)


class BaseFileCacheModule(BaseCacheModule):
    """A file a key; a cache that builds on it has _load(path) and _dump(value, path)."""

    def __init__(self, *args, **kwargs):
        try:
            super().__init__(*args, **kwargs)
            place, self._timeout = self.get_option('_uri'), float(self.get_option('_timeout'))
            self._prefix = self.get_option('_prefix')
        except KeyError:
            place, self._timeout = C.CACHE_PLUGIN_CONNECTION, float(C.CACHE_PLUGIN_TIMEOUT)
            self._prefix = C.CACHE_PLUGIN_PREFIX
        self.plugin_name = self.__module__.split('.')[-1]
        self._cache = {}
        self._cache_dir = self._get_cache_connection(place)
        self.validate_cache_connection()

    def _get_cache_connection(self, source):
        return os.path.expanduser(os.path.expandvars(source)) if source else None

    def validate_cache_connection(self):
        if not self._cache_dir:
            raise AnsibleError("error, '%s' cache plugin requires the 'fact_caching_connection' config option to be "
                               'set (to a writeable directory path)' % self.plugin_name)
        try:
            os.makedirs(self._cache_dir, exist_ok=True)
        except OSError as error:
            raise AnsibleError("error in '%s' cache plugin while trying to create cache dir %s : %s" % (
                self.plugin_name, self._cache_dir, error))

    def _get_cache_file_name(self, key):
        return '%s/%s%s' % (self._cache_dir, self._prefix or '', key)

    def has_expired(self, key):
        if self._timeout == 0:
            return False
        try:
            age = time.time() - os.stat(self._get_cache_file_name(key)).st_mtime
        except FileNotFoundError:
            return False
        return age > self._timeout and key not in self._cache

    def get(self, key):
        if key not in self._cache:
            path = self._get_cache_file_name(key)
            if self.has_expired(key) or not os.path.exists(path):
                raise KeyError(key)
            try:
                self._cache[key] = self._load(path)
            except ValueError as error:
                display.warning("error in '%s' cache plugin while trying to read %s : %s. Most likely a corrupt file, "
                                'so erasing and failing.' % (self.plugin_name, path, error))
                self.delete(key)
                raise AnsibleError('The cache file %s was corrupt, or did not otherwise contain valid data. '
                                   'It has been removed, so you can re-run your command now.' % path)
        return self._cache[key]

    def set(self, key, value):
        self._cache[key] = value
        path = self._get_cache_file_name(key)
        descriptor, near = tempfile.mkstemp(dir=os.path.dirname(path))
        os.close(descriptor)
        self._dump(value, near)
        os.rename(near, path)
        os.chmod(path, 0o644)

    def keys(self):
        prefix = self._prefix or ''
        return [name[len(prefix):] for name in os.listdir(self._cache_dir)
                if name.startswith(prefix) and not name.startswith('.') and not self.has_expired(name[len(prefix):])]

    def contains(self, key):
        return key in self._cache or (
            not self.has_expired(key) and os.path.exists(self._get_cache_file_name(key)))

    def delete(self, key):
        self._cache.pop(key, None)
        try:
            os.remove(self._get_cache_file_name(key))
        except OSError:
            pass

    def flush(self):
        for key in self.keys():
            self.delete(key)

    def copy(self):
        return dict((key, self.get(key)) for key in self.keys())

class CachePluginAdjudicator(MutableMapping):
    """A cache as a dict: what was read or set is held here, and goes to the cache when that is asked for."""

    def __init__(self, plugin_name='memory', **kwargs):
        from ansible.plugins.loader import cache_loader
        plugin = cache_loader.get(plugin_name, **kwargs)
        if plugin is None:
            raise AnsibleError('Unable to load the cache plugin (%s).' % plugin_name)
        self._plugin_name, self._plugin = plugin_name, plugin
        self._held, self._as_read = {}, {}

    def __getitem__(self, key):
        if key in self._held:
            return self._held[key]
        value = self._held[key] = self._plugin.get(key)
        self._as_read[key] = copy.deepcopy(value)
        return value

    def __setitem__(self, key, value):
        self._held[key] = value

    def __delitem__(self, key):
        del self._held[key]

    def __iter__(self):
        return iter(list(self._held))

    def __len__(self):
        return len(self._held)

    def load_whole_cache(self):
        self._held.update((key, self._plugin.get(key)) for key in self._plugin.keys())

    def set_cache(self):
        for key, value in self._held.items():
            self._plugin.set(key, value)
        self._as_read = copy.deepcopy(self._held)

    def update_cache_if_changed(self):
        if self._held != self._as_read:
            self.set_cache()

    def flush(self):
        self._plugin.flush()
        self._held = {}
