import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { runModule } from './run-module.ts';

const { target, close } = openDirectTarget();
const folder = mkdtempSync(join(tmpdir(), 'command-'));
writeFileSync(join(folder, 'there'), '');

afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

const idle = { start: null, end: null, delta: null, stderr: '' };
const skipped = { ...idle, changed: false, rc: 0 };

/** What real Ansible gives for the same arguments; `start`, `end` and `delta` aside where a command ran. */
const runs: readonly [
  name: string,
  args: Record<string, unknown>,
  result: Record<string, unknown>,
][] = [
  [
    'command',
    { _raw_params: `printf '%s|' "a b" c` },
    {
      changed: true,
      rc: 0,
      stdout: 'a b|c|',
      stderr: '',
      msg: '',
      cmd: ['printf', '%s|', 'a b', 'c'],
    },
  ],
  [
    'command',
    { _raw_params: 'no-such-program x' },
    {
      changed: false,
      failed: true,
      rc: 2,
      cmd: 'no-such-program x',
      msg: "[Errno 2] No such file or directory: b'no-such-program'",
      stdout: '',
      stderr: '',
    },
  ],
  [
    'command',
    { _raw_params: '/etc/passwd' },
    {
      changed: false,
      failed: true,
      rc: 13,
      cmd: '/etc/passwd',
      msg: "[Errno 13] Permission denied: b'/etc/passwd'",
      stdout: '',
      stderr: '',
    },
  ],
  [
    'command',
    { _raw_params: '' },
    {
      ...idle,
      changed: false,
      failed: true,
      rc: 256,
      cmd: null,
      stdout: '',
      msg: 'no command given',
    },
  ],
  [
    'command',
    { _raw_params: 'ls', argv: ['ls'] },
    {
      ...idle,
      changed: false,
      failed: true,
      rc: 256,
      cmd: null,
      stdout: '',
      msg: 'only command or argv can be given, not both',
    },
  ],
  [
    'command',
    { _raw_params: 'ls', chdir: '/no/such' },
    {
      ...idle,
      changed: false,
      failed: true,
      rc: null,
      cmd: ['ls'],
      stdout: '',
      msg: "Unable to change directory before execution: [Errno 2] No such file or directory: b'/no/such'",
    },
  ],
  [
    'command',
    { _raw_params: 'ls', creates: `${folder}/th*` },
    {
      ...skipped,
      cmd: ['ls'],
      stdout: `skipped, since ${folder}/th* exists`,
      msg: `Did not run command since '${folder}/th*' exists`,
    },
  ],
  [
    'command',
    { _raw_params: 'ls', removes: `${folder}/gone` },
    {
      ...skipped,
      cmd: ['ls'],
      stdout: `skipped, since ${folder}/gone does not exist`,
      msg: `Did not run command since '${folder}/gone' does not exist`,
    },
  ],
  [
    'command',
    { cmd: 'cat', stdin: 'x\n\n' },
    { changed: true, rc: 0, stdout: 'x', stderr: '', msg: '', cmd: ['cat'] },
  ],
  [
    'command',
    { cmd: 'cat', stdin: 'x\n\n', stdin_add_newline: false, strip_empty_ends: false },
    { changed: true, rc: 0, stdout: 'x\n\n', stderr: '', msg: '', cmd: ['cat'] },
  ],
  [
    'command',
    { cmd: 'ls', warn: false },
    {
      changed: false,
      failed: true,
      msg: 'Unsupported parameters for (ansible.legacy.command) module: warn. Supported parameters include: _raw_params, _uses_shell, argv, chdir, creates, executable, removes, stdin, stdin_add_newline, strip_empty_ends.',
    },
  ],
  [
    'command',
    { cmd: 'echo $TROUPE_NOT_SET', expand_argument_vars: false },
    {
      changed: true,
      rc: 0,
      stdout: '$TROUPE_NOT_SET',
      stderr: '',
      msg: '',
      cmd: ['echo', '$TROUPE_NOT_SET'],
    },
  ],
  [
    'shell',
    { _raw_params: 'echo a; echo b >&2; exit 3' },
    {
      changed: true,
      failed: true,
      rc: 3,
      stdout: 'a',
      stderr: 'b',
      cmd: 'echo a; echo b >&2; exit 3',
      msg: 'non-zero return code',
    },
  ],
  [
    'shell',
    { _raw_params: 'kill -9 $$' },
    {
      changed: true,
      failed: true,
      rc: -9,
      stdout: '',
      stderr: '',
      cmd: 'kill -9 $$',
      msg: 'non-zero return code',
    },
  ],
  [
    'shell',
    { cmd: 'echo $0', executable: '/no/shell' },
    {
      changed: false,
      failed: true,
      rc: 2,
      cmd: "/no/shell -c 'echo $0'",
      msg: "[Errno 2] No such file or directory: b'/no/shell'",
      stdout: '',
      stderr: '',
    },
  ],
  [
    'raw',
    { _raw_params: 'echo a; exit 3' },
    { changed: true, failed: true, rc: 3, stdout: 'a\n', stderr: '', msg: 'non-zero return code' },
  ],
  ['ping', {}, { changed: false, ping: 'pong' }],
];

describe.each(runs)('%s %o', (name, args, result) => {
  it('gives what Ansible gives', async () => {
    const { start, end, delta, ...rest } = await runModule(target, name, args);
    const { start: _s, end: _e, delta: _d, ...wanted } = result;
    expect(rest).toEqual(wanted);
    if (rest.changed && name !== 'raw') expect([start, end, delta]).not.toContain(undefined);
  });
});

describe('check mode', () => {
  it('skips a command of which nothing is known', async () => {
    const result = await runModule(target, 'command', { _raw_params: 'ls' }, { check: true });
    expect(result).toEqual({
      ...idle,
      changed: false,
      cmd: ['ls'],
      msg: 'Command would have run if not in check mode',
      rc: 0,
      skipped: true,
      stdout: '',
    });
  });

  it('tells that a command with creates would run', async () => {
    const args = { _raw_params: 'ls', creates: `${folder}/gone` };
    const result = await runModule(target, 'command', args, { check: true });
    expect(result).toMatchObject({ changed: true, rc: 0 });
    expect(result).not.toHaveProperty('skipped');
  });

  it.each([
    ['raw', { _raw_params: 'ls' }, { changed: false, skipped: true }],
    [
      'expect',
      { command: 'ls', responses: {} },
      { changed: false, skipped: true, msg: 'remote module (expect) does not support check mode' },
    ],
    [
      'uri',
      { url: 'http://127.0.0.1:1/' },
      {
        changed: false,
        skipped: true,
        msg: 'remote module (ansible.legacy.uri) does not support check mode',
      },
    ],
  ])('%s', async (name, args, result) => {
    expect(await runModule(target, name, args, { check: true })).toEqual(result);
  });
});

describe('script', () => {
  const files = { 's.sh': '#!/bin/sh\necho "$1|$2"; pwd; exit "$3"\n', 'p.txt': 'echo by $0' };

  it('runs with its arguments in a folder, and leaves nothing behind', async () => {
    const args = { _raw_params: "s.sh 'a b' c 4", chdir: folder };
    expect(await runModule(target, 'script', args, { files })).toEqual({
      changed: true,
      failed: true,
      msg: 'non-zero return code',
      exception: 'NoneType: None',
      rc: 4,
      stdout: `a b|c\n${folder}\n`,
      stderr: '',
    });
  });

  it('runs with an interpreter', async () => {
    const result = await runModule(target, 'script', { cmd: 'p.txt', executable: 'sh' }, { files });
    expect(result.stdout).toMatch(/^by \/.*\/p\.txt\n$/);
  });

  it.each([
    [
      { _raw_params: 's.sh', creates: `${folder}/there` },
      `${folder}/there exists, matching creates option`,
    ],
    [
      { _raw_params: 's.sh', removes: `${folder}/gone` },
      `${folder}/gone does not exist, matching removes option`,
    ],
  ])('is skipped: %o', async (args, msg) => {
    expect(await runModule(target, 'script', args, { files })).toEqual({
      changed: false,
      skipped: true,
      msg,
    });
  });

  it('wants an absolute chdir', async () => {
    const result = await runModule(
      target,
      'script',
      { _raw_params: 's.sh', chdir: 'x' },
      { files },
    );
    expect(result.msg).toBe('chdir x must be an absolute path for a Unix-aware remote node');
  });
});

describe('expect', () => {
  const two = `sh -c 'printf Q; read a; printf Q; read b; echo "$a$b"; exit 3'`;

  it.each([
    [
      two,
      { Q: 'z' },
      { failed: true, changed: true, rc: 3, msg: 'non-zero return code', stdout: 'QQzz' },
    ],
    [two, { Q: ['x', 'y'] }, { rc: 3, stdout: 'QQxy' }],
    [
      two,
      { Q: ['x'] },
      { failed: true, changed: false, msg: "No remaining responses for 'Q', output was 'b'Q''" },
    ],
    [
      'no-such-program',
      {},
      { failed: true, msg: 'The command was not found or was not executable: no-such-program.' },
    ],
  ])('%s with %o', async (command, responses, result) => {
    expect(await runModule(target, 'expect', { command, responses })).toMatchObject(result);
  });
});
