"""Answers for plugins on the controller: filters, tests and lookups by itself, other kinds by programs
that are sent to it when they are needed. Each request and each answer is four bytes of length and JSON; what JSON has no form for is `{"__": kind, …}`.
"""
import json
import os
import struct
import sys

requests = os.fdopen(os.dup(0), 'rb')
answers = os.fdopen(os.dup(1), 'wb')
# What plugins print must not get among the answers.
os.dup2(2, 1)

SINGLE = {'filter': 'FilterModule', 'test': 'TestModule'}
found = {}
modules = {}
offered = {}
warnings = []
secrets = []


def read(count):
    data = requests.read(count)
    if len(data) < count:
        sys.exit(0)
    return data


def load(path):
    if path not in modules:
        import importlib.util
        name = 'troupe_plugin_%d' % len(modules)
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        modules[path] = module
    return modules[path]


def from_files(kind, name, paths):
    for path in paths:
        if (kind, path) not in offered:
            offered[(kind, path)] = offers(kind, path)
        if name in offered[(kind, path)]:
            return offered[(kind, path)][name]
    return None


def offers(kind, path):
    try:
        plugin = getattr(load(path), SINGLE[kind])
    except AttributeError as error:
        warnings.append('Skipping plugin (%s) as it seems to be invalid: %s' % (path, error))
        return {}
    except Exception as error:
        warnings.append('Skipping plugin (%s), cannot load: %s' % (path, error))
        return {}
    try:
        return getattr(plugin(), kind + 's')()
    except Exception:
        return {}


def loaders():
    from ansible.plugins import loader
    start = getattr(loader, 'init_plugin_loader', None)
    if start is not None and not getattr(loaders, 'started', False):
        start()
    loaders.started = True
    return loader


def from_ansible(kind, name):
    try:
        loader = loaders()
    except ImportError:
        return None
    try:
        plugin = getattr(loader, kind + '_loader').get(name)
    except Exception:
        return None
    return getattr(plugin, 'j2_function', None) or getattr(plugin, '_function', None)


def find(request):
    key = (request['kind'], request['name'])
    if key not in found:
        kind, name = key
        if kind == 'lookup':
            function = find_lookup(name, request['paths'])
        else:
            function = from_files(kind, name, request['paths']) or ('.' in name and from_ansible(kind, name)) or None
        if function is None:
            return None
        found[key] = function
    return found[key]


def find_lookup(name, paths):
    loader = loaders().lookup_loader
    for path in paths:
        loader.add_directory(os.path.dirname(path))
    plugin = loader.get(name, class_only=True)
    return None if plugin is None else (loader, name)


def keep_secrets(request):
    secrets[:] = request['secrets']


def data_loader(basedir):
    from ansible.parsing.dataloader import DataLoader
    loader = DataLoader()
    loader.set_basedir(basedir)
    open_vaults(loader, secrets)
    return loader


def call_lookup(lookup, request):
    from ansible.errors import AnsibleError
    from ansible.template import Templar
    if lookup is None:
        raise AnsibleError('lookup plugin (%s) not found' % request['name'])
    loader, name = lookup
    data = data_loader(request['basedir'])
    variables = request['variables']
    if 'engine_imports' in sys.modules:
        from ansible.template.told import ToldVariables
        variables = ToldVariables(variables, request['scope'])
    variables['vars'] = variables
    know_folders(request['folders'])
    variables['hostvars'] = EngineDict(['hostvars'], request['hostvars'], scope=request['scope'])
    plugin = loader.get(name, loader=data, templar=Templar(data, variables=variables))
    return plugin.run(request['args'][0], variables=variables, **request['kwargs'])


def call(request):
    function = find(request)
    if request['kind'] == 'lookup':
        return call_lookup(function, request)
    args = request['args']
    wants = getattr(function, 'jinja_pass_arg', None)
    if wants is not None:
        args = [surroundings(wants.name, request)] + args
    return function(*args, **request['kwargs'])


def offered_plugin(request):
    """What it wants of its surroundings, None where there is no such plugin."""
    function = find(request)
    wants = getattr(function, 'jinja_pass_arg', None)
    return None if function is None else wants.name if wants is not None else 'arguments'


def call_plugin(request):
    for field in ('args', 'kwargs', 'variables'):
        if field in request:
            request[field] = decode(request[field])
    return encode(call(request))


def extend(request):
    exec(compile(request['program'], '<%s>' % request['name'], 'exec'), globals())


# What requests ask for; programs that are sent later add theirs.
answering = {'secrets': keep_secrets, 'find': offered_plugin, 'call': call_plugin, 'extend': extend,
             'library': use_library}


def receive():
    size = struct.unpack('>I', read(4))[0]
    return json.loads(read(size).decode('utf-8', 'surrogatepass'))


def send(message):
    text = json.dumps(message).encode('ascii')
    answers.write(struct.pack('>I', len(text)) + text)
    answers.flush()


def respond(request):
    try:
        reply = {'value': answering[request['do']](request)}
    except Exception as error:
        names = [one.__name__ for one in type(error).__mro__]
        reply = {'error': str(error), 'class': type(error).__name__, 'classes': names}
    if warnings:
        reply['warnings'] = warnings[:]
        del warnings[:]
    send(reply)


def carry(question):
    """Asks the engine, which may have requests of its own before it answers."""
    send({'question': question})
    while True:
        message = receive()
        if 'do' not in message:
            return message
        respond(message)


while True:
    respond(receive())
