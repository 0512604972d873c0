/**
 * Python program that has callback plugins hear of a run. The TaskQueueManager of the installed ansible-core loads and
 * calls them, so that what it does for old plugins, censored results and the like needs no second form; plays, tasks and
 * results are made again from what is told of them.
 */
export const CALLBACK_SERVER = `
from ansible import constants as C
from ansible import context
from ansible.executor.stats import AggregateStats
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.executor.task_result import TaskResult
from ansible.inventory.manager import InventoryManager
from ansible.module_utils.common.collections import ImmutableDict
from ansible.playbook import Playbook
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler
from ansible.playbook.included_file import IncludedFile
from ansible.playbook.play import Play
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import callback_loader
from ansible.utils import color
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

hearing = {}
plays = {}
handlers = set()
INCLUDES = ('include', 'include_tasks', 'include_role', 'import_tasks', 'import_role')


class ToldPlay(Play):
    told = {}

    def get_path(self):
        return self.told['path']


class ToldTask(Task):
    told = {}

    def get_name(self, *args, **kwargs):
        return self.told['name']

    def get_path(self):
        return self.told['path']


class ToldHandler(ToldTask, Handler):
    pass


class ToldInclude(ToldTask, TaskInclude):
    pass


class ToldRole(object):
    def __init__(self, name):
        self._role_name = name

    def get_name(self, *args, **kwargs):
        return self._role_name

    def __str__(self):
        return self._role_name


def load_callbacks(request):
    loaders()
    color.ANSIBLE_COLOR = request['color']
    sys.stdout = os.fdopen(3, 'w', encoding='utf-8', errors='surrogateescape')
    options = decode(request['options'])
    for name in ('args', 'tags', 'skip_tags', 'inventory'):
        options[name] = tuple(options.get(name) or ())
    context.CLIARGS = ImmutableDict(options)
    display = Display()
    display.columns = request['columns']
    for folder in request['folders']:
        callback_loader.add_directory(folder)
    C.CALLBACKS_ENABLED = request['enabled']
    loader = data_loader(request['basedir'])
    inventory = InventoryManager(loader=loader, sources=None, parse=False)
    variables = VariableManager(loader=loader, inventory=inventory)
    variables._extra_vars = decode(request['extra_vars'])
    queue = TaskQueueManager(
        inventory, variables, loader, {}, stdout_callback=request['stdout'] or CallbackBase())
    display.verbosity = 0
    queue.load_callbacks()
    display.verbosity = options['verbosity']
    hearing['inventory'] = inventory._inventory
    hearing['queue'] = queue
    hearing['display'] = display
    sys.stdout.flush()


def tell_callbacks(request):
    event = decode(request['event'])
    TELLING[event['type']](event, hearing['queue'].send_callback)
    sys.stdout.flush()
    sys.stderr.flush()


def host_of(name):
    inventory = hearing['inventory']
    if name not in inventory.hosts:
        inventory.add_host(name, 'all')
    return inventory.hosts[name]


def task_of(told):
    if told['uuid'] in handlers:
        task = ToldHandler()
    elif told['action'].rpartition('.')[2] in INCLUDES:
        task = ToldInclude()
    else:
        task = ToldTask()
    task.told = told
    task._uuid = told['uuid']
    name, role = told['name'], told['role']
    if role is not None:
        task._role = ToldRole(role)
        if name.startswith(role + ' : '):
            name = name[len(role) + 3:]
    task.name = '' if name == told['action'] else name
    for field in ('action', 'args', 'tags', 'no_log', 'check_mode', 'diff', 'run_once', 'delegate_to', 'ignore_errors'):
        setattr(task, field, told[field])
    task.resolved_action = told['resolved_action']
    task.loop = ['item'] if told['loop'] else None
    task._parent = Block(play=plays.get(told['play']))
    return task


def result_of(event):
    told = event['task']
    task = task_of(told)
    fields = dict((field, told[field]) for field in (
        'name', 'action', 'args', 'tags', 'no_log', 'check_mode', 'diff', 'run_once', 'delegate_to', 'ignore_errors'))
    return TaskResult(host_of(event['host']), task, event['result'], task_fields=fields)


def on_playbook(event, send):
    playbook = Playbook(hearing['queue'].get_loader())
    playbook._file_name = event['path']
    playbook._basedir = os.path.dirname(os.path.abspath(event['path']))
    send('v2_playbook_on_start', playbook)


def on_play(event, send):
    play = ToldPlay()
    play.told = event
    play._uuid = event['uuid']
    play.name = event['name']
    play.hosts = event['hosts']
    for name in event['hosts']:
        host_of(name)
    play.strategy = event['strategy']
    play._variable_manager = hearing['queue'].get_variable_manager()
    plays[event['uuid']] = play
    queue = hearing['queue']
    for plugin in [queue._stdout_callback] + queue._callback_plugins:
        if hasattr(plugin, 'set_play_context'):
            plugin.set_play_context(PlayContext(play))
    send('v2_playbook_on_play_start', play)


def on_task(event, send):
    if event['kind'] == 'handler':
        handlers.add(event['task']['uuid'])
        send('v2_playbook_on_handler_task_start', task_of(event['task']))
    elif event['kind'] == 'cleanup':
        send('v2_playbook_on_cleanup_task_start', task_of(event['task']))
    else:
        send('v2_playbook_on_task_start', task_of(event['task']), is_conditional=False)


def on_result(event, send):
    result = result_of(event)
    status = event['status']
    if status == 'failed':
        send('v2_runner_on_failed', result, ignore_errors=event['ignore_errors'])
        return
    if status == 'ok' and 'diff' in result._result and event['task']['diff']:
        send('v2_on_file_diff', result)
    send('v2_runner_on_' + status, result)


def on_item(event, send):
    status = event['status']
    send('v2_runner_item_on_' + ('failed' if status == 'unreachable' else status), result_of(event))


def on_include(event, send):
    told = {}
    if event['label'] is not None:
        told = {'item': event['label'], 'ansible_loop_var': 'item', '_ansible_item_label': event['label']}
    included = IncludedFile(event['file'], {}, told, task_of(event['task']))
    for name in event['hosts']:
        included.add_host(host_of(name))
    send('v2_playbook_on_include', included)


def on_notify(event, send):
    handler = Handler()
    handler.name = event['handler']
    send('v2_playbook_on_notify', handler, host_of(event['host']))


def on_stats(event, send):
    stats = AggregateStats()
    for name, counts in event['stats'].items():
        stats.processed[name] = 1
        for field, count in counts.items():
            if count:
                getattr(stats, field)[name] = count
    for which, data in event['custom'].items():
        for key, value in data.items():
            stats.set_custom_stats(key, value, None if which == '_run' else which)
    send('v2_playbook_on_stats', stats)


TELLING = {
    'playbook': on_playbook,
    'play': on_play,
    'task': on_task,
    'result': on_result,
    'item': on_item,
    'include': on_include,
    'notify': on_notify,
    'stats': on_stats,
    'no_hosts': lambda event, send: send('v2_playbook_on_no_hosts_matched'),
    'no_hosts_left': lambda event, send: send('v2_playbook_on_no_hosts_remaining'),
    'host': lambda event, send: send('v2_runner_on_start', host_of(event['host']), task_of(event['task'])),
    'retry': lambda event, send: send('v2_runner_retry', result_of(event)),
    'async_poll': lambda event, send: send('v2_runner_on_async_poll', result_of(event)),
    'async_ok': lambda event, send: send('v2_runner_on_async_ok', result_of(event)),
    'async_failed': lambda event, send: send('v2_runner_on_async_failed', result_of(event)),
}
answering.update({'load_callbacks': load_callbacks, 'tell_callbacks': tell_callbacks})
`;
