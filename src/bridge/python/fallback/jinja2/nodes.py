class EvalContext(object):
    def __init__(self, environment, template_name=None):
        self.environment, self.autoescape, self.volatile = environment, False, False
