"""Checked arguments, and secrets kept out of results."""
from __future__ import absolute_import

import os

from ansible.module_utils._text import text_type
from ansible.module_utils.common.validation import *
from ansible.module_utils.own_arguments import AnsibleFallbackNotFound, FILE_COMMON_ARGUMENTS
from ansible.module_utils.parsing.convert_bool import BOOLEANS, BOOLEANS_FALSE, BOOLEANS_TRUE

PASS_VARS, PASS_BOOLS, DEFAULT_TYPE_VALIDATORS = {}, (), {}


def env_fallback(*args, **kwargs):
    for name in args:
        if name in os.environ:
            return os.environ[name]
    raise AnsibleFallbackNotFound


def remove_values(value, no_log_strings):
    from ansible.module_utils.basic import jsonable, without
    return without(jsonable(value), set(no_log_strings))


def sanitize_keys(obj, no_log_strings, ignore_keys=frozenset()):
    """A value in whose dictionaries secrets are starred out of the keys."""
    if isinstance(obj, (list, tuple, set, frozenset)):
        return type(obj)(sanitize_keys(one, no_log_strings, ignore_keys) for one in obj)
    if not isinstance(obj, dict):
        return obj
    cleaned = {}
    for key, value in obj.items():
        kept = key in ignore_keys or (isinstance(key, str) and key.startswith('_ansible'))
        cleaned[key if kept else remove_values(key, no_log_strings)] = sanitize_keys(value, no_log_strings, ignore_keys)
    return cleaned
