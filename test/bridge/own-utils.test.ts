import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePayload } from '../../src/bridge/payload.ts';
import { finder } from './support.ts';

const MODULE = `
from ansible.module_utils.basic import AnsibleModule, env_fallback
from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict, dict_merge

module = AnsibleModule(
    argument_spec=dict(
        name=dict(required=True, aliases=['title']),
        count=dict(type='int', default=1),
        mood=dict(choices=['on', 'off']),
        tags=dict(type='list', elements='str'),
        secret=dict(no_log=True),
        home=dict(fallback=(env_fallback, ['OWN_UTILS_HOME'])),
        part=dict(type='dict', options=dict(deep=dict(type='bool', required=True))),
    ),
    mutually_exclusive=[['mood', 'tags']],
    required_if=[('count', 2, ['mood'])],
)
rc, out, err = module.run_command(['sh', '-c', 'echo $0', module.params['name']], check_rc=True)
module.warn('careful')
merged = dict_merge({'a': {'b': 1}}, {'a': {'c': 2}})
module.exit_json(
    out=out, said='it is %s' % module.params['secret'], merged=merged,
    snake=camel_dict_to_snake_dict({'TargetGroupARNs': [{'HTTPEndpoint': 1}], 'Tags': {'KeepMe': 1}}, ignore_list=['Tags']),
    shell=module.get_bin_path('sh', required=True) != '')
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-utils-'));
  mkdirSync(join(folder, 'library'));
  writeFileSync(join(folder, 'library/trial.py'), MODULE);
  const all = finder({ modulePaths: [join(folder, 'library')], withAnsible: false });
  const found = all.find('trial');
  if (found === undefined) throw new Error('the module was not found');
  for (const [path, content] of makePayload(found, all).files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const START = `import runpy, sys
sys.path.insert(0, sys.argv.pop())
from ansible.module_utils import basic
basic._ANSIBLE_ARGS = sys.argv.pop().encode()
runpy.run_module('ansible.modules.trial', run_name='__main__')
`;

function run(args: object): Record<string, unknown> {
  const { stdout, stderr } = spawnSync(
    'python3',
    ['-c', START, JSON.stringify({ _ansible_module_name: 'trial', ...args }), folder],
    { encoding: 'utf8', env: { ...process.env, OWN_UTILS_HOME: '/there' } },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe.runIf(spawnSync('python3', ['-V']).status === 0)(
  'module_utils for controllers without ansible-core',
  () => {
    it('check arguments and make results', () => {
      const result = run({ title: 'x', count: '3', mood: 'on', secret: 'hush' });
      expect(result).toMatchObject({
        out: 'x\n',
        said: 'it is ********',
        merged: { a: { b: 1, c: 2 } },
        snake: { target_group_arns: [{ http_endpoint: 1 }], tags: { KeepMe: 1 } },
        shell: true,
        warnings: ['careful'],
        invocation: {
          module_args: {
            name: 'x',
            count: 3,
            home: '/there',
            tags: null,
            secret: expect.stringMatching('NO_LOG'),
          },
        },
      });
      expect(result.failed).toBeUndefined();
    });

    it.each([
      [{}, 'missing required arguments: name'],
      [
        { name: 'x', count: 'x' },
        "argument 'count' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
      ],
      [{ name: 'x', mood: 'fair' }, 'value of mood must be one of: on, off, got: fair'],
      [{ name: 'x', mood: 'on', tags: 'a,b' }, 'parameters are mutually exclusive: mood|tags'],
      [{ name: 'x', count: 2 }, 'count is 2 but all of the following are missing: mood'],
      [{ name: 'x', part: {} }, 'missing required arguments: deep found in part'],
      [
        { name: 'x', other: 1 },
        'Unsupported parameters for (trial) module: other. Supported parameters include: count, home, mood, name, part, secret, tags (title).',
      ],
    ])("refuse %j in Ansible's words", (args, msg) => {
      expect(run(args)).toMatchObject({ failed: true, msg });
    });

    it('skip modules without check mode', () => {
      expect(run({ name: 'x', _ansible_check_mode: true })).toMatchObject({
        skipped: true,
        msg: 'remote module (trial) does not support check mode',
      });
    });
  },
);
