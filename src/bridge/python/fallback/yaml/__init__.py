"""What plugins import of PyYAML where it is not installed: the engine reads and writes YAML."""
from ansible._engine import ask
from ansible.errors import AnsibleError


class YAMLError(Exception):
    pass


class SafeLoader(object):
    pass


class SafeDumper(object):
    """Dumpers that build on it are not asked: the engine writes."""

    @classmethod
    def add_representer(cls, kind, represent):
        pass

    def _represent(self, data):
        return data

    represent_str = represent_dict = represent_list = represent_binary = _represent


Loader = CSafeLoader = BaseLoader = FullLoader = SafeLoader
Dumper = CSafeDumper = SafeDumper


def load(stream, Loader=None):
    text = stream.read() if hasattr(stream, 'read') else stream
    try:
        return ask('yaml', text=text.decode('utf-8') if isinstance(text, bytes) else text, file='<unicode string>')
    except AnsibleError as error:
        raise YAMLError(str(error))


safe_load = full_load = load


def load_all(stream, Loader=None):
    return [load(stream)]


safe_load_all = load_all


def dump(data, stream=None, Dumper=None, **options):
    known = ('default_flow_style', 'indent', 'width', 'sort_keys', 'allow_unicode', 'explicit_start')
    chosen = dict((name, value) for name, value in options.items() if name in known)
    text = ask('filter', name='to_yaml', args=[data], kwargs=dict({'default_flow_style': False}, **chosen), **{
        'scope': None, 'variables': {}, 'gone': []})
    if stream is None:
        return text
    stream.write(text)


safe_dump = dump
