"""Results without what is not told."""
import copy
import re

from ansible import constants as C


def module_response_deepcopy(value):
    """A copy of plain data."""
    if isinstance(value, dict):
        return dict((key, module_response_deepcopy(item)) for key, item in value.items())
    if isinstance(value, list):
        return [module_response_deepcopy(item) for item in value]
    return copy.copy(value) if isinstance(value, (set, tuple)) else value


def strip_internal_keys(dirty, exceptions=None):
    """Takes out keys that begin with `_ansible_`, all the way down."""
    kept = tuple(exceptions or ())
    for key, value in list(dirty.items()):
        if isinstance(key, str) and key.startswith('_ansible_') and key not in kept:
            del dirty[key]
        elif isinstance(value, dict):
            strip_internal_keys(value, kept)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    strip_internal_keys(one, kept)
    return dirty


def remove_internal_keys(data):
    for key in list(data):
        if key.startswith('_ansible_') and key != '_ansible_parsed' or key in C.INTERNAL_RESULT_KEYS:
            del data[key]
    for key in ('warnings', 'deprecations'):
        if key in data and not data[key]:
            del data[key]
    if not data.get('ansible_facts', True):
        del data['ansible_facts']


def clean_facts(facts):
    """Facts without what decides how hosts are reached."""
    refused = re.compile('ansible_(?:.*_interpreter|connection|become.*|ssh_.*)$')
    kept = ('ansible_ssh_host_key_', )
    return dict((name, value) for name, value in facts.items()
                if name.startswith(kept) or not (refused.match(name) or name in C.COMMON_CONNECTION_VARS))


def namespace_facts(facts):
    """Facts without `ansible_` before their names; that of local facts stays."""
    return {'ansible_facts': dict(
        (name if name == 'ansible_local' or not name.startswith('ansible_') else name[8:], value)
        for name, value in module_response_deepcopy(facts).items())}
