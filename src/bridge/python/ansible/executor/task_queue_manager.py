"""Has callbacks hear of a run."""
from ansible import constants as C
from ansible.executor.task_result import TaskResult
from ansible.module_utils._text import to_text
from ansible.plugins.callback import CallbackBase
from ansible.plugins.loader import callback_loader
from ansible.utils.display import Display

display = Display()


class TaskQueueManager(object):
    def __init__(self, inventory, variable_manager, loader, passwords, stdout_callback=None, run_additional_callbacks=True,
                 run_tree=False, forks=None):
        self._inventory, self._variable_manager, self._loader = inventory, variable_manager, loader
        self.passwords = passwords
        self._stdout_callback = stdout_callback
        self._callback_plugins = []

    def load_callbacks(self):
        if not isinstance(self._stdout_callback, CallbackBase):
            self._stdout_callback = callback_loader.get(self._stdout_callback)
            self._stdout_callback.set_options()
        named = [callback_loader.get(name) for name in C.CALLBACKS_ENABLED]
        for plugin in list(callback_loader.all()) + [one for one in named if one is not None]:
            if self._is_wanted(plugin) and plugin._load_name not in [one._load_name for one in self._callback_plugins]:
                self._start(plugin)

    def _is_wanted(self, plugin):
        if getattr(plugin, 'CALLBACK_TYPE', '') == 'stdout':
            return False
        needs = getattr(plugin, 'CALLBACK_NEEDS_ENABLED', getattr(plugin, 'CALLBACK_NEEDS_WHITELIST', False))
        names = set(C.CALLBACKS_ENABLED) & set(plugin.ansible_aliases + [getattr(plugin, 'CALLBACK_NAME', None)])
        return bool(names) or not needs and '.' not in plugin._load_name

    def _start(self, plugin):
        try:
            plugin.set_options()
            self._callback_plugins.append(plugin)
        except Exception as error:
            display.warning("Skipping callback '%s', unable to load due to: %s" % (plugin._load_name, to_text(error)))

    def send_callback(self, method_name, *args, **kwargs):
        for plugin in [self._stdout_callback] + self._callback_plugins:
            if getattr(plugin, 'disabled', False):
                continue
            if is_implicit(args) and not getattr(plugin, 'wants_implicit_tasks', False):
                continue
            # What one of them does to a result, the next one does not see.
            told = [one.clean_copy() if isinstance(one, TaskResult) else one for one in args]
            for name in (method_name, 'v2_on_any'):
                self._call(plugin, name, method_name, told, kwargs)

    def _call(self, plugin, name, method_name, told, kwargs):
        method = getattr(plugin, name, None)
        if method is None and name == method_name and name.startswith('v2_'):
            method = getattr(plugin, name[3:], None)
        if method is None:
            return
        try:
            method(*told, **kwargs)
        except Exception as error:
            text = 'Failure using method (%s) in callback plugin (%s): %s' % (
                to_text(name), to_text(plugin), to_text(error))
            display.warning(text)
            import traceback
            display.vvv('Callback Exception: \n  ' + to_text(' '.join(traceback.format_tb(error.__traceback__))))


def is_implicit(told):
    tasks = [getattr(one, '_task', one) for one in told[:1]]
    return any(getattr(one, 'implicit', False) is True for one in tasks)
