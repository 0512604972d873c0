"""Paths on the controller."""
import os
import shutil

from ansible.errors import AnsibleError
from ansible.module_utils._text import to_bytes, to_native, to_text


def unfrackpath(path, follow=True, basedir=None):
    """A path without `~`, variables, dots and, unless told otherwise, symbolic links."""
    start = os.getcwd() if basedir is None else to_text(basedir)
    if os.path.isfile(start):
        start = os.path.dirname(start)
    whole = os.path.expanduser(os.path.expandvars(to_text(path)))
    if not os.path.isabs(whole):
        whole = os.path.join(start, whole)
    return os.path.normpath(os.path.realpath(whole) if follow else whole)


def makedirs_safe(path, mode=None):
    folder = unfrackpath(path)
    if os.path.exists(folder):
        return
    try:
        os.makedirs(*([folder] if mode is None else [folder, mode]), exist_ok=True)
    except OSError as error:
        raise AnsibleError('Unable to create local directories(%s): %s' % (to_native(folder), to_native(error)))


def basedir(source):
    """The folder of a source: itself, or the one it lies in."""
    place = to_text(source)
    folder = place if os.path.isdir(place) else os.path.dirname(place) if place not in ('', '.') else ''
    return os.path.abspath(folder or os.getcwd())


def cleanup_tmp_file(path, warn=False):
    try:
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.exists(path):
            os.unlink(path)
    except Exception as error:
        if warn:
            from ansible.utils.display import Display
            Display().display(u'Unable to remove temporary file {0}'.format(to_text(error)))


def is_subpath(child, parent, real=False):
    inner, outer = os.path.abspath(child), os.path.abspath(parent)
    if real:
        inner, outer = os.path.realpath(inner), os.path.realpath(outer)
    return os.path.commonpath([to_bytes(inner), to_bytes(outer)]) == to_bytes(outer)
