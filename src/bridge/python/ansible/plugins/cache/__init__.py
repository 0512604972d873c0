"""Classes of caches."""
import copy
import os
import tempfile
import time
from abc import abstractmethod
from collections.abc import MutableMapping

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.plugins import AnsiblePlugin
from ansible.utils.display import Display

display = Display()


class BaseCacheModule(AnsiblePlugin):
    _plugin_type = 'cache'
    _display = display

    def __init__(self, *args, **kwargs):
        super().__init__()
        self.set_options(var_options=args, direct=kwargs)

    @abstractmethod
    def get(self, key):
        pass

    @abstractmethod
    def set(self, key, value):
        pass

    @abstractmethod
    def keys(self):
        pass

    @abstractmethod
    def contains(self, key):
        pass

    @abstractmethod
    def delete(self, key):
        pass

    @abstractmethod
    def flush(self):
        pass

    @abstractmethod
    def copy(self):
        pass


class BaseFileCacheModule(BaseCacheModule):
    """A file a key."""

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

    @abstractmethod
    def _load(self, filepath):
        pass

    @abstractmethod
    def _dump(self, value, filepath):
        pass


class CachePluginAdjudicator(MutableMapping):
    """A cache as a dict; what is read stays until it is written."""

    def __init__(self, plugin_name='memory', **kwargs):
        from ansible.plugins.loader import cache_loader
        self._cache, self._retrieved = {}, {}
        self._plugin_name = plugin_name
        self._plugin = cache_loader.get(plugin_name, **kwargs)
        if not self._plugin:
            raise AnsibleError('Unable to load the cache plugin (%s).' % plugin_name)

    def update_cache_if_changed(self):
        if self._retrieved != self._cache:
            self.set_cache()

    def set_cache(self):
        for key in self._cache:
            self._plugin.set(key, self._cache[key])
        self._retrieved = copy.deepcopy(self._cache)

    def load_whole_cache(self):
        for key in self._plugin.keys():
            self._cache[key] = self._plugin.get(key)

    def __getitem__(self, key):
        if key not in self._cache:
            try:
                self._cache[key] = self._plugin.get(key)
            except KeyError:
                raise
            self._retrieved[key] = copy.deepcopy(self._cache[key])
        return self._cache[key]

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __setitem__(self, key, value):
        self._cache[key] = value

    def __delitem__(self, key):
        del self._cache[key]

    def __contains__(self, key):
        return key in self._cache or self._plugin.contains(key)

    def __iter__(self):
        return iter(self.keys())

    def keys(self):
        return list(self._cache.keys())

    def __len__(self):
        return len(self.keys())

    def flush(self):
        self._plugin.flush()
        self._cache = {}
