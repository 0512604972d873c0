from ansible.errors import AnsibleFilterError
from jinja2 import pass_context


def refuse(value):
    raise AnsibleFilterError('not %s' % value)


@pass_context
def told(context, value):
    return '%s %s' % (value, type(context).__name__)


class FilterModule(object):
    def filters(self):
        return {'double': lambda value: value * 2, 'refuse': refuse, 'told': told}
