"""Values of options in the type that is declared for them."""
import os
from collections.abc import Mapping, Sequence

from ansible.module_utils._text import to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.path import makedirs_safe, unfrackpath


def unquoted(text):
    if len(text) > 1 and text[0] == text[-1] and text[0] in '"\'' and text[-2] != '\\':
        return text[1:-1]
    return text


def resolved(path, basedir=None):
    if '{{CWD}}' in path:
        path = path.replace('{{CWD}}', os.getcwd())
    return unfrackpath(path, follow=False, basedir=basedir)


def number(value, make):
    return value if isinstance(value, make) and not isinstance(value, bool) else make(value)


def as_list(value):
    if isinstance(value, str):
        return [unquoted(one.strip()) for one in value.split(',')]
    if not isinstance(value, Sequence):
        raise ValueError('list')
    return value


def as_paths(value, divider, basedir):
    parts = value.split(divider) if isinstance(value, str) else value
    if not isinstance(parts, Sequence):
        raise ValueError('pathlist')
    return [resolved(one.strip() if divider == ',' else one, basedir) for one in parts]


def temporary(value):
    import atexit
    import tempfile
    folder = resolved(value)
    makedirs_safe(folder, 0o700)
    path = tempfile.mkdtemp(prefix='ansible-local-%s' % os.getpid(), dir=folder)
    from ansible.utils.path import cleanup_tmp_file
    atexit.register(cleanup_tmp_file, path)
    return path


def ensure_type(value, value_type, origin=None, origin_ftype=None):
    """@raises ValueError for a value that the type can't have"""
    basedir = origin if origin and os.path.isabs(str(origin)) and os.path.exists(str(origin)) else None
    kind = value_type and value_type.lower()
    if value is None or not kind or kind == 'raw':
        return value
    if kind in ('boolean', 'bool'):
        return boolean(value, strict=False)
    if kind in ('integer', 'int'):
        return number(value, int)
    if kind == 'float':
        return number(value, float)
    if kind == 'list':
        return as_list(value)
    if kind == 'none':
        return None if value == 'None' else refuse(value, kind)
    if kind == 'path':
        return resolved(value, basedir)
    if kind in ('tmp', 'temppath', 'tmppath'):
        return temporary(value)
    if kind == 'pathspec':
        return as_paths(value, os.pathsep, basedir)
    if kind == 'pathlist':
        return as_paths(value, ',', basedir)
    if kind in ('dict', 'dictionary'):
        return value if isinstance(value, Mapping) else refuse(value, kind)
    if kind in ('str', 'string'):
        return unquoted(to_text(value)) if isinstance(value, (str, bytes, bool, int, float, complex)) else refuse(
            value, kind)
    return to_text(value)


def refuse(value, kind):
    raise ValueError('Invalid type provided for "%s": %s' % (kind, value))
