from jinja2 import pass_context


@pass_context
def like_clear(context, value):
    return value == int(context['clear'])


class TestModule(object):
    def tests(self):
        return {'even': lambda value: value % 2 == 0, 'between': lambda value, low, high=9: low <= value <= high, 'like_clear': like_clear}
