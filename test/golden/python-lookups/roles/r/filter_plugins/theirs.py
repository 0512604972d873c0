class FilterModule(object):
    def filters(self):
        return {'from_role': lambda value: 'role %s' % value}
