"""Variables that the engine gave: what they were is not sent back."""
from ansible._engine import Trusted

# The engine knows these by itself.
LARGE = ('hostvars', 'vars')


class ToldVariables(dict):
    """Variables by the number of the scope that they come from."""

    def __init__(self, values, scope):
        super().__init__(values)
        self.scope = scope
        self.given = dict(values)

    def copy(self):
        made = ToldVariables(self, self.scope)
        made.given = self.given
        return made


def told_variables(variables):
    """Fields of a question: the scope, what is new in it or other than it was, and names that are gone."""
    given = getattr(variables, 'given', {})
    others = dict((name, value) for name, value in variables.items()
                  if name not in LARGE and (name not in given or given[name] is not value))
    return {'scope': getattr(variables, 'scope', None), 'variables': Trusted(others),
            'gone': [name for name in given if name not in variables]}
