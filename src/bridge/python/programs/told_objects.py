"""Classes of what callbacks are told of. They are ansible-core's own, with what the engine says of a play or a
task laid over. What a callback asks besides (blocks, roles, a keyword that is inherited) is looked up in the
playbook, which ansible-core reads for that when it is asked for the first time.
"""
from ansible import constants as C
from ansible.inventory.manager import InventoryManager
from ansible.playbook import Playbook
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler
from ansible.playbook.play import Play
from ansible.playbook.task import Task
from ansible.playbook.task_include import TaskInclude
from ansible.template import Templar
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

# What is known of the run: its loader, inventory, variables, playbook.
run = {'playbook': None, 'written': {}, 'uses': {}, 'plays': {}, 'handlers': set()}
# Keywords that count on the task alone.
OWN_KEYWORDS = ('register', 'notify', 'until', 'retries', 'delay', 'poll', 'changed_when', 'failed_when', 'listen',
                'run_once')
PLAY_METHODS = ('_ds', 'compile', 'get_ds', 'get_handlers', 'get_roles', 'get_tasks', 'get_vars', 'get_vars_files',
                'serialize', 'dump_attrs', 'compile_roles_handlers', '_loader', 'get_loader')
TASK_METHODS = ('_ds', 'get_ds', '_parent', '_role', 'get_vars', 'get_include_params', 'get_first_parent_include',
                'all_parents_static', 'dump_attrs', 'serialize', '_loader', 'get_loader', 'listen', 'statically_loaded')


def keywords_of(cls):
    return frozenset(getattr(cls, 'fattributes', None) or getattr(cls, '_valid_attrs', {}))


def open_run(request, options):
    loader = data_loader(request['basedir'])
    inventory = InventoryManager(loader=loader, sources=None, parse=False)
    inventory._sources = [os.path.abspath(one) if os.path.exists(one) else one for one in options['inventory']]
    known = inventory._inventory
    groups, hosts = decode(request['groups']), decode(request['hosts'])
    for name, told in groups.items():
        known.add_group(name)
    for name, told in hosts.items():
        known.add_host(name)
        known.hosts[name].vars.update(told['vars'])
    for name, told in groups.items():
        known.groups[name].vars.update(told['vars'])
        for child in told['children'] + told['hosts']:
            known.add_child(name, child)
    known.reconcile_inventory()
    variables = VariableManager(loader=loader, inventory=inventory)
    variables._extra_vars = decode(request['extra_vars'])
    run.update(loader=loader, inventory=inventory, variables=variables)
    run['hostvars'] = HostVars(inventory, variables, loader)


def host_of(name):
    known = run['inventory']._inventory
    if name not in known.hosts:
        known.add_host(name, 'all')
    return known.hosts[name]


class ToldPlaybook(Playbook):
    """A playbook that is read when its plays are asked for."""

    def __init__(self, loader, path):
        super(ToldPlaybook, self).__init__(loader)
        self._is_read = False
        self._file_name = path
        self._basedir = os.path.dirname(os.path.abspath(path))

    @property
    def _entries(self):
        if not self._is_read:
            self._is_read = True
            if os.path.isfile(self._file_name):
                before = self._file_name
                self._load_playbook_data(file_name=before, variable_manager=run['variables'])
                self._file_name = before
        return self._plays

    @_entries.setter
    def _entries(self, plays):
        self._plays = plays


def written_play(path):
    """The play at a place of the playbook, ready to be performed; None where it can't be read."""
    if not path or run['playbook'] is None:
        return None
    if path not in run['written']:
        run['written'][path] = None
        # The engine has said already what there is to be said of the playbook.
        said, Display.warning = Display.warning, lambda *args, **kwargs: None
        try:
            found = [play for play in run['playbook'].get_plays() if play.get_path() == path]
            if found:
                play = found[0].copy()
                play._uuid = found[0]._uuid
                play.post_validate(Templar(loader=run['loader'], variables=run['variables'].get_vars(play=play)))
                play.handlers = play.compile_roles_handlers() + play.handlers
                run['written'][path] = dict(whole(play), play=play)
        except Exception as error:
            warnings.append('Callbacks can not be told all of the play at %s: %s' % (path, error))
        finally:
            Display.warning = said
    return run['written'][path] and run['written'][path]['play']


def whole(play):
    """All tasks of a play by their places, and its roles by their names."""
    places, roles = {}, {}

    def walk(entries):
        for entry in entries:
            if isinstance(entry, Block):
                walk(entry.block + entry.rescue + entry.always)
                continue
            places.setdefault(entry.get_path(), []).append(entry)
            if entry._role is not None:
                roles.setdefault(entry._role.get_name(), entry._role)

    walk(play.compile() + play.handlers)
    return {'places': places, 'roles': roles}


def written_task(told):
    """The task as it was read; a role's that was used twice has as many, which come in turn."""
    uuid = told['uuid']
    if uuid not in run['uses']:
        play = run['plays'].get(told['play'])
        run['uses'][uuid] = None
        if play is not None and not told['implicit'] and written_play(play.told['path']) is not None:
            found = run['written'][play.told['path']]['places'].get(told['path'], [])
            run['uses'][uuid] = (found.pop(0) if len(found) > 1 else found[0]) if found else None
    return run['uses'][uuid]


def play_of(told):
    return run['plays'].get(told['play'])


class ToldPlay(Play):
    told = {}
    ASKED = (keywords_of(Play) | frozenset(PLAY_METHODS)) - frozenset(('name', 'strategy'))

    def __getattribute__(self, name):
        told = object.__getattribute__(self, 'told')
        if told and name in ToldPlay.ASKED:
            pattern = told['pattern']
            if name == 'hosts' and pattern and ',' not in pattern:
                return [pattern]
            play = written_play(told['path'])
            if play is not None:
                return getattr(play, name)
        return super(ToldPlay, self).__getattribute__(name)

    def get_path(self):
        return self.told['path']


class Told(object):
    told = {}
    SAID = frozenset(('name', 'action', 'args', 'tags', 'no_log', 'check_mode', 'diff', 'delegate_to', 'ignore_errors',
                      'loop_with'))
    ASKED = (keywords_of(Task) | frozenset(TASK_METHODS)) - SAID

    def __getattribute__(self, name):
        told = object.__getattribute__(self, 'told')
        if told and name == 'tags':
            return told['tags']
        if told and name in Told.ASKED:
            if name in OWN_KEYWORDS and told['keywords'].get(name) is not None:
                value = told['keywords'][name]
                return [value] if name.endswith('_when') and not isinstance(value, list) else value
            task = written_task(told)
            if task is not None:
                return getattr(task, name)
            if name in told['keywords'] and told['keywords'][name] is not None:
                value = told['keywords'][name]
                return [value] if name == 'when' and not isinstance(value, list) else value
        return super(Told, self).__getattribute__(name)

    def get_name(self, *args, **kwargs):
        return self.told['name']

    def get_path(self):
        return self.told['path']


class ToldTask(Told, Task):
    pass


class ToldHandler(Told, Handler):
    pass


class ToldInclude(Told, TaskInclude):
    pass


# Callbacks and ansible-core itself go by the names of classes.
for told, plain in ((ToldPlay, Play), (ToldTask, Task), (ToldHandler, Handler), (ToldInclude, TaskInclude)):
    told.__name__ = plain.__name__


class ToldRole(object):
    """The role of a task, as far as its name goes; the rest is asked of the role that was read."""

    def __init__(self, name, told):
        self._role_name = name
        self._told = told

    def get_name(self, *args, **kwargs):
        return self._role_name

    def __getattr__(self, name):
        role = None if name.startswith('__') else self.written()
        if role is None:
            raise AttributeError(name)
        return getattr(role, name)

    def written(self):
        told = self.__dict__['_told']
        task, play = written_task(told), run['plays'].get(told['play'])
        if task is not None:
            return task._role
        known = None if play is None or written_play(play.told['path']) is None else run['written'][play.told['path']]
        return known and known['roles'].get(self._role_name)

    def __str__(self):
        return self._role_name

    __repr__ = __str__
