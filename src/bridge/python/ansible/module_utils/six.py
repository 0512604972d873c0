"""One name for what Python 2 and 3 call differently."""
from __future__ import absolute_import

import functools
import io
import operator
import sys
import types

from ansible.module_utils._text import PY2, PY3, integer_types, string_types, text_type

PY34 = sys.version_info[:2] >= (3, 4)
MAXSIZE = sys.maxsize
binary_type = bytes
class_types = (type,) if PY3 else (type, types.ClassType)
StringIO = io.StringIO
BytesIO = io.BytesIO
wraps = functools.wraps
unichr = chr if PY3 else __builtins__['unichr']
next = advance_iterator = next
callable = callable
get_function_code = operator.attrgetter('__code__')
get_function_defaults = operator.attrgetter('__defaults__')
get_function_globals = operator.attrgetter('__globals__')
get_method_function = operator.attrgetter('__func__')
get_method_self = operator.attrgetter('__self__')
int2byte = operator.methodcaller('to_bytes', 1, 'big') if PY3 else chr
byte2int = operator.itemgetter(0) if PY3 else lambda text: ord(text[0])
indexbytes = operator.getitem if PY3 else lambda text, index: ord(text[index])
iterbytes = iter if PY3 else lambda text: (ord(one) for one in text)


def iteritems(d, **kw):
    return iter(d.items(**kw))


def itervalues(d, **kw):
    return iter(d.values(**kw))


def iterkeys(d, **kw):
    return iter(d.keys(**kw))


def iterlists(d, **kw):
    return iter(d.lists(**kw))


def viewkeys(d):
    return d.keys() if PY3 else d.viewkeys()


def viewvalues(d):
    return d.values() if PY3 else d.viewvalues()


def viewitems(d):
    return d.items() if PY3 else d.viewitems()


def b(text):
    return text.encode('latin-1') if PY3 else text


def u(text):
    return text if PY3 else text.decode('unicode_escape')


def ensure_binary(s, encoding='utf-8', errors='strict'):
    if isinstance(s, bytes):
        return s
    if isinstance(s, text_type):
        return s.encode(encoding, errors)
    raise TypeError("not expecting type '%s'" % type(s))


def ensure_text(s, encoding='utf-8', errors='strict'):
    if isinstance(s, bytes):
        return s.decode(encoding, errors)
    if isinstance(s, text_type):
        return s
    raise TypeError("not expecting type '%s'" % type(s))


def ensure_str(s, encoding='utf-8', errors='strict'):
    return ensure_text(s, encoding, errors) if PY3 else ensure_binary(s, encoding, errors)


def add_metaclass(metaclass):
    """A decorator that makes a class again with a metaclass."""
    def wrapper(cls):
        body = dict((name, value) for name, value in vars(cls).items() if name not in ('__dict__', '__weakref__'))
        slots = body.get('__slots__') or ()
        for name in [slots] if isinstance(slots, str) else slots:
            body.pop(name, None)
        return metaclass(cls.__name__, cls.__bases__, body)
    return wrapper


def with_metaclass(meta, *bases):
    class Between(type):
        def __new__(cls, name, these, body):
            return meta(name, bases, body)
    return type.__new__(Between, 'Between', (), {})


def python_2_unicode_compatible(cls):
    if PY2:
        cls.__unicode__ = cls.__str__
        cls.__str__ = lambda self: self.__unicode__().encode('utf-8')
    return cls


if PY3:
    def reraise(tp, value, tb=None):
        raise (tp() if value is None else value).with_traceback(tb)

    def raise_from(value, from_value):
        value.__cause__ = from_value
        raise value

    def exec_(code, globs=None, locs=None):
        getattr(__import__('builtins'), 'exec')(code, globs, locs)
else:
    exec('def reraise(tp, value, tb=None):\n    raise tp, value, tb\n')

    def raise_from(value, from_value):
        raise value


class Moved(types.ModuleType):
    """A module whose names are looked up where this Python has them."""

    def __init__(self, name, *places):
        super(Moved, self).__init__(name)
        self.__path__ = []
        self._places = places

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        for place in self._places:
            module, dot, own = place.partition(':')
            if own and own.split('=')[0] != name:
                continue
            try:
                found = __import__(module, fromlist=['*'])
            except ImportError:
                continue
            if not own:
                if hasattr(found, name):
                    return getattr(found, name)
            elif own.endswith('=') or '=' not in own:
                return found if own.endswith('=') else getattr(found, name)
            elif hasattr(found, own.split('=')[1]):
                return getattr(found, own.split('=')[1])
        raise AttributeError(name)


URLLIB = {
    'parse': ('urllib.parse', 'urlparse', 'urllib'),
    'error': ('urllib.error', 'urllib2', 'urllib'),
    'request': ('urllib.request', 'urllib2', 'urllib'),
    'response': ('urllib.response',),
    'robotparser': ('urllib.robotparser', 'robotparser'),
}
RENAMED = {
    'builtins': ('builtins', '__builtin__'), 'configparser': ('configparser', 'ConfigParser'),
    'cPickle': ('pickle', 'cPickle'), 'copyreg': ('copyreg', 'copy_reg'), 'queue': ('queue', 'Queue'),
    'http_client': ('http.client', 'httplib'), 'http_cookies': ('http.cookies', 'Cookie'),
    'http_cookiejar': ('http.cookiejar', 'cookielib'), 'html_parser': ('html.parser', 'HTMLParser'),
    'html_entities': ('html.entities', 'htmlentitydefs'), 'socketserver': ('socketserver', 'SocketServer'),
    'BaseHTTPServer': ('http.server', 'BaseHTTPServer'), 'email_mime_base': ('email.mime.base',),
    'email_mime_text': ('email.mime.text',), 'email_mime_multipart': ('email.mime.multipart',),
    'email_mime_image': ('email.mime.image',), 'reprlib': ('reprlib', 'repr'), 'winreg': ('winreg', '_winreg'),
    '_thread': ('_thread', 'thread'), 'xmlrpc_client': ('xmlrpc.client', 'xmlrpclib'),
    'xmlrpc_server': ('xmlrpc.server', 'SimpleXMLRPCServer'), 'urllib_error': URLLIB['error'],
    'urllib_parse': URLLIB['parse'],
}
NAMES = (
    'itertools:filter=ifilter', 'builtins:filter', 'itertools:filterfalse=ifilterfalse', 'itertools:filterfalse',
    'itertools:map=imap', 'builtins:map', 'itertools:zip=izip', 'builtins:zip', 'itertools:zip_longest=izip_longest',
    'itertools:zip_longest', '__builtin__:range=xrange', 'builtins:range', '__builtin__:xrange',
    'builtins:xrange=range', '__builtin__:input=raw_input', 'builtins:input', '__builtin__:intern', 'sys:intern',
    'functools:reduce', 'shlex:shlex_quote=quote', 'pipes:shlex_quote=quote', 'io:StringIO', 'io:cStringIO=StringIO',
    'collections:UserDict', 'collections:UserList', 'collections:UserString', 'os:getcwd', 'os:getcwdb',
    '__builtin__:reload_module=reload', 'importlib:reload_module=reload', 'subprocess:getoutput',
    'commands:getoutput')


def make_moves():
    def put(name, module):
        sys.modules['%s.%s' % (__name__, name)] = module
        return module

    moves = put('moves', Moved(__name__ + '.moves', *NAMES))
    urllib = put('moves.urllib', Moved(__name__ + '.moves.urllib'))
    moves.urllib = urllib
    for name, places in URLLIB.items():
        setattr(urllib, name, put('moves.urllib.%s' % name, Moved(name, *places)))
    for name, places in RENAMED.items():
        setattr(moves, name, put('moves.%s' % name, Moved(name, *places)))
    return moves


# This file is also a package: its parts are made here.
__path__ = []
moves = make_moves()
