#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(gather_subset=dict(default='!config')), supports_check_mode=True)
module.exit_json(ansible_facts={'net_subset': module.params['gather_subset']})
