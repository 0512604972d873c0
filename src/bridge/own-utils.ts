import { VERSION } from './module-arguments.ts';
import { COLLECTIONS, COLLECTIONS_COMPAT } from './own/collections.ts';
import { FACTS_UTILS } from './own/facts-utils.ts';
import { OWN_FILES } from './own/files.ts';
import { NETWORK } from './own/network.ts';
import { RESPAWN } from './own/respawn.ts';
import { SIX } from './own/six.ts';
import { API, DATETIME_COMPAT, FILE_UTILS, LOCALE, SYS_INFO } from './own/system.ts';
import { TEXT_FORMATTERS } from './own/text-formatters.ts';
import { URLS } from './own/urls.ts';
import { ARG_SPEC, PARAMETERS, VALIDATION } from './own/validation.ts';
import { VERSION_COMPAT } from './own/version.ts';
import { OWN_ARGUMENTS } from './own-arguments.ts';
import { OWN_BASIC } from './own-basic.ts';

const TEXT = `import json
import sys

PY3 = sys.version_info[0] > 2
PY2 = not PY3
if PY3:
    string_types, text_type, integer_types = (str,), str, (int,)
else:
    string_types, text_type, integer_types = (basestring,), unicode, (int, long)


def to_text(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, text_type):
        return obj
    if isinstance(obj, bytes):
        return obj.decode(encoding, 'surrogateescape' if PY3 else 'replace')
    return obj if nonstring == 'passthru' else text_type(obj)


def to_bytes(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, bytes):
        return obj
    if isinstance(obj, text_type):
        return obj.encode(encoding, 'surrogateescape' if PY3 else 'replace')
    return obj if nonstring == 'passthru' else to_bytes(text_type(obj), encoding)


to_native = to_text if PY3 else to_bytes


def jsonify(data, **kwargs):
    return json.dumps(data, **kwargs)
`;

const CONVERT_BOOL = `from ansible.module_utils._text import string_types, to_text

BOOLEANS_TRUE = frozenset(('y', 'yes', 'on', '1', 'true', 't', 1, 1.0, True))
BOOLEANS_FALSE = frozenset(('n', 'no', 'off', '0', 'false', 'f', 0, 0.0, False))
BOOLEANS = BOOLEANS_TRUE.union(BOOLEANS_FALSE)


def boolean(value, strict=True):
    if isinstance(value, bool):
        return value
    known = value
    if isinstance(value, (bytes,) + string_types):
        known = to_text(value).lower().strip()
    try:
        if known in BOOLEANS_TRUE:
            return True
        if known in BOOLEANS_FALSE or not strict:
            return False
    except TypeError:
        pass
    raise TypeError("The value '%s' is not a valid boolean.  Valid booleans include: %s" % (
        to_text(value), ', '.join(repr(one) for one in BOOLEANS)))
`;

const PROCESS = `import os


def get_bin_path(arg, opt_dirs=None, required=None):
    folders = list(opt_dirs or []) + os.environ.get('PATH', '').split(os.pathsep)
    folders += [one for one in ('/sbin', '/usr/sbin', '/usr/local/sbin') if one not in folders]
    for folder in folders:
        path = os.path.join(folder, arg)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise ValueError('Failed to find required executable "%s" in paths: %s' % (arg, os.pathsep.join(folders)))
`;

const DICT_TRANSFORMATIONS = `import re


def word_starts(name, reversible):
    """Where underscores go in a camelCase name; an abbreviation's plural (ARNs) is one word."""
    if reversible:
        return re.sub('[A-Z]', lambda found: '_' + found.group().lower(), name)
    name = re.sub('[A-Z]{3,}s$', lambda found: '_' + found.group().lower(), name)
    if name.startswith('_'):
        name = name[1:]
    for pattern in '(.)([A-Z][a-z]+)', '([a-z0-9])([A-Z]+)':
        name = re.sub(pattern, '\\\\1_\\\\2', name)
    return name.lower()


def camel_to_snake(name, reversible=False):
    parted = word_starts(name, reversible)
    return parted[1:] if parted.startswith('_') and not name.startswith('_') else parted


def _camel_to_snake(name, reversible=False):
    return camel_to_snake(name, reversible)


def _snake_to_camel(snake, capitalize_first=False):
    first, rest = snake.split('_')[0], snake.split('_')[1:]
    return ''.join([(first.capitalize() or '_') if capitalize_first else first]
                   + [one.capitalize() or '_' for one in rest])


def renamed(value, rename, kept=()):
    """Keys renamed all the way down, but for mappings under the keys to keep, which only count at the top."""
    if isinstance(value, list):
        return [renamed(one, rename) for one in value]
    if not isinstance(value, dict):
        return value
    return dict((rename(key), one if key in kept and isinstance(one, dict) else renamed(one, rename))
                for key, one in value.items())


def camel_dict_to_snake_dict(camel_dict, reversible=False, ignore_list=()):
    return renamed(camel_dict, lambda key: camel_to_snake(key, reversible), ignore_list)


def snake_dict_to_camel_dict(snake_dict, capitalize_first=False):
    return renamed(snake_dict, lambda key: _snake_to_camel(key, capitalize_first))


def dict_merge(a, b):
    if not isinstance(b, dict):
        return b
    merged = dict(a)
    for key, value in b.items():
        both = isinstance(merged.get(key), dict)
        merged[key] = dict_merge(merged[key], value) if both else value
    return merged


def recursive_diff(dict1, dict2):
    if not isinstance(dict1, dict) or not isinstance(dict2, dict):
        raise TypeError("Unable to diff 'dict1' %s and 'dict2' %s. Both must be a dictionary." % (
            type(dict1), type(dict2)))
    left = dict((key, dict1[key]) for key in dict1 if key not in dict2)
    right = dict((key, dict2[key]) for key in dict2 if key not in dict1)
    for key in set(dict1) & set(dict2):
        if isinstance(dict1[key], dict) and isinstance(dict2[key], dict):
            inner = recursive_diff(dict1[key], dict2[key])
            if inner:
                left[key], right[key] = inner
        elif dict1[key] != dict2[key]:
            left[key], right[key] = dict1[key], dict2[key]
    return (left, right) if left or right else None
`;

const RELEASE = `__version__ = '${VERSION}'
__author__ = 'Ansible, Inc.'
__codename__ = "C'mon Everybody"
`;

/** Files by dotted name below `ansible.module_utils`, for controllers without an ansible-core. */
const FILES: Readonly<Record<string, string>> = {
  _text: TEXT,
  ansible_release: RELEASE,
  api: API,
  basic: OWN_BASIC,
  'common._collections_compat': COLLECTIONS_COMPAT,
  'common.arg_spec': ARG_SPEC,
  'common.collections': COLLECTIONS,
  'common.dict_transformations': DICT_TRANSFORMATIONS,
  'common.file': FILE_UTILS,
  'common.locale': LOCALE,
  'common.network': NETWORK,
  'common.parameters': PARAMETERS,
  'common.process': PROCESS,
  'common.respawn': RESPAWN,
  'common.sys_info': SYS_INFO,
  'common.text.converters': 'from ansible.module_utils._text import *\n',
  'common.text.formatters': TEXT_FORMATTERS,
  'common.validation': VALIDATION,
  'compat.datetime': DATETIME_COMPAT,
  'compat.version': VERSION_COMPAT,
  'facts.utils': FACTS_UTILS,
  own_arguments: OWN_ARGUMENTS,
  own_files: OWN_FILES,
  'parsing.convert_bool': CONVERT_BOOL,
  six: SIX,
  urls: URLS,
};

/** All of them for Python on the controller: text and whether it is a package, by dotted name. */
export function ownUtilities(): Record<string, [string, boolean]> {
  const all: Record<string, [string, boolean]> = {};
  for (const [name, source] of Object.entries(FILES)) {
    all[name] = [source, false];
    const parts = name.split('.');
    for (let length = 1; length < parts.length; length++)
      all[parts.slice(0, length).join('.')] ??= ['', true];
  }
  return all;
}

/** The part of module_utils that troupe has itself; folders are empty packages. */
export function ownUtility(
  parts: readonly string[],
): { source: Buffer; isPackage: boolean } | undefined {
  const name = parts.join('.');
  const source = FILES[name];
  // Python 2 would take a file beside it for one of its own library (collections).
  if (source !== undefined)
    return {
      source: Buffer.from(`from __future__ import absolute_import\n${source}`),
      isPackage: false,
    };
  const isFolder = Object.keys(FILES).some((one) => one.startsWith(`${name}.`));
  return isFolder ? { source: Buffer.alloc(0), isPackage: true } : undefined;
}
