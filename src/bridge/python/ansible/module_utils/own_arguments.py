"""How modules check their arguments: Ansible's rules, in its wording."""
from __future__ import absolute_import

import json
import os

from ansible.module_utils._text import integer_types, string_types, text_type, to_native, to_text
from ansible.module_utils.parsing.convert_bool import BOOLEANS_FALSE, BOOLEANS_TRUE, boolean

FILE_COMMON_ARGUMENTS = dict((name, dict(type='raw' if name == 'mode' else 'str')) for name in (
    'mode', 'owner', 'group', 'seuser', 'serole', 'selevel', 'setype'))
FILE_COMMON_ARGUMENTS['attributes'] = dict(type='str', aliases=['attr'])
FILE_COMMON_ARGUMENTS['unsafe_writes'] = dict(type='bool', default=False)


class AnsibleFallbackNotFound(Exception):
    pass


def cannot(value, wanted):
    raise TypeError('%s cannot be converted to %s' % (type(value), wanted))


def to_str(value):
    return value if isinstance(value, string_types) else to_native(value)


def to_path(value):
    return os.path.expanduser(os.path.expandvars(to_str(value)))


def to_int(value):
    if isinstance(value, integer_types):
        return value
    if isinstance(value, string_types):
        try:
            return int(value)
        except ValueError:
            pass
    return cannot(value, 'an int')


def to_float(value):
    if isinstance(value, float):
        return value
    if isinstance(value, (bytes, text_type) + integer_types):
        try:
            return float(value)
        except ValueError:
            pass
    return cannot(value, 'a float')


def to_list(value):
    if isinstance(value, list):
        return value
    if isinstance(value, string_types):
        return value.split(',')
    if isinstance(value, (float,) + integer_types):
        return [str(value)]
    return cannot(value, 'a list')


def to_dict(value):
    if isinstance(value, dict):
        return value
    if not isinstance(value, string_types):
        return cannot(value, 'a dict')
    if value.startswith('{'):
        try:
            return json.loads(value)
        except ValueError:
            from ast import literal_eval
            try:
                return dict(literal_eval(value))
            except Exception:
                raise TypeError('unable to evaluate string as dictionary')
    if '=' in value:
        import shlex
        return dict(word.split('=', 1) for word in shlex.split(value.replace(',', ' ')))
    raise TypeError('dictionary requested, could not parse JSON or key=value')


def to_json(value):
    if isinstance(value, string_types):
        return value.strip()
    if isinstance(value, (tuple, list, dict)):
        return json.dumps(value)
    return cannot(value, 'a json string')


def to_size(isbits):
    def convert(value):
        from ansible.module_utils.common.text.formatters import human_to_bytes
        try:
            return human_to_bytes(value, isbits=isbits)
        except ValueError:
            return cannot(value, 'a Bit value' if isbits else 'a Byte value')
    return convert


CONVERTERS = {
    'str': to_str, 'path': to_path, 'int': to_int, 'float': to_float, 'bool': boolean, 'list': to_list,
    'dict': to_dict, 'json': to_json, 'jsonarg': to_json, 'raw': lambda value: value,
    'bytes': to_size(False), 'bits': to_size(True),
}


class Checker(object):
    def __init__(self, module, spec, rules):
        self.module = module
        self.spec = spec
        self.rules = rules
        self.faults = []
        self.secrets = set()
        self.warnings = []
        self.deprecations = []

    def check(self, params):
        """The faults of arguments, which it completes and converts in place."""
        unsupported = self.level(params, self.spec, self.rules, [])
        if unsupported:
            names = sorted(self.spec)
            aliases = sorted(one for about in self.spec.values() for one in about.get('aliases') or [])
            self.faults.append('Unsupported parameters for (%s) module: %s. Supported parameters include: %s%s.' % (
                self.module, ', '.join(sorted(unsupported)), ', '.join(names),
                ' (%s)' % ', '.join(aliases) if aliases else ''))
        return self.faults

    def level(self, params, spec, rules, context, prefix=''):
        found = ' found in %s' % ' -> '.join(context) if context else ''
        known = set(spec)
        for name, about in spec.items():
            for alias in about.get('aliases') or []:
                known.add(alias)
                if alias in params:
                    self.retire_alias(prefix + alias, alias, about)
                    if name in params:
                        self.warnings.append('Both option %s%s and its alias %s%s are set.' % (prefix, name, prefix, alias))
                    params[name] = params[alias]
        for name, about in spec.items():
            fallback = about.get('fallback')
            if params.get(name) is None and fallback and fallback[0]:
                words = [one for one in fallback[1:] if not isinstance(one, dict)]
                try:
                    params[name] = fallback[0](*[one for word in words for one in word])
                except AnsibleFallbackNotFound:
                    pass
        for name, about in spec.items():
            if name in params and (about.get('removed_in_version') or about.get('removed_at_date')):
                path = '%s["%s"]' % (context[0], '"]["'.join(context[1:] + [name])) if context else name
                self.retire("Param '%s' is deprecated. See the module docs for more information" % path,
                            about.get('removed_in_version'), about.get('removed_at_date'),
                            about.get('removed_from_collection'))
        unsupported = ['.'.join(context + [name]) for name in params if name not in known]
        self.exclusive(params, rules.get('mutually_exclusive'), found)
        for name, about in spec.items():
            if params.get(name) is None and about.get('default') is not None:
                params[name] = about['default']
        missing = sorted(name for name, about in spec.items() if about.get('required') and name not in params)
        if missing:
            self.faults.append('missing required arguments: %s%s' % (', '.join(missing), found))
        for name, about in spec.items():
            if params.get(name) is not None:
                self.convert(params, name, about, context)
            if about.get('no_log') and params.get(name):
                self.hide(params[name])
        for name, about in spec.items():
            self.choose(params, name, about, found)
        self.relate(params, rules, found)
        for name in spec:
            params.setdefault(name, None)
        for name, about in spec.items():
            if about.get('apply_defaults') and about.get('options') is not None and params.get(name) is None:
                params[name] = {}
            if about.get('options') is None or params.get(name) is None:
                continue
            several = isinstance(params[name], list)
            for index, part in enumerate(params[name] if several else [params[name]]):
                if isinstance(part, dict):
                    place = '%s%s%s.' % (prefix, name, '[%d]' % index if several else '')
                    unsupported += self.level(part, about['options'], about, context + [name], place)
                else:
                    self.faults.append("value of '%s' must be of type dict or list of dicts" % name)
        return unsupported

    def retire(self, text, version, date, collection):
        self.deprecations.append({'msg': text, 'collection_name': collection, 'date' if date else 'version': date or version})

    def retire_alias(self, path, alias, about):
        for one in about.get('deprecated_aliases') or []:
            if one['name'] == alias:
                self.retire("Alias '%s' is deprecated. See the module docs for more information" % path,
                            one.get('version'), one.get('date'), one.get('collection_name'))

    def hide(self, value):
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                self.hide(one)
        elif value is not None and not isinstance(value, bool) and to_text(value):
            self.secrets.add(to_text(value))

    def convert(self, params, name, about, context):
        where = " found in '%s'." % ' -> '.join(context) if context else ''
        wanted = about.get('type') or 'str'
        value = params[name]
        try:
            params[name] = converter(wanted)(value)
        except (TypeError, ValueError) as error:
            self.faults.append("argument '%s' is of type %s%s and we were unable to convert to %s: %s" % (
                name, type(value), where, wanted, error))
            return
        elements = about.get('elements')
        if elements and isinstance(params[name], list):
            for index, one in enumerate(params[name]):
                try:
                    params[name][index] = converter(elements)(one)
                except (TypeError, ValueError) as error:
                    self.faults.append(
                        "Elements value for option '%s'%s is of type %s and we were unable to convert to %s: %s" % (
                            name, where.rstrip('.'), type(one), elements, error))

    def choose(self, params, name, about, found):
        choices, value = about.get('choices'), params.get(name)
        if not choices or value is None:
            return
        listed = ', '.join(to_native(one) for one in choices)
        if isinstance(value, list):
            wrong = [to_native(one) for one in value if one not in choices]
            if wrong:
                self.faults.append('value of %s must be one or more of: %s. Got no match for: %s%s' % (
                    name, listed, ', '.join(wrong), found))
        elif value not in choices:
            words = {'False': BOOLEANS_FALSE, 'True': BOOLEANS_TRUE}.get(value, ())
            meant = [one for one in choices if one in words]
            if len(meant) == 1:
                params[name] = meant[0]
                return
            self.faults.append('value of %s must be one of: %s, got: %s%s' % (name, listed, value, found))

    def exclusive(self, params, groups, found):
        clashing = [names for names in as_groups(groups) if len([one for one in names if params.get(one) is not None]) > 1]
        if clashing:
            self.faults.append('parameters are mutually exclusive: %s%s' % (
                ', '.join('|'.join(names) for names in clashing), found))

    def relate(self, params, rules, found):
        def given(name):
            return params.get(name) is not None

        for names in as_groups(rules.get('required_together')):
            if any(given(one) for one in names) and not all(given(one) for one in names):
                self.faults.append('parameters are required together: %s%s' % (', '.join(names), found))
        for names in as_groups(rules.get('required_one_of')):
            if not any(given(one) for one in names):
                self.faults.append('one of the following is required: %s%s' % (', '.join(names), found))
        for rule in rules.get('required_if') or []:
            key, value, names = rule[:3]
            any_one = len(rule) > 3 and rule[3]
            if params.get(key) != value:
                continue
            missing = [one for one in names if not given(one)]
            if missing and (not any_one or len(missing) == len(names)):
                self.faults.append('%s is %s but %s of the following are missing: %s%s' % (
                    key, value, 'any' if any_one else 'all', ', '.join(names if any_one else missing), found))
        for key, names in (rules.get('required_by') or {}).items():
            names = [names] if isinstance(names, string_types) else names
            missing = [one for one in names if not given(one)]
            if given(key) and missing:
                self.faults.append("missing parameter(s) required by '%s': %s%s" % (key, ', '.join(missing), found))


def converter(wanted):
    return wanted if callable(wanted) else CONVERTERS.get(wanted, to_str)


def as_groups(groups):
    if not groups:
        return []
    return [groups] if isinstance(groups[0], string_types) else groups
