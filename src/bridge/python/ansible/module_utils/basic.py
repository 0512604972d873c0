"""Arguments checked in Ansible's wording, results, commands and files: what modules commonly use."""
from __future__ import absolute_import

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

from ansible.module_utils._text import PY3, string_types, text_type, to_bytes, to_native, to_text
from ansible.module_utils.parsing.convert_bool import BOOLEANS, boolean
from ansible.module_utils.common._collections_compat import Mapping, Sequence, Set
from ansible.module_utils.common.file import is_executable
from ansible.module_utils.common.parameters import remove_values, sanitize_keys
from ansible.module_utils.common.sys_info import (
    get_all_subclasses, get_distribution, get_distribution_version, get_platform_subclass)
from ansible.module_utils.common.text.converters import jsonify
from ansible.module_utils.common.text.formatters import bytes_to_human, human_to_bytes
from ansible.module_utils.own_arguments import (
    AnsibleFallbackNotFound, Checker, FILE_COMMON_ARGUMENTS)
from ansible.module_utils.own_files import FileMethods

_ANSIBLE_ARGS = None
HIDDEN = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'
PASSWORD = '(^|[-_\\s])pass[-_\\s]?(word|phrase|wrd|wd)?([-_\\s]|$)'


def env_fallback(*names, **kwargs):
    for name in names:
        if name in os.environ:
            return os.environ[name]
    raise AnsibleFallbackNotFound()


def missing_required_lib(library, reason=None, url=None):
    text = "Failed to import the required Python library (%s) on %s's Python %s." % (
        library, os.uname()[1], sys.executable)
    if reason:
        text += ' This is required %s.' % reason
    if url:
        text += ' See %s for more info.' % url
    return text + (' Please read the module documentation and install it in the appropriate location.'
                   ' If the required library is installed, but Ansible is using the wrong Python interpreter,'
                   ' please consult the documentation on ansible_python_interpreter')


def get_exception():
    return sys.exc_info()[1]


def load_platform_subclass(cls, *args, **kwargs):
    found = get_platform_subclass(cls)
    return super(cls, found).__new__(found)


def _load_params():
    given = _ANSIBLE_ARGS
    return json.loads(given.decode('utf-8') if isinstance(given, bytes) else given)['ANSIBLE_MODULE_ARGS']


def jsonable(value):
    if isinstance(value, dict):
        return dict((to_text(key) if isinstance(key, bytes) else key, jsonable(one)) for key, one in value.items())
    if isinstance(value, (list, tuple, set, frozenset)) or hasattr(value, '__next__'):
        return [jsonable(one) for one in value]
    if isinstance(value, bytes):
        return to_text(value)
    if value is None or isinstance(value, (bool, int, float, text_type)):
        return value
    return value.isoformat() if hasattr(value, 'isoformat') else to_text(value)


def without(value, secrets):
    """A result in which secrets are starred out."""
    if isinstance(value, dict):
        return dict((key, without(one, secrets)) for key, one in value.items())
    if isinstance(value, list):
        return [without(one, secrets) for one in value]
    if value is None or isinstance(value, bool):
        return value
    text = to_text(value)
    if text in secrets:
        return HIDDEN
    if isinstance(value, string_types):
        for secret in secrets:
            text = text.replace(secret, '*' * 8)
        return text
    return value


class AnsibleModule(FileMethods):
    def __init__(self, argument_spec, bypass_checks=False, no_log=False, mutually_exclusive=None,
                 required_together=None, required_one_of=None, add_file_common_args=False,
                 supports_check_mode=False, required_if=None, required_by=None):
        given = _ANSIBLE_ARGS
        if isinstance(given, bytes):
            given = given.decode('utf-8')
        try:
            params = json.loads(given)
            params = params.get('ANSIBLE_MODULE_ARGS', params)
        except (TypeError, ValueError):
            print('\n{"msg": "Error: Module unable to decode valid JSON on stdin.  Unable to figure out what '
                  'parameters were passed", "failed": true}')
            sys.exit(1)
        about = dict((key[9:], params.pop(key)) for key in list(params) if key.startswith('_ansible_'))
        self._tmpdir = about.get('tmpdir')
        self._enter_folder()
        self.argument_spec = argument_spec
        self.supports_check_mode = supports_check_mode
        self.check_mode = bool(about.get('check_mode'))
        self.no_log = bool(about.get('no_log'))
        self._debug = bool(about.get('debug'))
        self._diff = bool(about.get('diff'))
        self._verbosity = about.get('verbosity') or 0
        self._name = about.get('module_name') or 'unknown'
        self.ansible_version = about.get('version')
        self._remote_tmp = about.get('remote_tmp')
        self._shell = about.get('shell_executable')
        self._keep_remote_files = bool(about.get('keep_remote_files'))
        self._selinux_special_fs = about.get('selinux_special_fs') or []
        self._socket_path = about.get('socket')
        self._string_conversion_action = about.get('string_conversion_action')
        self._syslog_facility = about.get('syslog_facility')
        self.run_command_environ_update = {}
        self.aliases = {}
        self._warnings = []
        self._deprecations = []
        self.cleanup_files = []
        self.no_log_values = set()
        self.params = params
        if add_file_common_args:
            argument_spec.update(dict((k, v) for k, v in FILE_COMMON_ARGUMENTS.items() if k not in argument_spec))
        checker = Checker(self._name, argument_spec, {
            'mutually_exclusive': mutually_exclusive, 'required_together': required_together,
            'required_one_of': required_one_of, 'required_if': required_if, 'required_by': required_by})
        faults = checker.check(params)
        self.no_log_values = checker.secrets
        self._warnings.extend(checker.warnings)
        self._deprecations.extend(checker.deprecations)
        for name in params:
            asked = argument_spec.get(name, {}).get('no_log')
            if asked is None and re.search(PASSWORD, name, re.I):
                self.warn('Module did not set no_log for %s' % name)
        if faults and not bypass_checks:
            self.fail_json(msg=faults[0])
        if self.check_mode and not supports_check_mode:
            self.exit_json(skipped=True, msg='remote module (%s) does not support check mode' % self._name)

    @property
    def tmpdir(self):
        base = self._tmpdir
        if not base or not os.path.isdir(base):
            base = tempfile.mkdtemp(prefix='ansible-moduletmp-')
            self._tmpdir = base
        return base

    def _enter_folder(self):
        """Goes where work is possible, when the folder at hand is gone."""
        try:
            if os.access(os.getcwd(), os.F_OK | os.R_OK):
                return
        except OSError:
            pass
        for folder in self._tmpdir, os.path.expanduser('~'), tempfile.gettempdir():
            if folder and os.access(folder, os.F_OK | os.R_OK):
                os.chdir(folder)
                return

    def warn(self, warning):
        self._warnings.append(to_text(warning))

    def deprecate(self, msg, version=None, date=None, collection_name=None):
        told = {'msg': msg, 'collection_name': collection_name}
        told['date' if date else 'version'] = date or version
        self._deprecations.append(told)

    def debug(self, msg):
        pass

    def log(self, msg, log_args=None):
        if self.no_log:
            return
        try:
            import syslog
            syslog.openlog('ansible-%s' % self._name.split('.')[-1], 0, syslog.LOG_USER)
            syslog.syslog(syslog.LOG_INFO, to_native(without(to_text(msg), self.no_log_values)))
        except (ImportError, TypeError, ValueError):
            pass

    def boolean(self, arg):
        try:
            return arg if arg is None else boolean(arg)
        except TypeError as error:
            self.fail_json(msg=to_native(error))

    def jsonify(self, data):
        return json.dumps(jsonable(data))

    def from_json(self, data):
        return json.loads(data)

    def _end(self, result):
        for name, own in ('warnings', self._warnings), ('deprecations', self._deprecations):
            more = result.get(name) or []
            whole = own + (more if isinstance(more, list) else [more])
            if whole:
                result[name] = whole
        self.add_path_info(result)
        self.do_cleanup_files()
        if 'invocation' not in result:
            result['invocation'] = {'module_args': self.params}
        print('\n%s' % json.dumps(without(jsonable(result), self.no_log_values)))

    def exit_json(self, **kwargs):
        self._end(kwargs)
        sys.exit(0)

    def fail_json(self, msg, **kwargs):
        kwargs['failed'] = True
        kwargs['msg'] = msg
        if 'exception' not in kwargs and sys.exc_info()[2]:
            kwargs['exception'] = ''.join(traceback.format_tb(sys.exc_info()[2]))
        self._end(kwargs)
        sys.exit(1)

    def fail_on_missing_params(self, required_params=None):
        missing = [name for name in required_params or [] if self.params.get(name) in (None, '', [], {})]
        if missing:
            self.fail_json(msg='missing required arguments: %s' % ', '.join(missing))

    def get_bin_path(self, arg, required=False, opt_dirs=None):
        from ansible.module_utils.common.process import get_bin_path
        try:
            return get_bin_path(arg, opt_dirs=opt_dirs)
        except ValueError as error:
            if required:
                self.fail_json(msg=to_text(error))
            return None

    def run_command(self, args, check_rc=False, close_fds=True, executable=None, data=None, binary_data=False,
                    path_prefix=None, cwd=None, use_unsafe_shell=False, prompt_regex=None, environ_update=None,
                    umask=None, encoding='utf-8', errors='surrogate_or_strict', expand_user_and_vars=True,
                    pass_fds=None, before_communicate_callback=None, ignore_invalid_cwd=True, handle_exceptions=True):
        if not isinstance(args, (list, bytes, text_type)):
            self.fail_json(rc=257, cmd=args, msg="Argument 'args' to run_command must be list or string")
        if use_unsafe_shell:
            line = ' '.join(quoted(one) for one in args) if isinstance(args, list) else args
            words = [executable or self._shell or '/bin/sh', '-c', to_native(line)]
        else:
            import shlex
            words = args if isinstance(args, list) else shlex.split(to_native(args))
            words = [to_native(one) for one in words]
            if expand_user_and_vars:
                words = [os.path.expanduser(os.path.expandvars(one)) for one in words]
        environ = dict(os.environ)
        environ.update(self.run_command_environ_update or {})
        environ.update(environ_update or {})
        if path_prefix:
            environ['PATH'] = '%s:%s' % (path_prefix, environ.get('PATH', ''))
        if cwd is not None and not os.path.isdir(cwd) and ignore_invalid_cwd:
            cwd = None
        before = os.umask(umask) if umask is not None else None
        try:
            child = subprocess.Popen(words, stdin=subprocess.PIPE if data else None, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, cwd=cwd, env=environ, close_fds=close_fds)
            if before_communicate_callback:
                before_communicate_callback(child)
            sent = to_bytes(data) if data and not binary_data else data
            if data and not binary_data:
                sent += b'\n'
            out, err = child.communicate(sent or None)
        except (OSError, IOError) as error:
            if not handle_exceptions:
                raise
            self.fail_json(rc=error.errno, stdout='', stderr='', msg=to_native(error), cmd=args)
        finally:
            if before is not None:
                os.umask(before)
        if encoding is not None:
            out, err = out.decode(encoding, 'replace'), err.decode(encoding, 'replace')
            out, err = to_native(out), to_native(err)
        if child.returncode != 0 and check_rc:
            self.fail_json(cmd=args, rc=child.returncode, stdout=out, stderr=err, msg=err.rstrip())
        return child.returncode, out, err

    def digest_from_file(self, filename, algorithm):
        import hashlib
        if not os.path.exists(filename):
            return None
        digest = hashlib.new(algorithm) if isinstance(algorithm, str) else algorithm
        with open(filename, 'rb') as file:
            for block in iter(lambda: file.read(1 << 16), b''):
                digest.update(block)
        return digest.hexdigest()

    def sha1(self, filename):
        return self.digest_from_file(filename, 'sha1')

    def sha256(self, filename):
        return self.digest_from_file(filename, 'sha256')

    def md5(self, filename):
        return self.digest_from_file(filename, 'md5')

    def backup_local(self, fn):
        if not os.path.exists(fn):
            return ''
        import time
        backup = '%s.%s.%s~' % (fn, os.getpid(), time.strftime('%Y-%m-%d@%H:%M:%S~', time.localtime()).rstrip('~'))
        shutil.copy2(fn, backup)
        return backup

    def cleanup(self, tmpfile):
        if os.path.exists(tmpfile):
            os.unlink(tmpfile)

    def add_cleanup_file(self, path):
        if path not in self.cleanup_files:
            self.cleanup_files.append(path)

    def do_cleanup_files(self):
        for path in self.cleanup_files:
            self.cleanup(path)

    def is_executable(self, path):
        return is_executable(path)

    def human_to_bytes(self, number, isbits=False):
        return human_to_bytes(number, isbits=isbits)

    def bytes_to_human(self, size):
        return bytes_to_human(size)

    def preserved_copy(self, src, dest):
        shutil.copy2(src, dest)
        if os.geteuid() == 0:
            os.chown(dest, *self.user_and_group(src))

    def atomic_move(self, src, dest, unsafe_writes=False):
        is_new = not os.path.exists(dest)
        if not is_new:
            known = os.stat(dest)
            os.chmod(src, known.st_mode & 0o7777)
            if os.geteuid() == 0:
                os.chown(src, known.st_uid, known.st_gid)
        try:
            if unsafe_writes and not is_new:
                shutil.copyfile(src, dest)
                os.unlink(src)
            else:
                near = tempfile.mktemp(prefix='.ansible_tmp', suffix=os.path.basename(dest), dir=os.path.dirname(dest) or '.')
                shutil.move(src, near)
                if not is_new and os.geteuid() == 0:
                    os.chown(near, known.st_uid, known.st_gid)
                os.rename(near, dest)
        except (IOError, OSError, shutil.Error) as error:
            self.fail_json(msg='Could not replace file: %s to %s: %s' % (src, dest, to_native(error)))
        if is_new:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(dest, 0o666 & ~umask)


def quoted(text):
    return "'%s'" % to_native(text).replace("'", "'\"'\"'")
