"""Finds plugins by their names: in folders, in collections, and those that are here."""
import importlib
import importlib.util
import os
import sys

from ansible import constants as C
from ansible._engine import ask
from ansible.errors import AnsibleError
from ansible.module_utils._text import to_native, to_text
from ansible.plugins import AnsibleJinja2Plugin, AnsiblePlugin
from ansible.plugins.engine_plugins import EngineLookup, engine_function
from ansible.utils.display import Display

display = Display()
NO_PLUGINS = ('.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst')


class PluginLoadContext(object):
    def __init__(self, name):
        self.original_name = name
        self.redirect_list = [name]
        self.resolved = False
        self.plugin_resolved_name = self.plugin_resolved_path = self.plugin_resolved_collection = None
        self.pending_redirect = self.exit_reason = self.removal_date = self.removal_version = None
        self.deprecated = False
        self.deprecation_warnings = []
        self.load_attempts = []
        self.import_error_list = []
        self.error_list = []

    @property
    def resolved_fqcn(self):
        return self.plugin_resolved_name


class PluginLoader(object):
    def __init__(self, class_name, package, config, subdir, aliases=None, required_base_class=None):
        self.class_name, self.package, self.subdir = class_name, package, subdir
        self.base_class = required_base_class
        self.type = {'library': 'module', 'modules': 'module'}.get(package.rpartition('.')[2], package.rpartition('.')[2])
        self.config = [config] if isinstance(config, str) else list(config or [])
        self._folders = []
        self._modules = {}
        self._places = {}

    def __contains__(self, name):
        return self.has_plugin(name)

    def __repr__(self):
        return 'PluginLoader(type=%s)' % self.type

    @property
    def _paths(self):
        return self._folders

    def add_directory(self, directory, with_subdir=False):
        folder = os.path.realpath(os.path.expanduser(to_text(directory))) if directory else None
        if folder is None:
            return
        if with_subdir:
            folder = os.path.join(folder, self.subdir)
        if os.path.isdir(folder) and folder not in self._folders:
            self._folders.append(folder)
            self._places.clear()

    def print_paths(self):
        return os.pathsep.join(self._folders)

    def _get_paths(self, subdirs=True):
        found = []
        for folder in self._folders + list(getattr(C, self.config[0], None) or [] if self.config else []):
            for place, folders, _ in os.walk(folder) if subdirs else [(folder, [], [])]:
                folders.sort()
                if place not in found and '__pycache__' not in place:
                    found.append(place)
        return found

    def find_plugin(self, name, mod_type='', ignore_deprecated=False, check_aliases=False, collection_list=None):
        return self._find(name, collection_list)[1]

    def find_plugin_with_context(self, name, mod_type='', ignore_deprecated=False, check_aliases=False,
                                 collection_list=None):
        about = PluginLoadContext(name)
        full, path = self._find(name, collection_list)
        if path is not None:
            about.resolved = True
            about.plugin_resolved_name, about.plugin_resolved_path = full, path
            about.plugin_resolved_collection = '.'.join(full.split('.')[:2]) if full.count('.') > 1 else ''
            about.redirect_list.append(full)
        return about

    def has_plugin(self, name, collection_list=None):
        try:
            return self._find(name, collection_list)[1] is not None
        except AnsibleError:
            return False

    def _find(self, name, collection_list=None):
        """The full name and the file of a plugin, as the engine finds it; a folder that was added comes first."""
        if name not in self._places:
            self._places[name] = self._search(name, collection_list or [])
        return self._places[name]

    def _search(self, name, collections):
        short = name[len('ansible.legacy.'):] if name.startswith('ansible.legacy.') else name
        if '.' not in short:
            for folder in self._get_paths():
                for ending in ('.py', '') if self.type == 'module' else ('.py',):
                    for one in (short, '_' + short):
                        path = os.path.join(folder, one + ending)
                        if os.path.isfile(path):
                            return short, path
        for one in [short] + ([] if '.' in short else ['%s.%s' % (place, short) for place in collections]):
            found = ask('plugin', type=self.type, name=one)
            if found is not None:
                return found[0], found[1]
        own = short[len('ansible.builtin.'):] if short.startswith('ansible.builtin.') else short
        if '.' not in own and self.type != 'module':
            spec = None
            try:
                spec = importlib.util.find_spec('%s.%s' % (self.package, own))
            except ImportError:
                pass
            if spec is not None and spec.origin:
                return 'ansible.builtin.' + own, spec.origin
        return name, None

    def _module(self, full, path):
        if path in self._modules:
            return self._modules[path]
        known = '%s.%s' % (self.package, full[len('ansible.builtin.'):])
        if full.startswith('ansible.builtin.'):
            module = importlib.import_module(known)
        elif full.count('.') > 1:
            parts = full.split('.')
            module = importlib.import_module('.'.join(
                ['ansible_collections'] + parts[:2] + ['plugins', self.type] + parts[2:]))
        else:
            module_name = '%s.%s' % (self.package, os.path.splitext(os.path.basename(path))[0])
            spec = importlib.util.spec_from_file_location(module_name, path)
            module = importlib.util.module_from_spec(spec)
            sys.modules[module_name] = module
            try:
                spec.loader.exec_module(module)
            except BaseException:
                del sys.modules[module_name]
                raise
        self._modules[path] = module
        return module

    def get(self, name, *args, **kwargs):
        return self.get_with_context(name, *args, **kwargs).object

    def get_with_context(self, name, *args, **kwargs):
        class_only = kwargs.pop('class_only', False)
        about = self.find_plugin_with_context(name, collection_list=kwargs.pop('collection_list', None))
        found = self._plugin(name, about, class_only, args, kwargs)
        return _WithContext(found, about)

    def _plugin(self, name, about, class_only, args, kwargs):
        if not about.resolved:
            return None
        full, path = about.plugin_resolved_name, about.plugin_resolved_path
        made = getattr(self._module(full, path), self.class_name, None)
        if made is None:
            return None
        self._mark(made, full, path, about.redirect_list)
        if class_only:
            return made
        plugin = made(*args, **kwargs)
        self._mark(plugin, full, path, about.redirect_list)
        return plugin

    def _mark(self, plugin, full, path, aliases):
        plugin._original_path = path
        plugin._load_name = full
        plugin._plugin_type = self.type
        plugin._redirected_names = aliases
        plugin.ansible_name = full
        plugin.ansible_aliases = sorted(set(aliases) | set((full, full.rpartition('.')[2])))

    def all(self, *args, **kwargs):
        path_only = kwargs.pop('path_only', False)
        class_only = kwargs.pop('class_only', False)
        kwargs.pop('_dedupe', None)
        seen = set()
        for folder in self._get_paths():
            for file in sorted(os.listdir(folder)):
                name, ending = os.path.splitext(file)
                if ending != '.py' or name.startswith('__') or name in seen:
                    continue
                seen.add(name)
                path = os.path.join(folder, file)
                if path_only:
                    yield path
                    continue
                about = PluginLoadContext(name)
                about.resolved, about.plugin_resolved_name, about.plugin_resolved_path = True, name, path
                try:
                    found = self._plugin(name, about, class_only, args, kwargs)
                except Exception as error:
                    display.warning('Skipping plugin (%s) as it seems to be invalid: %s' % (path, to_native(error)))
                    continue
                if found is not None:
                    yield found


class _WithContext(tuple):
    def __new__(cls, found, about):
        return tuple.__new__(cls, (found, about))

    object = property(lambda self: self[0])
    plugin_load_context = property(lambda self: self[1])


class LookupLoader(PluginLoader):
    """The engine's own lookups look like others."""

    def get_with_context(self, name, *args, **kwargs):
        found = super().get_with_context(name, *args, **dict(kwargs))
        if found.object is None and ask('has', kind='lookup', name=name):
            class_only = kwargs.pop('class_only', False)
            kwargs.pop('collection_list', None)
            made = type('LookupModule', (EngineLookup,), {'engine_name': name, '_load_name': name})
            return _WithContext(made if class_only else made(*args, **kwargs), found.plugin_load_context)
        return found


class Jinja2Loader(PluginLoader):
    """Filters or tests: a file holds many."""

    def get_with_context(self, name, *args, **kwargs):
        kwargs.pop('collection_list', None)
        function = self._function(name)
        if function is None and ask('has', kind=self.type, name=name):
            function = engine_function(self.type, name)
        function = function or self._beside(name)
        about = PluginLoadContext(name)
        about.resolved = function is not None
        return _WithContext(None if function is None else AnsibleJinja2Plugin(function), about)

    def _function(self, name):
        parts = name.split('.')
        if len(parts) < 3:
            return None
        short = parts[-1]
        for path in ask('collection_files', type=self.type, collection='.'.join(parts[:2]), below=parts[2:-1]):
            if short in self._offered(path, parts[:-1]):
                return self._offered(path, parts[:-1])[short]
        return None

    def _beside(self, name):
        for folder in self._get_paths(subdirs=False) if '.' not in name else ():
            for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
                offered = self._offered(os.path.join(folder, file), []) if file.endswith('.py') else {}
                if name in offered:
                    return offered[name]
        return None

    def _offered(self, path, parts):
        if path not in self._places:
            self._places[path] = {}
            try:
                module = self._module('.'.join(parts + [os.path.splitext(os.path.basename(path))[0]]), path)
                self._places[path] = getattr(getattr(module, self.class_name)(), self.type + 's')()
            except Exception as error:
                display.warning("Skipping %s plugins in %s'; an error occurred while loading: %s" % (
                    self.type, '.'.join(parts + [os.path.splitext(os.path.basename(path))[0]]), to_native(error)))
        return self._places[path]


def _loader(kind, class_name, config=None, cls=PluginLoader, subdir=None, package=None):
    return cls(class_name, package or 'ansible.plugins.' + kind, config or 'DEFAULT_%s_PLUGIN_PATH' % kind.upper(),
               subdir or kind + '_plugins')


action_loader = _loader('action', 'ActionModule')
become_loader = _loader('become', 'BecomeModule', 'BECOME_PLUGIN_PATH')
cache_loader = _loader('cache', 'CacheModule')
callback_loader = _loader('callback', 'CallbackModule')
connection_loader = _loader('connection', 'Connection')
filter_loader = _loader('filter', 'FilterModule', cls=Jinja2Loader)
inventory_loader = _loader('inventory', 'InventoryModule')
lookup_loader = _loader('lookup', 'LookupModule', cls=LookupLoader)
shell_loader = _loader('shell', 'ShellModule', 'UNKNOWN')
strategy_loader = _loader('strategy', 'StrategyModule')
test_loader = _loader('test', 'TestModule', cls=Jinja2Loader)
vars_loader = _loader('vars', 'VarsModule')
module_loader = _loader('modules', '', 'DEFAULT_MODULE_PATH', subdir='library', package='ansible.modules')
module_utils_loader = _loader('module_utils', '', 'DEFAULT_MODULE_UTILS_PATH', subdir='module_utils',
                              package='ansible.module_utils')
fragment_loader = _loader('doc_fragments', 'ModuleDocFragment', 'DOC_FRAGMENT_PLUGIN_PATH', subdir='doc_fragments')


def get_all_plugin_loaders():
    return [(name, loader) for name, loader in globals().items() if isinstance(loader, PluginLoader)]


def add_all_plugin_dirs(path):
    for _, loader in get_all_plugin_loaders():
        loader.add_directory(path, with_subdir=True)


def get_shell_plugin(shell_type=None, executable=None):
    shell = shell_loader.get(shell_type or 'sh')
    if shell is None:
        raise AnsibleError('Could not find the shell plugin required (%s).' % shell_type)
    if executable:
        shell.executable = executable
    return shell
