from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(a=dict(type='int')), supports_check_mode=True)
module.exit_json(got=module.params, check=module.check_mode)
