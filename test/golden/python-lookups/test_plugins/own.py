class TestModule(object):
    def tests(self):
        return {'even': lambda value: value % 2 == 0, 'between': lambda value, low, high=9: low <= value <= high}
