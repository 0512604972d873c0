"""Checks of one argument or of several together."""
from __future__ import absolute_import

import os

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
