class Attribute(object):
    """What a keyword of a playbook is declared as."""

    def __init__(self, isa=None, private=False, default=None, required=False, listof=None, priority=0,
                 class_type=None, always_post_validate=False, alias=None, extend=False, prepend=False, static=False):
        self.isa, self.private, self.default, self.required = isa, private, default, required
        self.listof, self.priority, self.class_type, self.alias = listof, priority, class_type, alias
        self.static, self.extend, self.prepend = static, extend, prepend


class FieldAttribute(Attribute):
    pass
