"""Templates: the engine renders them."""
import re
from collections.abc import Mapping
from contextlib import contextmanager

from ansible import constants as C
from ansible._engine import Trusted, ask
from ansible.errors import AnsibleUndefinedVariable
from ansible.template.told import told_variables
from ansible.template.undefined import AnsibleUndefined
from ansible.utils.listify import listify_lookup_plugin_terms
from ansible.utils.unsafe_proxy import AnsibleUnsafe, wrap_var

__all__ = ['AnsibleUndefined', 'Templar', 'generate_ansible_template_vars', 'is_template', 'is_possibly_template',
           'listify_lookup_plugin_terms', 'told_variables', 'recursive_check_defined']
MARKS = ('{{', '{%', '{#')


def is_possibly_template(data, jinja_env=None):
    return isinstance(data, str) and any(mark in data for mark in MARKS)


def is_template(data, jinja_env=None):
    return is_possibly_template(data) and bool(re.search(r'\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}', data, re.S))


def recursive_check_defined(item):
    if isinstance(item, AnsibleUndefined):
        raise AnsibleUndefinedVariable('{0} is undefined'.format(item))
    for one in item.values() if isinstance(item, Mapping) else item if isinstance(item, (list, tuple)) else ():
        recursive_check_defined(one)


def generate_ansible_template_vars(path, fullpath=None, dest_path=None):
    return ask('template_vars', path=path, full=fullpath or path, dest=dest_path or '')


class Environment(object):
    """What is known of Jinja's environment: its marks."""

    def __init__(self):
        self.variable_start_string, self.variable_end_string = '{{', '}}'
        self.block_start_string, self.block_end_string = '{%', '%}'
        self.comment_start_string, self.comment_end_string = '{#', '#}'
        self.trim_blocks, self.lstrip_blocks, self.newline_sequence = True, False, '\n'
        self.searchpath = None

    @property
    def filters(self):
        return Functions('filter')

    @property
    def tests(self):
        return Functions('test')


    def from_string(self, source):
        return Text(source)


class Text(object):
    """A template's text, which the engine renders with what is given."""

    def __init__(self, source):
        self._source = source

    def render(self, *args, **kwargs):
        return Templar(loader=None, variables=dict(*args, **kwargs)).template(self._source)


class Functions(dict):
    """Filters or tests by their names; the engine calls them."""

    def __init__(self, kind):
        super().__init__()
        self._kind = kind

    def __missing__(self, name):
        from ansible.plugins import loader
        plugin = getattr(loader, self._kind + '_loader').get(name)
        if plugin is None:
            raise KeyError(name)
        self[name] = plugin.j2_function
        return self[name]

    def __contains__(self, name):
        try:
            return self[name] is not None
        except KeyError:
            return False

    def get(self, name, default=None):
        return self[name] if name in self else default


AnsibleEnvironment = AnsibleNativeEnvironment = Environment


class Templar(object):
    def __init__(self, loader, shared_loader_obj=None, variables=None):
        self._loader = loader
        self._available_variables = {} if variables is None else variables
        self._fail_on_undefined_errors = C.DEFAULT_UNDEFINED_VAR_BEHAVIOR
        self.environment = Environment()
        self.jinja2_native = C.DEFAULT_JINJA2_NATIVE
        self.cur_context = None

    @property
    def available_variables(self):
        return self._available_variables

    @available_variables.setter
    def available_variables(self, variables):
        self._available_variables = variables

    @property
    def _lookup(self):
        return self._lookup_function

    def _lookup_function(self, name, *args, **kwargs):
        from ansible.plugins.loader import lookup_loader
        wants_list = kwargs.pop('wantlist', False)
        plugin = lookup_loader.get(name, loader=self._loader, templar=self)
        found = plugin.run(list(args), variables=self.available_variables, **kwargs)
        return wrap_var(found if wants_list else ','.join(str(one) for one in found))

    def is_template(self, data):
        if isinstance(data, Mapping):
            return any(self.is_template(key) or self.is_template(value) for key, value in data.items())
        if isinstance(data, (list, tuple, set)):
            return any(self.is_template(one) for one in data)
        return is_template(data)

    templatable = is_template

    def is_possibly_template(self, data):
        return is_possibly_template(data)

    @contextmanager
    def set_temporary_context(self, **kwargs):
        before = {}
        for name, value in kwargs.items():
            if value is None:
                continue
            holder = self if name in ('available_variables', 'jinja2_native') else self.environment
            before[name] = holder, getattr(holder, name, None)
            setattr(holder, name, value)
        try:
            yield
        finally:
            for name, (holder, value) in before.items():
                setattr(holder, name, value)

    def copy_with_new_env(self, environment_class=None, **kwargs):
        made = Templar(self._loader, variables=self._available_variables)
        for name, value in kwargs.items():
            if name in ('available_variables', 'jinja2_native'):
                setattr(made, name, value)
            else:
                setattr(made.environment, name, value)
        return made

    def template(self, variable, convert_bare=False, preserve_trailing_newlines=True, escape_backslashes=True,
                 fail_on_undefined=None, overrides=None, convert_data=True, static_vars=None, cache=None,
                 disable_lookups=False):
        if isinstance(variable, AnsibleUnsafe) or variable is None or isinstance(variable, (bool, int, float)):
            return variable
        if convert_bare and isinstance(variable, str) and re.match(r'[A-Za-z_]\w*([.\[]|$)', variable):
            if re.match(r'\w+', variable).group() in self._available_variables:
                variable = '{{%s}}' % variable
        if isinstance(variable, str) and not is_possibly_template(variable) and not self._has_own_marks(overrides):
            return variable
        if isinstance(variable, (list, tuple, dict)) and not self.is_template(variable):
            return variable
        return self._render(variable, preserve_trailing_newlines, escape_backslashes, fail_on_undefined, overrides,
                            convert_data, disable_lookups)

    def do_template(self, data, preserve_trailing_newlines=True, escape_backslashes=True, fail_on_undefined=None,
                    overrides=None, disable_lookups=False, convert_data=False):
        return self._render(data, preserve_trailing_newlines, escape_backslashes, fail_on_undefined, overrides,
                            convert_data, disable_lookups)

    def _has_own_marks(self, overrides):
        marks = vars(self.environment)
        return bool(overrides) or any(marks[name] != plain for name, plain in (
            ('variable_start_string', '{{'), ('block_start_string', '{%'), ('comment_start_string', '{#')))

    def _render(self, data, newlines, backslashes, fail, overrides, convert, no_lookups):
        marks = dict((name, value) for name, value in vars(self.environment).items() if name != 'searchpath')
        marks.update(overrides or {})
        if fail is None:
            fail = self._fail_on_undefined_errors
        known = told_variables(self._available_variables)
        try:
            return ask('template', data=Trusted(data), newlines=newlines, backslashes=backslashes, fail=bool(fail),
                       convert=convert, no_lookups=no_lookups, native=bool(self.jinja2_native), marks=marks,
                       search=self.environment.searchpath, **known)
        except AnsibleUndefinedVariable:
            if fail:
                raise
            return data
