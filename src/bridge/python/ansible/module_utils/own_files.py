"""The methods of AnsibleModule that set owner, group and mode."""
from __future__ import absolute_import

import grp
import os
import pwd
import re
import stat

from ansible.module_utils._text import integer_types, to_native

RIGHTS = {'r': 4, 'w': 2, 'x': 1}
SHIFTS = {'u': 6, 'g': 3, 'o': 0}


def symbolic(before, text, is_folder):
    """The mode that a text like u=rw,g-x,a+X makes of another."""
    mode = before
    for clause in text.split(','):
        found = re.match(r'^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$', clause)
        if not found:
            raise ValueError('bad symbolic permission for mode: %s' % clause)
        users = found.group(1).replace('a', 'ugo') or 'ugo'
        umask = 0 if found.group(1) else umask_now()
        for sign, rights in re.findall('([-+=])([rwxXstugo]*)', found.group(2)):
            bits = all_bits = 0
            for user in users:
                shift = SHIFTS[user]
                all_bits |= 7 << shift | {'u': stat.S_ISUID, 'g': stat.S_ISGID, 'o': stat.S_ISVTX}[user]
                for right in rights:
                    if right in RIGHTS:
                        bits |= RIGHTS[right] << shift
                    elif right == 'X' and (is_folder or before & 0o111):
                        bits |= 1 << shift
                    elif right in SHIFTS:
                        bits |= (before >> SHIFTS[right] & 7) << shift
                    elif right == 's':
                        bits |= {'u': stat.S_ISUID, 'g': stat.S_ISGID}.get(user, 0)
                    elif right == 't' and user == 'o':
                        bits |= stat.S_ISVTX
            bits &= ~umask
            mode = {'+': mode | bits, '-': mode & ~bits, '=': mode & ~all_bits | bits}[sign]
    return mode


def umask_now():
    umask = os.umask(0)
    os.umask(umask)
    return umask


class FileMethods(object):
    """For AnsibleModule, which has params, check_mode and fail_json."""

    def selinux_enabled(self):
        return False

    selinux_mls_enabled = selinux_enabled

    def selinux_context(self, path):
        return [None, None, None]

    selinux_initial_context = selinux_default_context = lambda self, *args: [None, None, None]

    def set_context_if_different(self, path, context, changed, diff=None):
        return changed

    set_default_selinux_context = lambda self, path, changed: changed

    def is_special_selinux_path(self, path):
        return False, None

    def find_mount_point(self, path):
        path = os.path.realpath(os.path.expanduser(os.path.expandvars(path)))
        while not os.path.ismount(path):
            path = os.path.dirname(path)
        return path

    def user_and_group(self, path, expand=True):
        about = os.lstat(os.path.expanduser(os.path.expandvars(path)) if expand else path)
        return about.st_uid, about.st_gid

    def load_file_common_arguments(self, params, path=None):
        path = path or params.get('path') or params.get('dest')
        if path is None:
            return {}
        path = os.path.expanduser(os.path.expandvars(path))
        if params.get('follow', False) and os.path.islink(path):
            path = os.path.realpath(path)
        names = ('mode', 'owner', 'group', 'seuser', 'serole', 'setype', 'selevel', 'attributes')
        found = dict((name, params.get(name)) for name in names)
        return dict(found, path=path, secontext=[None, None, None])

    def note(self, diff, name, before, after):
        if diff is not None:
            diff.setdefault('before', {})[name] = before
            diff.setdefault('after', {})[name] = after

    def identity(self, path, kind, wanted, changed, diff):
        """Sets owner or group, by name or number."""
        if wanted is None:
            return changed
        name = 'owner' if kind == 0 else 'group'
        try:
            after = int(wanted)
        except ValueError:
            try:
                after = pwd.getpwnam(wanted).pw_uid if kind == 0 else grp.getgrnam(wanted).gr_gid
            except KeyError:
                self.fail_json(path=path, msg='chown failed: failed to look up user %s' % wanted if kind == 0
                               else 'chgrp failed: failed to look up group %s' % wanted)
        before = self.user_and_group(path)[kind]
        if before == after:
            return changed
        self.note(diff, name, before, after)
        if not self.check_mode:
            try:
                os.lchown(path, *((after, -1) if kind == 0 else (-1, after)))
            except (OSError, IOError) as error:
                self.fail_json(path=path, msg='%s failed' % ('chown' if kind == 0 else 'chgrp'), details=to_native(error))
        return True

    def set_owner_if_different(self, path, owner, changed, diff=None, expand=True):
        return self.identity(path, 0, owner, changed, diff)

    def set_group_if_different(self, path, group, changed, diff=None, expand=True):
        return self.identity(path, 1, group, changed, diff)

    def set_mode_if_different(self, path, mode, changed, diff=None, expand=True):
        if mode is None:
            return changed
        try:
            about = os.lstat(path)
        except OSError:
            return True if self.check_mode else changed
        before = stat.S_IMODE(about.st_mode)
        if not isinstance(mode, integer_types):
            try:
                mode = int(mode, 8)
            except Exception:
                try:
                    mode = symbolic(before, mode, stat.S_ISDIR(about.st_mode))
                except Exception as error:
                    self.fail_json(path=path, msg='mode must be in octal or symbolic form', details=to_native(error))
        if mode != stat.S_IMODE(mode):
            self.fail_json(path=path, msg='Invalid mode supplied, only permission info is allowed', details=mode)
        if before == mode:
            return changed
        self.note(diff, 'mode', '0%03o' % before, '0%03o' % mode)
        if self.check_mode or stat.S_ISLNK(about.st_mode):
            return True
        try:
            os.chmod(path, mode)
        except (OSError, IOError) as error:
            self.fail_json(path=path, msg='chmod failed', details=to_native(error))
        return stat.S_IMODE(os.lstat(path).st_mode) != before or changed

    def set_fs_attributes_if_different(self, file_args, changed, diff=None, expand=True):
        path = file_args['path']
        changed = self.set_owner_if_different(path, file_args.get('owner'), changed, diff)
        changed = self.set_group_if_different(path, file_args.get('group'), changed, diff)
        return self.set_mode_if_different(path, file_args.get('mode'), changed, diff)

    set_directory_attributes_if_different = set_file_attributes_if_different = set_fs_attributes_if_different

    def check_file_absent_if_check_mode(self, file_path):
        return self.check_mode and not os.path.exists(file_path)

    def add_path_info(self, kwargs):
        """What a result tells of the file that it names."""
        path = kwargs.get('path', kwargs.get('dest'))
        if path is None or not os.path.lexists(path):
            return kwargs
        about = os.lstat(path)
        kwargs['uid'], kwargs['gid'] = about.st_uid, about.st_gid
        for name, find in (('owner', lambda: pwd.getpwuid(about.st_uid)[0]), ('group', lambda: grp.getgrgid(about.st_gid)[0])):
            try:
                kwargs[name] = find()
            except KeyError:
                kwargs[name] = str(about.st_uid if name == 'owner' else about.st_gid)
        kwargs['mode'] = '0%03o' % stat.S_IMODE(about.st_mode)
        kinds = ((stat.S_ISLNK, 'link'), (stat.S_ISDIR, 'directory'))
        kind = [word for test, word in kinds if test(about.st_mode)]
        kwargs['state'] = kind[0] if kind else 'hard' if about.st_nlink > 1 else 'file'
        kwargs['size'] = about.st_size
        return kwargs
