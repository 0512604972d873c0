from ansible.errors import AnsibleFilterError
from jinja2 import pass_context, pass_environment


def refuse(value):
    raise AnsibleFilterError('not %s' % value)


@pass_context
def told(context, name):
    return ['%s' % context.get(name, 'none'), name in context, '%s' % (context.resolve('inventory_hostname'),)]


@pass_context
def of_host(context, name, host='localhost'):
    return context['hostvars'][host].get(name)


@pass_context
def known(context, names):
    return [name for name in names if name in context.get_all()]


@pass_environment
def through(environment, value, *names):
    for name in names:
        value = environment.filters[name](value)
    return [value, 'double' in environment.filters, 'even' in environment.tests]


class FilterModule(object):
    def filters(self):
        return {'double': lambda value: value * 2, 'refuse': refuse, 'told': told, 'of_host': of_host, 'known': known,
                'through': through}
