#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(text=dict()), no_log=True)
module.exit_json(changed=True, text=module.params['text'])
