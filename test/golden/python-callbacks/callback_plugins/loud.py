from ansible.plugins.callback.default import CallbackModule as Default
DOCUMENTATION = '''
name: loud
type: stdout
short_description: x
description: x
extends_documentation_fragment: [default_callback, result_format_callback]
'''
class CallbackModule(Default):
    CALLBACK_NAME = 'loud'
    CALLBACK_TYPE = 'stdout'
    def v2_playbook_on_stats(self, stats):
        self._display.display('THE END'); super(CallbackModule, self).v2_playbook_on_stats(stats)
