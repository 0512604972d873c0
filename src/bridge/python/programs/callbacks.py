"""Has callback plugins hear of a run. The TaskQueueManager of the installed ansible-core loads and
calls them, so that what it does for old plugins, censored results and the like needs no second form; plays, tasks and
results are made again from what is told of them.
"""
from ansible import context
from ansible.executor.stats import AggregateStats
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.executor.task_result import TaskResult
from ansible.module_utils.common.collections import ImmutableDict
from ansible.playbook.included_file import IncludedFile
from ansible.playbook.play_context import PlayContext
from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import callback_loader
from ansible.utils import color
from ansible.utils.display import Display

hearing = {}
INCLUDES = ('include', 'include_tasks', 'include_role', 'import_tasks', 'import_role')
# What a task's fields are where it says nothing.
FIELDS = {
    'any_errors_fatal': False, 'async': 0, 'async_val': 0, 'become': False, 'become_exe': None, 'become_flags': None,
    'become_method': 'sudo', 'become_user': None, 'changed_when': [], 'collections': [], 'connection': 'ssh',
    'debugger': None, 'delay': 5, 'delegate_facts': None, 'environment': [], 'failed_when': [],
    'ignore_unreachable': None, 'loop': None, 'loop_control': None, 'loop_with': None, 'module_defaults': [],
    'notify': None, 'poll': 15, 'port': None, 'register': None, 'remote_user': None, 'retries': 3, 'throttle': 0,
    'timeout': 0, 'until': [], 'vars': {}, 'when': []}
LOOP_CONTROL = {'loop_var': 'item', 'index_var': None, 'label': None, 'pause': 0.0, 'extended': None,
                'extended_allitems': True}


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
    open_run(request, options)
    queue = TaskQueueManager(
        run['inventory'], run['variables'], run['loader'], {}, stdout_callback=request['stdout'] or CallbackBase())
    display.verbosity = 0
    queue.load_callbacks()
    display.verbosity = options['verbosity']
    hearing['queue'] = queue
    hearing['display'] = display
    sys.stdout.flush()


def tell_callbacks(request):
    event = decode(request['event'])
    TELLING[event['type']](event, hearing['queue'].send_callback)
    sys.stdout.flush()
    sys.stderr.flush()


def task_of(told):
    if told['uuid'] in run['handlers']:
        task = ToldHandler()
    elif told['action'].rpartition('.')[2] in INCLUDES:
        task = ToldInclude()
    else:
        task = ToldTask()
    task._uuid = told['uuid']
    name, role = told['name'], told['role']
    if role is not None:
        task._role = ToldRole(role, told)
        if name.startswith(role + ' : '):
            name = name[len(role) + 3:]
    task.name = '' if name == told['action'] else name
    for field in ('action', 'args', 'tags', 'no_log', 'check_mode', 'diff', 'delegate_to', 'ignore_errors'):
        setattr(task, field, told[field])
    task.run_once = told['run_once'] or None
    task.resolved_action = told['resolved_action']
    task.implicit = told['implicit']
    task.loop = told['keywords'].get('loop') if told['loop'] else None
    task.loop_with = told['loop_with']
    task._parent = Block(play=play_of(told))
    task.told = told
    return task


def result_of(event):
    told = event['task']
    task = task_of(told)
    fields = dict(FIELDS)
    fields.update((name, value) for name, value in told['keywords'].items() if name in FIELDS and value is not None)
    fields.update((field, told[field]) for field in (
        'name', 'action', 'tags', 'no_log', 'check_mode', 'diff', 'delegate_to', 'ignore_errors', 'loop_with'))
    fields['name'] = task.name
    fields['run_once'] = told['run_once'] or None
    fields['loop_control'] = dict(LOOP_CONTROL, **(fields['loop_control'] or {}))
    fields['args'] = told['args'] if told['rendered_args'] is None else told['rendered_args']
    fields['async_val'] = fields['async']
    for field in ('when', 'changed_when', 'failed_when', 'until', 'environment', 'notify'):
        if fields[field] is not None and not isinstance(fields[field], list):
            fields[field] = [fields[field]]
    return TaskResult(host_of(event['host']), task, event['result'], task_fields=fields)


def on_playbook(event, send):
    playbook = run['playbook'] = ToldPlaybook(run['loader'], event['path'])
    send('v2_playbook_on_start', playbook)


def on_play(event, send):
    play = ToldPlay()
    play._uuid = event['uuid']
    play.name = event['name']
    play.hosts = event['hosts']
    for name in event['hosts']:
        host_of(name)
    play.strategy = event['strategy']
    play.check_mode = event['check_mode']
    play._variable_manager = run['variables']
    play.told = event
    run['plays'][event['uuid']] = play
    run['inventory'].restrict_to_hosts([host_of(name) for name in event['hosts']])
    queue = hearing['queue']
    for plugin in [queue._stdout_callback] + queue._callback_plugins:
        if hasattr(plugin, 'set_play_context'):
            plugin.set_play_context(PlayContext(play))
    send('v2_playbook_on_play_start', play)


def on_task(event, send):
    if event['kind'] == 'handler':
        run['handlers'].add(event['task']['uuid'])
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
    run['handlers'].add(event['task']['uuid'])
    send('v2_playbook_on_notify', task_of(event['task']), host_of(event['host']))


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
    'host': lambda event, send: send(
        'v2_runner_on_start', host_of(event['host']), task_of(dict(event['task'], name=event['task']['written_name']))),
    'retry': lambda event, send: send('v2_runner_retry', result_of(event)),
    'async_poll': lambda event, send: send('v2_runner_on_async_poll', result_of(event)),
    'async_ok': lambda event, send: send('v2_runner_on_async_ok', result_of(event)),
    'async_failed': lambda event, send: send('v2_runner_on_async_failed', result_of(event)),
}
answering.update({'load_callbacks': load_callbacks, 'tell_callbacks': tell_callbacks})
