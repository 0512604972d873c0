/** `common.validation`, `common.parameters` and `common.arg_spec` for modules without an ansible-core. */
export const VALIDATION = `import os

from ansible.module_utils._text import to_native
from ansible.module_utils.own_arguments import (
    Checker, as_groups, to_dict, to_float, to_int, to_json, to_list, to_path, to_str)
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.module_utils.common.text.formatters import human_to_bytes


def faults_of(rule, terms, parameters, options_context=None):
    """Raises what a relation of arguments finds; it is Checker's own."""
    checker = Checker('', {}, {})
    found = ' found in %s' % ' -> '.join(options_context) if options_context else ''
    if rule == 'mutually_exclusive':
        checker.exclusive(parameters, terms, found)
    else:
        checker.relate(parameters, {rule: terms}, found)
    if checker.faults:
        raise TypeError(to_native(checker.faults[0]))
    return []


def check_mutually_exclusive(terms, parameters, options_context=None):
    return faults_of('mutually_exclusive', terms, parameters, options_context)


def check_required_one_of(terms, parameters, options_context=None):
    return faults_of('required_one_of', terms, parameters, options_context)


def check_required_together(terms, parameters, options_context=None):
    return faults_of('required_together', terms, parameters, options_context)


def check_required_if(requirements, parameters, options_context=None):
    return faults_of('required_if', requirements, parameters, options_context)


def check_required_by(requirements, parameters, options_context=None):
    faults_of('required_by', requirements, parameters, options_context)
    return {}


def check_required_arguments(argument_spec, parameters, options_context=None):
    missing = [name for name, about in (argument_spec or {}).items() if about.get('required') and name not in parameters]
    if missing:
        text = 'missing required arguments: %s' % ', '.join(sorted(missing))
        raise TypeError(text + (' found in %s' % ' -> '.join(options_context) if options_context else ''))
    return []


def check_missing_parameters(parameters, required_parameters=None):
    missing = [name for name in required_parameters or [] if not parameters.get(name)]
    if missing:
        raise TypeError('missing required arguments: %s' % ', '.join(missing))
    return []


def count_terms(terms, parameters):
    return len(set([terms] if isinstance(terms, str) else terms) & set(parameters))


def safe_eval(value, locals=None, include_exceptions=False):
    from ast import literal_eval
    try:
        result, error = literal_eval(value) if isinstance(value, str) else value, None
    except Exception as found:
        result, error = value, found
    return (result, error) if include_exceptions else result


def check_type_str(value, allow_conversion=True, param=None, prefix=''):
    if not isinstance(value, str) and not allow_conversion:
        raise TypeError("'%r' is not a string and conversion is not allowed" % value)
    return to_str(value)


def check_type_bytes(value):
    try:
        return human_to_bytes(value)
    except ValueError:
        raise TypeError('%s cannot be converted to a Byte value' % type(value))


def check_type_bits(value):
    try:
        return human_to_bytes(value, isbits=True)
    except ValueError:
        raise TypeError('%s cannot be converted to a Bit value' % type(value))


def check_type_raw(value):
    return value


check_type_bool, check_type_int, check_type_float, check_type_list = boolean, to_int, to_float, to_list
check_type_dict, check_type_path, check_type_jsonarg = to_dict, to_path, to_json
`;

export const PARAMETERS = `import os

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
`;

export const ARG_SPEC = `from copy import deepcopy

from ansible.module_utils.own_arguments import Checker


class ValidationResult(object):
    def __init__(self, parameters):
        self._validated_parameters = deepcopy(parameters)
        self._no_log_values, self._deprecations, self._warnings = set(), [], []
        self.errors = ErrorList()

    @property
    def validated_parameters(self):
        return self._validated_parameters

    @property
    def unsupported_parameters(self):
        return self.errors.unsupported

    @property
    def error_messages(self):
        return list(self.errors.messages)


class ErrorList(object):
    def __init__(self):
        self.messages, self.unsupported = [], set()

    def __iter__(self):
        return iter(self.messages)

    def __len__(self):
        return len(self.messages)

    def __getitem__(self, index):
        return self.messages[index]

    @property
    def msg(self):
        return self.messages[0] if self.messages else None


class ArgumentSpecValidator(object):
    def __init__(self, argument_spec, mutually_exclusive=None, required_together=None, required_one_of=None,
                 required_if=None, required_by=None):
        self.argument_spec = argument_spec
        self._rules = {
            'mutually_exclusive': mutually_exclusive, 'required_together': required_together,
            'required_one_of': required_one_of, 'required_if': required_if, 'required_by': required_by}

    def validate(self, parameters, *args, **kwargs):
        result = ValidationResult(parameters)
        checker = Checker('', self.argument_spec, self._rules)
        unsupported = checker.level(result._validated_parameters, self.argument_spec, self._rules, [])
        result.errors.messages = list(checker.faults)
        result.errors.unsupported = set(unsupported)
        if unsupported:
            result.errors.messages.append('%s. Supported parameters include: %s.' % (
                ', '.join(sorted(unsupported)), ', '.join(sorted(self.argument_spec))))
        result._no_log_values = checker.secrets
        return result


class ModuleArgumentSpecValidator(ArgumentSpecValidator):
    pass
`;
