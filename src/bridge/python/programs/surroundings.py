"""Functions that make what filters and tests ask for with Jinja's `pass_context`, `pass_environment` and
`pass_eval_context`. A context's variables are asked of the engine one by one, as plugins look at few of them.
"""
from collections.abc import Mapping


def surroundings(kind, request):
    import jinja2
    environment = template_environment(request)
    if kind == 'environment':
        return environment
    if kind == 'eval_context':
        return jinja2.nodes.EvalContext(environment)
    variables = EngineDict([], request.get('names', ()), getattr(environment, 'globals', ()))
    if hasattr(environment, 'context_class'):
        return environment.context_class(environment, variables, None, {})
    return environment.new_context(variables)


def template_environment(request):
    """Ansible's own, which knows all filters and tests; one that asks the engine for them where that stands in."""
    from ansible.template import Templar
    know_folders(request['folders'])
    templar = Templar(loader=None)
    if hasattr(templar.environment, 'context_class'):
        return templar.environment
    import jinja2
    environment = jinja2.Environment()
    environment.filters, environment.tests = templar.environment.filters, templar.environment.tests
    environment.globals.update(range=range, dict=dict, lookup=templar._lookup)
    return environment


def know_folders(folders):
    for kind in folders:
        loader = getattr(loaders(), kind + '_loader')
        for folder in folders[kind]:
            if folder not in known_folders:
                known_folders.add(folder)
                loader.add_directory(folder)


known_folders = set()


class EngineDict(Mapping):
    """What the engine looks at one by one: a template's variables, or a dict such as hostvars that is one of them."""

    def __init__(self, path, names, functions=(), scope=None):
        self._path, self._names, self._functions, self._scope = path, names, dict(functions), scope
        self._values = {}

    def __getitem__(self, name):
        if name not in self._values:
            self._values[name] = self._ask(name)
        return self._values[name]

    def _ask(self, name):
        path = self._path + [name]
        answer = carry({'ask': 'variable', 'path': path, 'scope': self._scope})
        if 'error' in answer:
            from ansible import errors
            raise getattr(errors, answer.get('class') or '', errors.AnsibleError)(answer['error'])
        if 'keys' in answer:
            return EngineDict(path, answer['keys'], scope=self._scope)
        if 'value' in answer:
            return decode(answer['value'])
        # A function of the engine's templates that Python has no form of is there, but none.
        return self._functions.get(name) if name in self._names else self._functions[name]

    def raw_get(self, name):
        return self[name]

    def __contains__(self, name):
        if name in self._names or name in self._functions:
            return True
        try:
            return self[name] is not None
        except KeyError:
            return False

    def __iter__(self):
        return iter(list(self._names) + [name for name in self._functions if name not in self._names])

    def __len__(self):
        return len(list(iter(self)))
