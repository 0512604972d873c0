from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(word=dict(type='str', default='none')))
module.exit_json(args=module.params)
