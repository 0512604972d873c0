"""Text and bytes in Python 2 and 3."""
from __future__ import absolute_import

import json
import sys

PY3 = sys.version_info[0] > 2
PY2 = not PY3
if PY3:
    string_types, text_type, integer_types = (str,), str, (int,)
else:
    string_types, text_type, integer_types = (basestring,), unicode, (int, long)


def to_text(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, text_type):
        return obj
    if isinstance(obj, bytes):
        return obj.decode(encoding, 'surrogateescape' if PY3 else 'replace')
    return obj if nonstring == 'passthru' else text_type(obj)


def to_bytes(obj, encoding='utf-8', errors=None, nonstring='simplerepr'):
    if isinstance(obj, bytes):
        return obj
    if isinstance(obj, text_type):
        return obj.encode(encoding, 'surrogateescape' if PY3 else 'replace')
    return obj if nonstring == 'passthru' else to_bytes(text_type(obj), encoding)


to_native = to_text if PY3 else to_bytes


def jsonify(data, **kwargs):
    return json.dumps(data, **kwargs)
