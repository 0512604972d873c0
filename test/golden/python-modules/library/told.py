#!/usr/bin/python
"""Tells what it is told."""
import os

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec=dict(
            text=dict(default='none'), other=dict(), secret=dict(no_log=True), items=dict(type='list', elements='str'),
            api_password=dict(), num=dict(type='int'), fail=dict(type='bool', default=False), facts=dict(type='dict'),
            more=dict(type='dict'), scratch=dict(type='path'), warn=dict()),
        supports_check_mode=True)
    given = module.params
    result = dict(
        changed=given['text'] == 'change',
        told=[given['text'], given['other'], given['items'], given['num']],
        flags=[module.check_mode, module._diff, module._debug, module.no_log, module._verbosity, module._name,
               module._syslog_facility, module._selinux_special_fs, module._string_conversion_action,
               module._socket_path, module._shell, module._keep_remote_files],
        env=[os.environ.get('ONE'), os.environ.get('TWO')],
        leak='<%s>' % given['secret'])
    if given['warn']:
        module.warn(given['warn'])
        module.deprecate(given['warn'] + ' once', version='9.9')
    if module._diff:
        result['diff'] = dict(before='a\n', after=given['text'] + '\n')
    if given['facts']:
        result['ansible_facts'] = given['facts']
    if given['scratch']:
        open(given['scratch'], 'w').close()
        module.add_cleanup_file(given['scratch'])
        result['was_there'] = os.path.exists(given['scratch'])
    result.update(given['more'] or {})
    if given['fail']:
        module.fail_json(msg='fails as asked', **result)
    module.exit_json(**result)


if __name__ == '__main__':
    main()
