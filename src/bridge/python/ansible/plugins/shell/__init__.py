"""The class of shells: commands as a host's shell takes them."""
import os.path
import random
import re
import shlex
import time

from ansible.module_utils._text import to_native
from ansible.plugins import AnsiblePlugin


class ShellBase(AnsiblePlugin):
    _plugin_type = 'shell'
    COMPATIBLE_SHELLS = frozenset()
    SHELL_FAMILY = 'sh'
    _SHELL_EMBEDDED_PY_EOL = '\n'
    _SHELL_REDIRECT_ALLNULL = '> /dev/null 2>&1'
    _SHELL_AND = '&&'
    _SHELL_OR = '||'
    _SHELL_SUB_LEFT = '"`'
    _SHELL_SUB_RIGHT = '`"'
    _SHELL_GROUP_LEFT = '('
    _SHELL_GROUP_RIGHT = ')'
    ECHO = 'echo'

    def __init__(self):
        super().__init__()
        self.env = {}
        self.tmpdir = None
        self.executable = '/bin/sh'

    def set_options(self, task_keys=None, var_options=None, direct=None):
        self._options = {'remote_tmp': '~/.ansible/tmp', 'system_tmpdirs': ['/var/tmp', '/tmp'], 'environment': [],
                         'admin_users': ['root', 'toor'], 'async_dir': '~/.ansible_async', 'world_readable_temp': False,
                         'common_remote_group': None, 'set_module_language': False}
        from ansible import constants as C
        variables = var_options or {}
        self._options['remote_tmp'] = variables.get('ansible_remote_tmp') or getattr(
            C, 'SHELL_REMOTE_TMP', '~/.ansible/tmp')
        self._options['async_dir'] = variables.get('ansible_async_dir') or '~/.ansible_async'
        self._options.update(direct or {})

    def env_prefix(self, **kwargs):
        return ' '.join('%s=%s' % (name, shlex.quote(str(value))) for name, value in kwargs.items())

    def join_path(self, *args):
        return os.path.join(*args)

    def get_remote_filename(self, pathname):
        return os.path.splitext(os.path.basename(pathname.strip()))[0] + os.path.splitext(pathname.strip())[1]

    def path_has_trailing_slash(self, path):
        return path.endswith('/')

    def quote(self, cmd):
        return shlex.quote(cmd)

    def chmod(self, paths, mode):
        return self._words(['chmod', mode] + list(paths))

    def chown(self, paths, user):
        return self._words(['chown', user] + list(paths))

    def chgrp(self, paths, group):
        return self._words(['chgrp', group] + list(paths))

    def set_user_facl(self, paths, user, mode):
        return self._words(['setfacl', '-m', 'u:%s:%s' % (user, mode)] + list(paths))

    def remove(self, path, recurse=False):
        return 'rm -f %s%s %s' % ('-r ' if recurse else '', shlex.quote(path), self._SHELL_REDIRECT_ALLNULL)

    def exists(self, path):
        return 'test -e %s' % shlex.quote(path)

    def pwd(self):
        return 'echo %spwd%s' % (self._SHELL_SUB_LEFT, self._SHELL_SUB_RIGHT)

    @staticmethod
    def _words(words):
        return ' '.join(shlex.quote(one) for one in words)

    @staticmethod
    def _generate_temp_dir_name():
        return 'ansible-tmp-%s-%s-%s' % (time.time(), os.getpid(), random.randint(0, 2 ** 48))

    def mkdtemp(self, basefile=None, system=False, mode=0o700, tmpdir=None):
        """A command that makes a folder and says which."""
        name = basefile or self._generate_temp_dir_name()
        base = tmpdir or (self.get_option('system_tmpdirs')[0] if system else self.get_option('remote_tmp'))
        base = '$HOME' + base[1:] if base.startswith('~/') else base
        folder = '"%s/%s"' % (base, name)
        made = 'umask %s && mkdir -p "%s" && mkdir %s && echo %s=%s' % (
            oct(0o777 & ~mode)[2:], base, folder, name, folder)
        return '( %s )' % made

    def expand_user(self, user_home_path, username=''):
        if not re.match(r'~[\w.-]*$', user_home_path):
            user_home_path = shlex.quote(user_home_path)
        elif username:
            user_home_path += username
        return 'echo %s' % user_home_path

    def build_module_command(self, env_string, shebang, cmd, arg_path=None):
        words = [env_string.strip(), shebang.replace('#!', '').strip() if shebang else '', cmd, arg_path or '']
        return ' '.join(word for word in words if word)

    def append_command(self, cmd, cmd_to_append):
        return '%s %s' % (cmd, self._SHELL_AND + ' ' + cmd_to_append) if cmd_to_append else cmd

    def wrap_for_exec(self, cmd):
        return cmd

    def checksum(self, path, python_interp):
        return 'sha1sum %s' % shlex.quote(to_native(path))
