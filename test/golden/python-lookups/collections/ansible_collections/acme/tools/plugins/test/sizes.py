class TestModule(object):
    def tests(self):
        return {'large': lambda value: value > 100}
