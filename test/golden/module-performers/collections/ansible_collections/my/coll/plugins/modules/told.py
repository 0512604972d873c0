#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(text=dict(default='none')), supports_check_mode=True)
deep = {'_ansible_own': 1, 'kept': [{'_ansible_own': 2, 'text': module.params['text']}]}
module.exit_json(text=module.params['text'], deep=deep)
