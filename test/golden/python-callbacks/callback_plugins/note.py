from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: note
type: aggregate
short_description: Notes all that it hears
description: Notes all that it hears.
options:
  prefix:
    description: What each line begins with
    default: note
    env: [{name: NOTE_PREFIX}]
    ini: [{section: callback_note, key: prefix}]
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'note'
    CALLBACK_NEEDS_ENABLED = True

    def note(self, text):
        self._display.display('%s: %s' % (self.get_option('prefix'), text))

    def result(self, kind, result):
        fields = sorted(name for name in result._result if not name.startswith('_'))
        self.note('%s %s %s %s %s' % (kind, result._host.get_name(), result.task_name, result.is_changed(), fields))

    def v2_playbook_on_start(self, playbook):
        self.note('start %s' % playbook._file_name)

    def v2_playbook_on_play_start(self, play):
        self.note('play %s of %s' % (play.get_name(), play.hosts))

    def v2_playbook_on_task_start(self, task, is_conditional):
        path = task.get_path().split('/')[-1]
        self.note('task %s|%s|%s|%s|%s' % (task.get_name(), task.name, task.action, sorted(task.tags), path))

    def v2_playbook_on_handler_task_start(self, task):
        self.note('handler %s' % task.get_name())

    def v2_playbook_on_notify(self, handler, host):
        self.note('notify %s %s' % (handler.get_name(), host.get_name()))

    def v2_runner_on_start(self, host, task):
        self.note('begins %s %s' % (host, task))

    def v2_runner_on_ok(self, result):
        self.result('ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.result('failed %s' % ignore_errors, result)

    def v2_runner_on_skipped(self, result):
        self.result('skipped', result)

    def v2_runner_on_unreachable(self, result):
        self.result('unreachable', result)

    def v2_runner_item_on_ok(self, result):
        self.result('item ok %s' % self._get_item_label(result._result), result)

    def v2_runner_item_on_failed(self, result):
        self.result('item failed', result)

    def v2_runner_item_on_skipped(self, result):
        self.result('item skipped', result)

    def v2_runner_retry(self, result):
        self.result('retry', result)

    def v2_playbook_on_include(self, included):
        self.note('include %s %s' % (included._filename.split('/')[-1], included._hosts))

    def v2_playbook_on_stats(self, stats):
        for host in sorted(stats.processed):
            self.note('%s %s' % (host, sorted(stats.summarize(host).items())))
        self.note(stats.custom)
