from jinja2 import contextfilter, environmentfilter, evalcontextfilter, pass_context, pass_environment

__all__ = ['contextfilter', 'environmentfilter', 'evalcontextfilter', 'pass_context', 'pass_environment']
