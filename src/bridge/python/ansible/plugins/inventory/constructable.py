"""Groups and variables out of variables."""
from collections.abc import Mapping

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.helpers import get_group_vars
from ansible.module_utils._text import to_native
from ansible.utils.vars import combine_vars


class Constructable(object):
    def _compose(self, template, variables, disable_lookups=True):
        self.templar.available_variables = self._with_own(variables)
        marks = self.templar.environment
        return self.templar.template(
            '%s%s%s' % (marks.variable_start_string, template, marks.variable_end_string),
            disable_lookups=disable_lookups)

    def _with_own(self, variables):
        try:
            use_extra = self.get_option('use_extra_vars')
        except KeyError:
            use_extra = False
        return combine_vars(variables, self._vars) if use_extra else variables

    def _set_composite_vars(self, compose, variables, host, strict=False):
        for name, template in (compose or {}).items() if isinstance(compose, Mapping) else ():
            try:
                value = self._compose(template, variables)
            except Exception as error:
                if strict:
                    raise AnsibleError('Could not set %s for host %s: %s' % (name, host, to_native(error)))
                continue
            self.inventory.set_variable(host, name, value)

    def _known_of(self, host, variables, fetch):
        if not fetch:
            return variables
        entity = self.inventory.get_host(host)
        return combine_vars(variables, combine_vars(get_group_vars(entity.get_groups()), entity.get_vars()))

    def _add_host_to_composed_groups(self, groups, variables, host, strict=False, fetch_hostvars=True):
        if not isinstance(groups, Mapping) or not groups:
            return
        self.templar.available_variables = self._with_own(self._known_of(host, variables, fetch_hostvars))
        for name, condition in groups.items():
            test = '{%% if %s %%} True {%% else %%} False {%% endif %%}' % condition
            group = self._sanitize_group_name(name)
            try:
                holds = self.templar.template(test)
            except Exception as error:
                if strict:
                    raise AnsibleParserError('Could not add host %s to group %s: %s' % (host, group, to_native(error)))
                continue
            if str(holds).strip() == 'True':
                group = self.inventory.add_group(group)
                self.inventory.add_child(group, host)

    def _add_host_to_keyed_groups(self, keys, variables, host, strict=False, fetch_hostvars=True):
        if not isinstance(keys, list) or not keys:
            return
        for keyed in keys:
            if not keyed or not isinstance(keyed, dict):
                raise AnsibleParserError('Invalid keyed group entry, it must be a dictionary: %s ' % keyed)
            known = self._known_of(host, variables, fetch_hostvars)
            try:
                value = self._compose(keyed.get('key'), known)
            except Exception as error:
                if strict:
                    raise AnsibleParserError('Could not generate group for host %s from %s entry: %s' % (
                        host, keyed.get('key'), to_native(error)))
                continue
            self._add_to_group_of(keyed, value, host, known, strict)

    def _add_to_group_of(self, keyed, value, host, known, strict):
        default = keyed.get('default_value')
        trailing = keyed.get('trailing_separator')
        if trailing is not None and default is not None:
            raise AnsibleParserError("parameters are mutually exclusive for keyed groups: default_value|trailing_separator")
        if not value and not (value == '' and default is not None):
            if strict and value not in (0, False) and not value:
                raise AnsibleParserError('No key or key resulted empty for %s in host %s, invalid entry' % (
                    keyed.get('key'), host))
            return
        prefix, separator = keyed.get('prefix', ''), keyed.get('separator', '_')
        parent = keyed.get('parent_group')
        if parent:
            try:
                parent = self.templar.template(parent)
            except Exception as error:
                if strict:
                    raise AnsibleParserError('Could not generate parent group %s for group %s: %s' % (
                        keyed.get('parent_group'), keyed.get('key'), to_native(error)))
                return
        for bare in named_by(value, separator, default, trailing):
            lead = '' if prefix == '' and (self.get_option('leading_separator') is False) else separator
            made = self.inventory.add_group(self._sanitize_group_name('%s%s%s' % (prefix, lead, bare)))
            self.inventory.add_host(host, made)
            if parent:
                above = self._sanitize_group_name(parent)
                self.inventory.add_group(above)
                self.inventory.add_child(above, made)


def named_by(value, separator, default, trailing):
    """Names of groups that a text, a list or a dict stands for."""
    if isinstance(value, str):
        return [default if value == '' else value]
    if isinstance(value, list):
        return [default if one == '' and default is not None else one for one in value]
    if isinstance(value, Mapping):
        found = []
        for key, one in value.items():
            end = '' if one == '' and trailing is False else separator
            shown = default if one == '' and default is not None else one
            found.append('%s%s%s' % (key, end, shown))
        return found
    raise AnsibleParserError('Invalid group name format, expected a string or a list of them or dictionary, got: %s' % type(value))
