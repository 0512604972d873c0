"""Runs action plugins on the controller, each in a fork. A fork connects to the socket that is
named on the command line, gets its task from there, and asks there for all that concerns the host: commands, files
and modules. A message is four bytes of length and JSON. The rest is the installed ansible-core's own.
"""
import base64
import json
import os
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Mapping

host = {}


def receive(count):
    data = b''
    while len(data) < count:
        more = host['socket'].recv(count - len(data))
        if not more:
            os._exit(1)
        data += more
    return data


def read():
    size = struct.unpack('>I', receive(4))[0]
    return json.loads(receive(size).decode('utf-8', 'surrogatepass'))


def write(message):
    text = json.dumps(message).encode('ascii')
    host['socket'].sendall(struct.pack('>I', len(text)) + text)


def ask(what, **fields):
    write(dict(fields, ask=what))
    answer = read()
    if 'unreachable' in answer:
        raise AnsibleConnectionFailure(answer['unreachable'])
    if 'error' in answer:
        raise AnsibleError(answer['error'])
    return decode(answer['value'])


def carry(question):
    write(question)
    return read()


library = json.loads(sys.stdin.readline())
if library:
    use_library(library)

from ansible import constants as C
from ansible import context
from ansible.errors import AnsibleActionFail, AnsibleActionSkip, AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.collections import ImmutableDict
from ansible.module_utils._text import to_bytes, to_native, to_text
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins import loader as plugin_loader
from ansible.plugins.action import ActionBase
from ansible.plugins.connection import ConnectionBase
from ansible.template import Templar
from ansible.utils.display import Display


class HostVars(Mapping):
    """Variables of hosts, asked for when they are looked at."""

    def __init__(self, names):
        self._names = names
        self._known = {}

    def __getitem__(self, name):
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = ask('hostvars', host=name)
        return self._known[name]

    def raw_get(self, name):
        return self[name]

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)


class ToldTask(Task):
    told = {}

    def get_search_path(self):
        return self.told['search_path']

    def get_path(self):
        return self.told['path']


class Connection(ConnectionBase):
    """The host as troupe's own connection reaches it: the task's user, whoever that is by now."""

    has_pipelining = True
    has_tty = False
    told = {}

    @property
    def transport(self):
        return self.told['connection']

    @property
    def _remote_is_local(self):
        return self.told['is_local']

    def get_option(self, option, hostvars=None):
        if option not in self.told:
            raise KeyError(option)
        return self.told[option]

    def _connect(self):
        self._connected = True
        return self

    def exec_command(self, cmd, in_data=None, sudoable=True):
        fed = None if in_data is None else base64.b64encode(to_bytes(in_data)).decode('ascii')
        rc, out, err = ask('command', command=to_text(cmd, errors='surrogateescape'), stdin=fed)
        return rc, base64.b64decode(out), base64.b64decode(err)

    def put_file(self, in_path, out_path):
        ask('put', source=os.path.abspath(to_text(in_path)), path=to_text(out_path))

    def fetch_file(self, in_path, out_path):
        ask('fetch', path=to_text(in_path), dest=os.path.abspath(to_text(out_path)))

    def reset(self):
        self._connected = False

    def close(self):
        self._connected = False


def execute_module(self, module_name=None, module_args=None, *args, **kwargs):
    given = dict(self._task.args if module_args is None else module_args)
    result = ask('module', name=module_name or self._task.action, args=encode(given))
    result['_ansible_parsed'] = True
    return result


def make_tmp_path(self, remote_user=None):
    self._connection._shell.tmpdir = ask('folder')
    self._cleanup_remote_tmp = True
    return self._connection._shell.tmpdir


ActionBase._execute_module = execute_module
ActionBase._make_tmp_path = make_tmp_path


def play_context(told):
    about = PlayContext()
    for field in ('remote_addr', 'remote_user', 'port', 'connection', 'become', 'become_user', 'become_method',
                  'check_mode', 'diff', 'no_log'):
        setattr(about, field, told[field])
    return about


def perform(order):
    told = decode(order['task'])
    variables = decode(order['variables'])
    if library:
        from ansible.template.told import ToldVariables
        variables = ToldVariables(variables, None)
    if 'hostvars' in order:
        variables['hostvars'] = HostVars(order['hostvars'])
    variables['vars'] = variables
    Display().verbosity = told['verbosity']
    loader = DataLoader()
    loader.set_basedir(told['basedir'])
    open_vaults(loader, order['secrets'])
    task = ToldTask()
    task.told = told
    for field in ('name', 'action', 'args', 'tags', 'check_mode', 'diff', 'no_log', 'environment', 'delegate_to',
                  'become', 'become_user', 'become_method', 'remote_user'):
        setattr(task, field, told[field])
    task.async_val, task.poll, task.register = told['async'], told['poll'], told['register']
    about = play_context(told)
    connection = Connection(about, None)
    connection.told = told
    connection._shell.set_options(var_options=variables)
    for folder in order['folders']:
        plugin_loader.action_loader.add_directory(folder)
    action = plugin_loader.action_loader.get(
        order['name'], task=task, connection=connection, play_context=about, loader=loader,
        templar=Templar(loader=loader, variables=variables), shared_loader_obj=plugin_loader)
    if action is None:
        raise AnsibleError('the action plugin %s could not be loaded' % order['name'])
    try:
        return action.run(task_vars=variables)
    finally:
        action.cleanup()


def outcome(order):
    try:
        return {'result': encode(perform(order))}
    except (AnsibleActionFail, AnsibleActionSkip) as error:
        return {'result': encode(error.result)}
    except AnsibleConnectionFailure as error:
        return {'unreachable': to_text(error)}
    except AnsibleError as error:
        return {'failed': to_text(error, nonstring='simplerepr')}
    except Exception as error:
        return {'crash': to_native(error), 'traceback': traceback.format_exc()}


def open_connection(order):
    told = decode(order['connection'])
    about = PlayContext()
    for field, value in told.items():
        setattr(about, field, value)
    for folder in order['folders']:
        plugin_loader.connection_loader.add_directory(folder)
    connection = plugin_loader.connection_loader.get(order['name'], about, os.devnull)
    if connection is None:
        raise AnsibleError("the connection plugin '%s' was not found" % order['name'])
    names = C.config.get_plugin_vars('connection', connection._load_name)
    known = dict((name, carry({'ask': 'variable', 'name': name}).get('value')) for name in names)
    connection.set_options(task_keys=dict((name, told[name]) for name in ('remote_user', 'port', 'password', 'timeout')),
                           var_options=dict((name, value) for name, value in known.items() if value is not None))
    return connection


def serve_connection(order):
    """Runs commands on a host until there are no more."""
    connection = None
    while True:
        message = read()
        try:
            connection = connection or open_connection(order)
            fed = base64.b64decode(message['stdin']) if message['stdin'] else None
            rc, out, err = connection.exec_command(message['command'], in_data=fed, sudoable=False)
            reply = {'rc': rc, 'out': in_base64(out), 'err': in_base64(err)}
        except AnsibleConnectionFailure as error:
            reply = {'unreachable': to_text(error)}
        except Exception as error:
            reply = {'failed': to_text(error), 'traceback': traceback.format_exc()}
        write(reply)


def in_base64(data):
    return base64.b64encode(to_bytes(data)).decode('ascii')


def run_fork(number):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    host['socket'] = socket.socket(socket.AF_UNIX)
    host['socket'].connect(sys.argv[1])
    write({'number': number})
    order = read()
    if 'connection' in order:
        serve_connection(order)
    else:
        write(outcome(order))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


context.CLIARGS = ImmutableDict(json.loads(sys.argv[2]))
getattr(plugin_loader, 'init_plugin_loader', lambda: None)()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in iter(sys.stdin.readline, ''):
    sys.stdout.flush()
    if os.fork() == 0:
        run_fork(int(line))
