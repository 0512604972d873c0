"""The engine that started this Python. It renders templates, reads YAML, opens vaults and knows the settings."""
_send = None
# What is known from the start.
facts = {'settings': {}, 'config_file': None, 'verbosity': 0}


class Trusted(object):
    """A value whose text may be templates."""

    def __init__(self, value):
        self.value = value


def connect(send):
    """`send(what, fields)` carries a question over and gives its answer."""
    global _send
    _send = send


def ask(what, **fields):
    if _send is None:
        raise RuntimeError('no engine is there to answer')
    return _send(what, fields)


def fail(error_class, message):
    """Raises what became of a question by the name of its class."""
    from ansible import errors
    known = getattr(errors, error_class, None)
    if known is None:
        known = {'UndefinedError': errors.AnsibleUndefinedVariable}.get(error_class, errors.AnsibleError)
    raise known(message)
