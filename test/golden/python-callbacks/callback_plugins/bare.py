from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    def runner_on_ok(self, host, result):
        print('old style %s' % host)
