"""Settings, as the engine knows them, and what does not change."""
from string import ascii_letters, digits

from ansible import _engine
from ansible.module_utils.parsing.convert_bool import BOOLEANS_TRUE
from ansible.release import __version__

BOOL_TRUE = BOOLEANS_TRUE
CONTROLER_LANG = None
DEFAULT_BECOME_PASS = None
DEFAULT_REMOTE_PASS = None
DEFAULT_PASSWORD_CHARS = ascii_letters + digits + '.,:-_'
DEFAULT_SUBSET = None
LOCALHOST = ('127.0.0.1', 'localhost', '::1')
TREE_DIR = None
VAULT_VERSION_MIN = VAULT_VERSION_MAX = 1.0
INTERNAL_RESULT_KEYS = ('add_host', 'add_group')
RESTRICTED_RESULT_KEYS = ('ansible_rsync_path', 'ansible_playbook_python', 'ansible_facts')
IGNORE_FILES = ('COPYING', 'CONTRIBUTING', 'LICENSE', 'README', 'VERSION', 'GUIDELINES', 'MODULE_GUIDELINES')
MODULE_REQUIRE_ARGS = MODULE_NO_JSON = ('command', 'win_command', 'shell', 'win_shell', 'raw', 'script')
REJECT_EXTS = ('.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst')
CONFIGURABLE_PLUGINS = ('become', 'cache', 'callback', 'cliconf', 'connection', 'httpapi', 'inventory', 'lookup',
                        'netconf', 'shell', 'vars')
DOCUMENTABLE_PLUGINS = CONFIGURABLE_PLUGINS + ('module', 'strategy', 'test', 'filter')
COLOR_CODES = {
    'black': u'0;30', 'bright gray': u'0;37', 'blue': u'0;34', 'white': u'1;37', 'green': u'0;32',
    'bright blue': u'1;34', 'cyan': u'0;36', 'bright green': u'1;32', 'red': u'0;31', 'bright cyan': u'1;36',
    'purple': u'0;35', 'bright red': u'1;31', 'yellow': u'0;33', 'bright purple': u'1;35', 'dark gray': u'1;30',
    'bright yellow': u'1;33', 'magenta': u'0;35', 'bright magenta': u'1;35', 'normal': u'0'}
COMMON_CONNECTION_VARS = frozenset(
    'ansible_' + name for name in (
        'connection', 'host', 'user', 'shell_executable', 'port', 'pipelining', 'password', 'timeout',
        'shell_type', 'module_compression', 'private_key_file', 'become', 'become_user', 'become_password',
        'become_method', 'become_exe', 'become_flags'))
MAGIC_VARIABLE_MAPPING = {
    'connection': ('ansible_connection',),
    'module_compression': ('ansible_module_compression',),
    'shell': ('ansible_shell_type',),
    'executable': ('ansible_shell_executable',),
    'remote_addr': ('ansible_ssh_host', 'ansible_host'),
    'remote_user': ('ansible_ssh_user', 'ansible_user'),
    'password': ('ansible_ssh_pass', 'ansible_password'),
    'port': ('ansible_ssh_port', 'ansible_port'),
    'pipelining': ('ansible_ssh_pipelining', 'ansible_pipelining'),
    'timeout': ('ansible_ssh_timeout', 'ansible_timeout'),
    'private_key_file': ('ansible_ssh_private_key_file', 'ansible_private_key_file'),
    'become': ('ansible_become',),
    'become_method': ('ansible_become_method',),
    'become_user': ('ansible_become_user',),
    'become_pass': ('ansible_become_password', 'ansible_become_pass'),
    'become_exe': ('ansible_become_exe',),
    'become_flags': ('ansible_become_flags',)}


def add_internal_fqcns(names):
    """Short names, and what they are called in full."""
    found = []
    for name in names:
        found += [name] if '.' in name else [name, 'ansible.builtin.' + name, 'ansible.legacy.' + name]
    return found


def _actions(*names):
    return frozenset(add_internal_fqcns(names))


_ACTION_DEBUG = _actions('debug')
_ACTION_IMPORT_PLAYBOOK = _actions('import_playbook')
_ACTION_IMPORT_ROLE = _actions('import_role')
_ACTION_IMPORT_TASKS = _actions('import_tasks')
_ACTION_INCLUDE = _actions('include')
_ACTION_INCLUDE_ROLE = _actions('include_role')
_ACTION_INCLUDE_TASKS = _actions('include_tasks')
_ACTION_INCLUDE_VARS = _actions('include_vars')
_ACTION_INVENTORY_TASKS = _actions('add_host', 'group_by')
_ACTION_META = _actions('meta')
_ACTION_SET_FACT = _actions('set_fact')
_ACTION_SETUP = _actions('setup')
_ACTION_HAS_CMD = _actions('command', 'shell', 'script')
_ACTION_ALLOWS_RAW_ARGS = _ACTION_HAS_CMD | _actions('raw')
_ACTION_ALL_INCLUDES = _ACTION_INCLUDE | _ACTION_INCLUDE_TASKS | _ACTION_INCLUDE_ROLE
_ACTION_ALL_INCLUDE_IMPORT_TASKS = _ACTION_INCLUDE | _ACTION_INCLUDE_TASKS | _ACTION_IMPORT_TASKS
_ACTION_ALL_PROPER_INCLUDE_IMPORT_ROLES = _ACTION_INCLUDE_ROLE | _ACTION_IMPORT_ROLE
_ACTION_ALL_PROPER_INCLUDE_IMPORT_TASKS = _ACTION_INCLUDE_TASKS | _ACTION_IMPORT_TASKS
_ACTION_ALL_INCLUDE_ROLE_TASKS = _ACTION_INCLUDE_ROLE | _ACTION_INCLUDE_TASKS
_ACTION_WITH_CLEAN_FACTS = _ACTION_SET_FACT | _ACTION_INCLUDE_VARS


def __getattr__(name):
    if name == 'config':
        from ansible.config.manager import ConfigManager
        value = ConfigManager()
    elif name == 'DEFAULT_LOCAL_TMP':
        value = _own_folder(_engine.facts['settings'][name])
    elif name in _engine.facts['settings']:
        value = _engine.facts['settings'][name]
    else:
        raise AttributeError("module 'ansible.constants' has no attribute '%s'" % name)
    globals()[name] = value
    return value


def _own_folder(place):
    """A private folder, which is gone when this Python ends."""
    import atexit
    import os
    import shutil
    import tempfile
    os.makedirs(place, 0o700, exist_ok=True)
    folder = tempfile.mkdtemp(prefix='ansible-local-%d' % os.getpid(), dir=place)
    atexit.register(shutil.rmtree, folder, True)
    return folder


def set_constant(name, value, export=None):
    globals()[name] = value
