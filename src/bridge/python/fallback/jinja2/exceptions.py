class TemplateError(Exception):
    @property
    def message(self):
        return str(self.args[0]) if self.args else None


class TemplateRuntimeError(TemplateError):
    pass


class UndefinedError(TemplateRuntimeError):
    pass


class FilterArgumentError(TemplateRuntimeError):
    pass


class TemplateSyntaxError(TemplateError):
    pass
