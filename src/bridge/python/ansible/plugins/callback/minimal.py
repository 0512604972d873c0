"""A result a host, without banners, for callbacks that build on it."""
from ansible import constants as C
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_NAME, CALLBACK_TYPE, CALLBACK_VERSION = 'minimal', 'stdout', 2.0

    def _command_generic_msg(self, host, result, caption):
        shown = '%s | %s | rc=%s >>\n' % (host, caption, result.get('rc', -1))
        return shown + ''.join(result.get(name, '') for name in ('stdout', 'stderr', 'msg')) + '\n'

    def _told(self, result, caption, color, mark=' =>'):
        host = result._host.get_name()
        if result._task.action in C.MODULE_NO_JSON and 'module_stderr' not in result._result:
            text = self._command_generic_msg(host, result._result, caption)
        else:
            text = '%s | %s%s %s' % (host, caption, mark, self._dump_results(result._result, indent=4))
        self._display.display(text, color=color)

    def v2_runner_on_ok(self, result):
        told = result._result
        self._clean_results(told, result._task.action)
        self._handle_warnings(told)
        caption = ('CHANGED', C.COLOR_CHANGED) if told.get('changed') else ('SUCCESS', C.COLOR_OK)
        self._told(result, *caption)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        for tell in self._handle_exception, self._handle_warnings:
            tell(result._result)
        self._told(result, 'FAILED', C.COLOR_ERROR, '! =>')

    def v2_runner_on_skipped(self, result):
        self._display.display('%s | SKIPPED' % result._host.get_name(), color=C.COLOR_SKIP)

    def v2_runner_on_unreachable(self, result):
        shown = self._dump_results(result._result, indent=4)
        self._display.display('%s | UNREACHABLE! => %s' % (result._host.get_name(), shown), color=C.COLOR_UNREACHABLE)

    def v2_on_file_diff(self, result):
        if result._result.get('diff'):
            self._display.display(self._get_diff(result._result['diff']))
