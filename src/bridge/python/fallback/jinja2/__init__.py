"""What filters and tests import of Jinja2 where it is not installed: the engine renders templates itself."""
from enum import Enum

from ansible.template.undefined import StrictUndefined, Undefined
from jinja2.exceptions import TemplateError, TemplateRuntimeError, TemplateSyntaxError, UndefinedError
from jinja2.runtime import Context

__all__ = ['Environment', 'StrictUndefined', 'TemplateError', 'TemplateRuntimeError', 'TemplateSyntaxError',
           'Undefined', 'UndefinedError', 'pass_context', 'pass_environment', 'pass_eval_context']


class _PassArg(Enum):
    context = 1
    eval_context = 2
    environment = 3


def _passing(kind):
    def mark(function):
        function.jinja_pass_arg = kind
        return function
    return mark


pass_context = contextfilter = contextfunction = _passing(_PassArg.context)
pass_eval_context = evalcontextfilter = _passing(_PassArg.eval_context)
pass_environment = environmentfilter = _passing(_PassArg.environment)


class Environment(object):
    """Filters and tests, which the engine calls."""

    undefined = StrictUndefined

    def __init__(self, **kwargs):
        from ansible.template import Functions
        self.filters, self.tests, self.globals = Functions('filter'), Functions('test'), {}

    def call_filter(self, name, value, args=None, kwargs=None, context=None, eval_ctx=None):
        return self.filters[name](value, *(args or []), **(kwargs or {}))

    def call_test(self, name, value, args=None, kwargs=None, context=None, eval_ctx=None):
        return self.tests[name](value, *(args or []), **(kwargs or {}))

    def getitem(self, value, key):
        try:
            return value[key]
        except (KeyError, IndexError, TypeError):
            return getattr(value, str(key), Undefined(name=key))

    def new_context(self, variables=None):
        return Context(self, {} if variables is None else variables)

    def from_string(self, source):
        return self
