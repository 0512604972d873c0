"""Functions that make values of JSON and JSON of values (`encodeValue` is their other end), and one that gives a
DataLoader the run's vault secrets.
"""
import sys


def encode(value):
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return value.decode('utf-8', 'surrogateescape')
    if isinstance(value, tuple):
        return {'__': 'tuple', 'items': [encode(item) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {'__': 'set', 'items': [encode(item) for item in value]}
    if type(value).__name__.endswith('Undefined'):
        return {'__': 'undefined', 'message': getattr(value, '_undefined_message', None) or '',
                'lenient': not any(one.__name__ == 'StrictUndefined' for one in type(value).__mro__)}
    if hasattr(value, 'items') and hasattr(value, 'keys'):
        if all(isinstance(key, str) and key != '__' for key in value.keys()):
            return dict((str(key), encode(item)) for key, item in value.items())
        return {'__': 'dict', 'items': [[encode(key), encode(item)] for key, item in value.items()]}
    if hasattr(value, '__iter__'):
        return [encode(item) for item in value]
    return str(value)


def decode(value):
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get('__')
    if kind is None:
        return dict((key, decode(item)) for key, item in value.items())
    if kind == 'dict':
        return dict((decode(key), decode(item)) for key, item in value['items'])
    if kind == 'undefined':
        return undefined(value['message'])
    if kind == 'unsafe':
        return unsafe(value['text'])
    items = [decode(item) for item in value['items']]
    return tuple(items) if kind == 'tuple' else set(items)


def undefined(message):
    try:
        from ansible.template import AnsibleUndefined
    except ImportError:
        from jinja2 import StrictUndefined as AnsibleUndefined
    return AnsibleUndefined(hint=message)


def unsafe(text):
    from ansible.utils.unsafe_proxy import wrap_var
    return wrap_var(text)


def trusting(value):
    """A value whose text may be templated, unless a plugin declared it unsafe."""
    if isinstance(value, str):
        from ansible.utils.unsafe_proxy import AnsibleUnsafe
        if isinstance(value, AnsibleUnsafe) or not any(mark in value for mark in ('{{', '{%', '{#')):
            return str(value)
        return {'__': 'template', 'text': str(value)}
    if isinstance(value, dict) and all(isinstance(key, str) and key != '__' for key in value):
        return dict((str(key), trusting(item)) for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return [trusting(item) for item in value]
    return encode(value)


def use_library(request):
    """Has this Python import what stands in for ansible-core, and ask the engine."""
    sys.path.insert(0, request['folder'])
    import engine_imports
    engine_imports.install(request['folders'], request['roots'])
    from ansible import _engine
    _engine.facts.update(decode(request['facts']))
    _engine.connect(ask_engine)


def ask_engine(what, fields):
    from ansible import _engine
    told = dict((name, trusting(one.value) if isinstance(one, _engine.Trusted) else encode(one))
                for name, one in fields.items())
    answer = carry(dict(told, ask=what))
    if 'error' in answer:
        _engine.fail(answer.get('class'), answer['error'])
    return decode(answer['value'])


def open_vaults(loader, secrets):
    if secrets:
        import base64
        from ansible.parsing.vault import VaultSecret
        loader.set_vault_secrets([(name, VaultSecret(base64.b64decode(text))) for name, text in secrets])
