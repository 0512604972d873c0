"""Keys in camelCase and in snake_case; dictionaries merged and compared."""
from __future__ import absolute_import

import re


def word_starts(name, reversible):
    """Where underscores go in a camelCase name; an abbreviation's plural (ARNs) is one word."""
    if reversible:
        return re.sub('[A-Z]', lambda found: '_' + found.group().lower(), name)
    name = re.sub('[A-Z]{3,}s$', lambda found: '_' + found.group().lower(), name)
    if name.startswith('_'):
        name = name[1:]
    for pattern in '(.)([A-Z][a-z]+)', '([a-z0-9])([A-Z]+)':
        name = re.sub(pattern, '\\1_\\2', name)
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
