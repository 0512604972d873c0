from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'in_role'

    def v2_playbook_on_start(self, playbook):
        self._display.display('a callback of a role: %s' % [play.get_name() for play in playbook.get_plays()])
