import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/bridge/module-arguments.ts';
import { makePayload } from '../../src/bridge/payload.ts';
import { finder } from './support.ts';

const MODULE = `
from ansible.module_utils.basic import AnsibleModule, env_fallback
from ansible.module_utils import ansible_release
from ansible.module_utils.common import arg_spec, locale, parameters, respawn, sys_info, validation
from ansible.module_utils.common.collections import ImmutableDict, is_sequence
from ansible.module_utils.common.dict_transformations import camel_dict_to_snake_dict, dict_merge
from ansible.module_utils.common.network import to_subnet
from ansible.module_utils.common.text.formatters import bytes_to_human, human_to_bytes
from ansible.module_utils.compat.datetime import utcnow
from ansible.module_utils.compat.version import LooseVersion, StrictVersion
from ansible.module_utils.facts.utils import get_file_content, get_mount_size
from ansible.module_utils.six import ensure_text, iteritems, with_metaclass
from ansible.module_utils.six.moves import configparser, range, reduce, shlex_quote
from ansible.module_utils.six.moves.urllib.error import HTTPError
from ansible.module_utils.six.moves.urllib.parse import urlencode
from ansible.module_utils.urls import basic_auth_header, fetch_url, url_argument_spec

module = AnsibleModule(
    argument_spec=dict(
        name=dict(required=True, aliases=['title']),
        count=dict(type='int', default=1),
        mood=dict(choices=['on', 'off']),
        tags=dict(type='list', elements='str'),
        secret=dict(no_log=True),
        home=dict(fallback=(env_fallback, ['OWN_UTILS_HOME'])),
        size=dict(type='bytes'),
        path=dict(type='path'),
        gone=dict(removed_in_version='9.0', removed_from_collection='a.b'),
        filled=dict(type='dict', apply_defaults=True, options=dict(deep=dict(type='int', default=3))),
        part=dict(type='dict', options=dict(deep=dict(type='bool', required=True))),
        parts=dict(type='list', elements='dict', options=dict(new=dict(
            aliases=['old'], deprecated_aliases=[dict(name='old', version='8.0', collection_name='a.b')]))),
    ),
    add_file_common_args=True,
    mutually_exclusive=[['mood', 'tags']],
    required_if=[('count', 2, ['mood'])],
)
rc, out, err = module.run_command(['sh', '-c', 'echo $0', module.params['name']], check_rc=True)
module.warn('careful')
changed = module.params['path'] is not None and module.set_fs_attributes_if_different(
    module.load_file_common_arguments(module.params), False)
response, info = fetch_url(module, 'http://127.0.0.1:1/')
valid = arg_spec.ArgumentSpecValidator(dict(a=dict(type='int'))).validate({'a': 'x'})
merged = dict_merge({'a': {'b': 1}}, {'a': {'c': 2}})
module.exit_json(
    changed=changed, path=module.params['path'], request=info, valid=valid.error_messages,
    various=[
        to_subnet('10.0.0.9', 24), human_to_bytes('1.5K'), bytes_to_human(2048), LooseVersion('1.9') < '1.10',
        StrictVersion('1.2a1') < StrictVersion('1.2'), get_file_content('/no/such', 'else'), reduce(max, [1, 3]),
        urlencode({'a': 'b c'}), list(ImmutableDict(a=1).union({'b': 2})), is_sequence('text')],
    out=out, version=module.ansible_version == ansible_release.__version__, said='it is %s' % module.params['secret'], merged=merged,
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

const ABOUT = { _ansible_module_name: 'trial', _ansible_version: VERSION };

function run(args: object): Record<string, unknown> {
  const { stdout, stderr } = spawnSync(
    'python3',
    ['-c', START, JSON.stringify({ ...ABOUT, ...args }), folder],
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
        version: true,
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

    it('convert sizes, fill in defaults, tell of what will go, set modes, make requests', () => {
      const path = join(folder, 'changed');
      writeFileSync(path, 'abc', { mode: 0o600 });
      const parts = [{ new: 1 }, { old: 2, new: 3 }];
      const result = run({ name: 'x', size: '2M', path, mode: 'u=rw,g+r', gone: 1, parts });
      expect(result).toMatchObject({
        changed: true,
        mode: '0640',
        size: 3,
        state: 'file',
        request: {
          status: -1,
          msg: 'Request failed: <urlopen error [Errno 111] Connection refused>',
        },
        valid: [
          "argument 'a' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
        ],
        deprecations: [
          {
            msg: "Param 'gone' is deprecated. See the module docs for more information",
            version: '9.0',
            collection_name: 'a.b',
          },
          {
            msg: "Alias 'parts[1].old' is deprecated. See the module docs for more information",
            version: '8.0',
            collection_name: 'a.b',
          },
        ],
        warnings: ['Both option parts[1].new and its alias parts[1].old are set.', 'careful'],
        invocation: { module_args: { size: 2 ** 21, filled: { deep: 3 } } },
        various: [
          '10.0.0.0/24',
          1536,
          '2.00 KB',
          true,
          true,
          'else',
          3,
          'a=b+c',
          ['a', 'b'],
          false,
        ],
      });
      expect(run({ name: 'x', path, mode: 'u=rw,g+r' })).toMatchObject({ changed: false });
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
        'Unsupported parameters for (trial) module: other. Supported parameters include: attributes, count, filled, gone, group, home, mode, mood, name, owner, part, parts, path, secret, selevel, serole, setype, seuser, size, tags, unsafe_writes (attr, title).',
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
