"""Has Python find `ansible.module_utils` and collections where the engine does."""
import importlib.machinery
import importlib.util
import os
import sys

COLLECTIONS = 'ansible_collections'
UTILS = 'ansible.module_utils'


class Source(object):
    """A module whose text was sent."""

    def __init__(self, text, path):
        self.text, self.path = text, path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self.text, self.path, 'exec'), module.__dict__)

    def get_source(self, name):
        return self.text


class Utilities(object):
    """The user's own module_utils come before the engine's."""

    def __init__(self, folders):
        self.folders = folders

    def find_spec(self, name, path=None, target=None):
        return package(name, self.folders, Source('', '<module_utils>')) if name == UTILS else None


class Lookups(object):
    """Lookups of the engine, for plugins that build on them."""

    place = 'ansible.plugins.lookup.'

    def find_spec(self, name, path=None, target=None):
        short = name[len(self.place):]
        if not name.startswith(self.place) or '.' in short:
            return None
        from ansible._engine import ask
        if not ask('has', kind='lookup', name=short):
            return None
        text = ('from ansible.plugins.engine_plugins import EngineLookup\n'
                'class LookupModule(EngineLookup):\n    engine_name = %r\n' % short)
        return importlib.util.spec_from_loader(name, Source(text, '<%s>' % name))


class Collections(object):
    """Packages above collections have no files of their own; utilities that moved are found in their new place."""

    def __init__(self, roots):
        self.roots = roots

    def find_spec(self, name, path=None, target=None):
        parts = name.split('.')
        if parts[0] != COLLECTIONS:
            return None
        if parts[1:3] == ['ansible', 'builtin']:
            return self.builtin(name, parts)
        if len(parts) < 3:
            folders = [os.path.join(root, *parts) for root in self.roots]
            folders = [folder for folder in folders if os.path.isdir(folder)]
            return package(name, folders, None) if folders or parts[1:] == ['ansible'] else None
        if len(parts) == 3:
            folder = next((one for one in self.places(parts) if os.path.isdir(one)), None)
            return None if folder is None else package(name, [folder], Source('', folder))
        found = importlib.machinery.PathFinder.find_spec(name, path)
        if found is None and parts[3:5] == ['plugins', 'module_utils'] and len(parts) > 5:
            return self.moved(name, parts)
        return found

    def places(self, parts):
        return [os.path.join(root, *parts) for root in self.roots]

    def builtin(self, name, parts):
        if len(parts) < 6:
            here = os.path.dirname(os.path.abspath(__file__))
            return package(name, [], Source('', os.path.join(here, 'ansible')))
        kind = parts[4]
        real = UTILS if kind == 'module_utils' else 'ansible.plugins.' + kind
        return alias(name, '.'.join([real] + parts[5:]))

    def moved(self, name, parts):
        from ansible._engine import ask
        target = ask('moved_utility', name='.'.join(parts[1:3] + parts[5:]))
        if target is None:
            return None
        names = target.split('.')
        real = target if target.startswith(COLLECTIONS) else '.'.join(
            [COLLECTIONS] + names[:2] + ['plugins', 'module_utils'] + names[2:])
        return alias(name, real)


def alias(name, real):
    return importlib.util.spec_from_loader(
        name, Source('import importlib, sys\nsys.modules[%r] = importlib.import_module(%r)\n' % (name, real), '<%s>' % name))


def package(name, folders, source):
    """A package without a file; where there is a source, its path is the folder that the package takes itself to be in."""
    spec = importlib.machinery.ModuleSpec(name, source, is_package=True)
    spec.submodule_search_locations = folders
    if source is not None:
        spec.origin, spec.has_location = os.path.join(source.path, '__synthetic__'), True
    return spec


def install(folders, roots):
    """`folders`: module_utils of the user's own; `roots`: folders that hold `ansible_collections`."""
    known = [one for one in roots + sys.path if one and os.path.isdir(os.path.join(one, COLLECTIONS))]
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.append(os.path.join(here, 'fallback'))
    sys.meta_path[:0] = [Utilities(folders + [os.path.join(here, *UTILS.split('.'))]), Collections(known)]
    sys.meta_path.append(Lookups())
