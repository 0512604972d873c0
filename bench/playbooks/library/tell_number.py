#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(number=dict(type='int')), supports_check_mode=True)
module.exit_json(changed=False, number=module.params['number'])
