#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.acme.tools.plugins.module_utils.words import WORD

module = AnsibleModule(argument_spec=dict(text=dict(default=WORD), num=dict(type='int')))
module.exit_json(text=module.params['text'], num=module.params['num'])
