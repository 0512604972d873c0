import { afterAll, expect, it } from 'vitest';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import type { WriteTarget } from '../../../src/targets/types.ts';
import { runModule } from './run-module.ts';

const { target: here, close } = openDirectTarget();
afterAll(close);

/** This machine, as if it were reached by ssh. */
function remote(env: Record<string, string>): WriteTarget {
  return new Proxy(here.withContext({ env }), {
    get: (target, key) => (key === 'local' ? false : Reflect.get(target, key)),
  });
}

const both = 'echo out; echo err >&2; echo "$0"; exit 3';
const failed = { changed: true, rc: 3, stderr: '', failed: true, msg: 'non-zero return code' };

it('hands a raw command by ssh to the login shell, whose terminal takes both streams', async () => {
  const target = remote({ SHELL: '/bin/bash', SUDO_COMMAND: '' });
  expect(await runModule(target, 'raw', { _raw_params: both })).toEqual({
    ...failed,
    stdout: 'out\r\nerr\r\nbash\r\n',
  });
});

it('has sh read a raw command after sudo, and where the login shell reads none', async () => {
  for (const env of [
    { SHELL: '/bin/bash', SUDO_COMMAND: 'x' },
    { SHELL: '/usr/sbin/nologin', SUDO_COMMAND: '' },
  ]) {
    expect(await runModule(remote(env), 'raw', { _raw_params: both })).toMatchObject({
      stdout: 'out\r\nerr\r\n/bin/sh\r\n',
    });
  }
});

it('has the executable that is named read a raw command', async () => {
  const args = { _raw_params: both, executable: '/bin/bash' };
  expect(await runModule(remote({}), 'raw', args)).toMatchObject({
    stdout: 'out\r\nerr\r\n/bin/bash\r\n',
  });
});

it('gives both streams of a script by ssh as the terminal has them', async () => {
  const files = { 's.sh': '#!/bin/sh\necho out; echo err >&2; exit 3\n' };
  expect(await runModule(remote({}), 'script', { _raw_params: 's.sh' }, { files })).toEqual({
    ...failed,
    exception: 'NoneType: None',
    stdout: 'out\r\nerr\r\n',
  });
});
