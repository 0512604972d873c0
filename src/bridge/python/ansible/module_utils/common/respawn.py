"""A module that goes on in another Python, which has what it needs."""
from __future__ import absolute_import

import os
import subprocess
import sys

from ansible.module_utils._text import to_bytes

AGAIN = '''
import runpy, sys
sys.path.insert(0, %(tree)r)
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = %(args)r
sys.modules[%(own)r] = __import__(%(own)r, fromlist=['*'])
sys.modules[%(own)r]._respawned = True
runpy.run_module(%(name)r, init_globals=dict(_module_fqn=%(name)r, _modlib_path=%(tree)r), run_name='__main__',
                 alter_sys=True)
'''


def has_respawned():
    return globals().get('_respawned', False)


def respawn_module(interpreter_path):
    """Runs the module that calls this in another Python, and ends with its exit code."""
    if has_respawned():
        raise Exception('module has already been respawned')
    from ansible.module_utils import basic
    main = sys.modules['__main__']
    code = AGAIN % {'tree': main._modlib_path, 'args': basic._ANSIBLE_ARGS, 'own': __name__, 'name': main._module_fqn}
    source, drain = os.pipe()
    with os.fdopen(drain, 'wb') as feed:
        child = subprocess.Popen([interpreter_path, '-'], stdin=source, close_fds=True)
        os.close(source)
        feed.write(to_bytes(code))
    sys.exit(child.wait())


def probe_interpreters_for_module(interpreter_paths, module_name):
    """The first of these Pythons that can import a module; None where none can."""
    for path in interpreter_paths:
        if not os.path.exists(path):
            continue
        try:
            with open(os.devnull, 'w') as nothing:
                if subprocess.call([path, '-c', 'import %s' % module_name], stdout=nothing, stderr=nothing) == 0:
                    return path
        except Exception:
            continue
    return None
