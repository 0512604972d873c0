import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandResult } from '../../src/targets/types.ts';
import { temporaryFolder } from './support/folder.ts';
import { HOSTILE } from './support/names.ts';
import { KINDS, type OpenTarget } from './support/shells.ts';

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, value) => value));
const folder = temporaryFolder();

function shown({ rc, stdout, stderr }: CommandResult) {
  return { rc, stdout: stdout.toString(), stderr: stderr.toString() };
}

beforeAll(() => {
  const program = (name: string, text: string, mode = 0o755) => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
  };
  program('plain', 'echo no first line\n');
  program('hollow', '');
  program('stranger', '#!/no/such/interpreter\n');
  program('locked', '#!/bin/sh\n', 0o644);
  program('fine', '#!/bin/sh\necho fine "$@"\n');
  mkdirSync(join(folder, 'it is a folder'));
});

describe.each(KINDS)('commands over %s', (_name, open) => {
  let opened: OpenTarget;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await opened.close();
  });

  it('keeps output, errors and exit codes apart', async () => {
    const { target } = opened;
    expect(shown(await target.query({ shell: 'echo out; echo err >&2; exit 3' }))).toEqual({
      rc: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
    expect(shown(await target.query({ argv: ['true'] }))).toEqual({
      rc: 0,
      stdout: '',
      stderr: '',
    });
    expect(shown(await target.query({ argv: ['printf', 'no newline'] })).stdout).toBe('no newline');
    expect(shown(await target.query({ shell: 'echo only >&2' })).stderr).toBe('only\n');
  });

  it('passes every byte both ways', async () => {
    const stdin = Buffer.concat([ALL_BYTES, Buffer.alloc(5000), ALL_BYTES]);
    const result = await opened.target.query({ shell: 'cat; cat /dev/null >&2', stdin });
    expect(result.stdout.equals(stdin)).toBe(true);
    const large = Buffer.alloc(2_000_000, ALL_BYTES);
    const counted = await opened.target.query({
      shell: 'ls /proc/self/fd | wc -l; cat',
      stdin: large,
    });
    expect(counted.stdout.subarray(2).equals(large)).toBe(true);
  });

  it('passes arguments as they are', async () => {
    const argv = ['printf', '%s\\n', ...HOSTILE.filter((name) => !name.includes('\uDCFF')), ''];
    const { stdout } = await opened.target.query({ argv });
    expect(stdout.toString()).toBe(
      argv
        .slice(2)
        .map((word) => `${word}\n`)
        .join(''),
    );
  });

  it('gives nothing on stdin unless told', async () => {
    const { target } = opened;
    expect(shown(await target.query({ argv: ['cat'] }))).toEqual({ rc: 0, stdout: '', stderr: '' });
    expect(shown(await target.query({ argv: ['cat'], stdin: '' })).stdout).toBe('');
    expect(shown(await target.query({ argv: ['cat'], stdin: 'text' })).stdout).toBe('text');
  });

  it('runs in the folder, environment and umask it is told', async () => {
    const { target } = opened;
    const command = { shell: 'pwd; umask; printf "%s" "$ONE"; printf "%s" "$PATH" | tail -c 6' };
    const cwd = join(folder, 'it is a folder');
    const env = { ONE: "1 'one'\n", LC_ALL: 'C', 'odd-name': 'x', PATH: '/usr/bin:/bin:/extra' };
    const direct = await target.query({ ...command, cwd, umask: 0o27, env });
    expect(shown(direct)).toEqual({ rc: 0, stdout: `${cwd}\n0027\n1 'one'\n/extra`, stderr: '' });
    const view = target.withContext({ cwd, umask: 0o27, env: { ONE: 'under', TWO: '2' } });
    const over = await view.query({ shell: 'pwd; umask; echo $ONE $TWO', env: { ONE: 'over' } });
    expect(shown(over).stdout).toBe(`${cwd}\n0027\nover 2\n`);
    const odd = await target.query({ argv: ['env'], env });
    expect(odd.stdout.toString()).toContain('odd-name=x\n');
  });

  it('leaves nothing of its own in a command’s surroundings', async () => {
    const { target } = opened;
    const { stdout } = await target.query({ argv: ['env'] });
    expect(stdout.toString()).not.toMatch(/^__/m);
    expect(stdout.toString().match(/^LC_ALL=.*$/m)?.[0]).toBe(
      process.env.LC_ALL === undefined ? undefined : `LC_ALL=${process.env.LC_ALL}`,
    );
    const descriptors = await target.query({ shell: 'exec ls /proc/self/fd' });
    const plain = spawnSync('ls', ['/proc/self/fd'], { stdio: ['ignore', 'pipe', 'pipe'] });
    expect(descriptors.stdout.toString()).toBe(plain.stdout.toString());
  });

  it('tells why a program can’t be started, in Python’s words', async () => {
    const { target } = opened;
    const spawn = async (argv: string[], cwd?: string) => {
      const result = await target.query({ argv, ...(cwd ? { cwd } : {}) });
      return [result.rc, result.spawnError?.code, result.spawnError?.message];
    };
    const at = (name: string) => join(folder, name);
    expect(await spawn(['no-such-program'])).toEqual([
      127,
      'ENOENT',
      "[Errno 2] No such file or directory: b'no-such-program'",
    ]);
    expect((await spawn(['cd', '/']))[1]).toBe('ENOENT');
    expect((await spawn([at('missing')]))[1]).toBe('ENOENT');
    expect((await spawn([at('stranger')]))[1]).toBe('ENOENT');
    expect(await spawn([at('locked')])).toEqual([
      127,
      'EACCES',
      `[Errno 13] Permission denied: b'${at('locked')}'`,
    ]);
    expect((await spawn([at('it is a folder')]))[1]).toBe('EACCES');
    expect(await spawn([at('plain')])).toEqual([
      127,
      'ENOEXEC',
      `[Errno 8] Exec format error: b'${at('plain')}'`,
    ]);
    expect((await spawn([at('hollow')]))[1]).toBe('ENOEXEC');
    expect(await spawn(['true'], at('missing'))).toEqual([
      127,
      'ENOENT',
      `[Errno 2] No such file or directory: b'${at('missing')}'`,
    ]);
    expect((await spawn(['true'], at('fine')))[1]).toBe('ENOTDIR');
    expect(await spawn(['./fine'], folder)).toEqual([0, undefined, undefined]);
  });

  it('tells a signal from an exit code', async () => {
    const { target } = opened;
    expect((await target.query({ shell: 'kill -9 $$' })).rc).toBe(-9);
    expect((await target.query({ shell: 'kill -15 $$' })).rc).toBe(-15);
    expect((await target.query({ shell: 'exit 137' })).rc).toBe(137);
    expect((await target.query({ shell: 'exit 255' })).rc).toBe(255);
  });

  it('uses the shell it is told', async () => {
    const { target } = opened;
    const { stdout } = await target.query({ shell: 'echo $BASH_VERSION', executable: '/bin/bash' });
    expect(stdout.toString()).toMatch(/^\d/);
  });

  it('survives text that no shell can parse', async () => {
    const { target } = opened;
    const result = await target.query({ shell: "if true; then echo 'open" });
    expect(result.rc).toBe(2);
    expect(result.stderr.toString()).not.toBe('');
    expect(shown(await target.query({ argv: ['echo', 'alive'] })).stdout).toBe('alive\n');
  });

  it('brings a large script and a large answer in one go', async () => {
    const filler = `# ${'x'.repeat(120)}\n`.repeat(400);
    const script = `${filler}i=0; while [ $i -lt 3000 ]; do echo "line $i of a long answer, with some text"; i=$((i+1)); done`;
    const { stdout } = await opened.target.query({ shell: script });
    expect(stdout.length).toBeGreaterThan(100_000);
    expect(stdout.toString().split('\n')[2999]).toBe('line 2999 of a long answer, with some text');
  });

  it('is not confused by output that looks like its own', async () => {
    const lookalike = '\n0123456789abcdef01234567:e0 \n\n0123456789abcdef01234567:z\n\0';
    const result = await opened.target.query({ argv: ['cat'], stdin: lookalike });
    expect(result.stdout.toString()).toBe(lookalike);
  });

  it('ends a command and its children when time is up, and goes on', async () => {
    const { target } = opened;
    const mark = `${3000 + Math.floor(Math.random() * 1e6)}.5`;
    const shell = `echo begun; sleep ${mark} & sleep ${mark}; echo not reached`;
    const ended = (timeout: number) => target.query({ shell, timeout });
    let result = await ended(0.4);
    // A busy machine may need longer to begin.
    for (let timeout = 2; result.stdout.length === 0 && timeout < 30; timeout *= 3)
      result = await ended(timeout);
    expect(result.timedOut).toBe(true);
    expect(result.rc).toBe(-9);
    expect(result.stdout.toString()).toBe('begun\n');
    const left = await target.query({
      shell: `ps -eo args | grep -F "sleep ${mark}" | grep -v grep`,
    });
    expect(left.stdout.toString()).toBe('');
  });

  it('does not wait for what a command leaves behind', async () => {
    const { target } = opened;
    const result = await target.query({ shell: 'sleep 20 & echo $!' });
    expect(result.end - result.start).toBeLessThan(10_000);
    await target.query({ argv: ['kill', result.stdout.toString().trim()] });
  });

  it('gives the times of a command by the target’s clock', async () => {
    const before = Date.now();
    const result = await opened.target.query({ argv: ['sleep', '0.1'] });
    expect(result.start).toBeGreaterThan(before - 100);
    expect(result.end).toBeLessThan(Date.now() + 100);
    expect(result.end - result.start).toBeGreaterThan(80);
  });

  it('runs many commands in order', async () => {
    const { target } = opened;
    const outcomes = await target.apply(
      Array.from({ length: 120 }, (_, index) => ({
        op: 'run' as const,
        command: { argv: ['echo', String(index)] },
      })),
    );
    expect(outcomes.map(({ command }) => command?.stdout.toString())).toEqual(
      Array.from({ length: 120 }, (_, index) => `${index}\n`),
    );
  });
});

describe.each(KINDS)('dialogues over %s', (_name, open) => {
  let opened: OpenTarget;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(async () => {
    await opened.close();
  });

  const ask =
    'printf "Name? "; read name; printf "Again? "; read again; echo "<$name|$again>"; tty -s; exit $?';

  it('answers prompts on a terminal, without an echo', async () => {
    const result = await opened.target.query({
      shell: ask,
      dialogue: [{ prompt: '(name|again)\\?', flags: 'i', responses: ['ann', 'bob'] }],
    });
    expect(shown(result)).toEqual({ rc: 0, stdout: 'Name? Again? <ann|bob>\r\n', stderr: '' });
  });

  it('uses a single answer as often as it is asked', async () => {
    const result = await opened.target.query({
      shell: ask,
      dialogue: [{ prompt: '\\? $', responses: ['yes'] }],
    });
    expect(result.stdout.toString()).toContain('<yes|yes>');
  });

  it('gives up when nobody asks in time', async () => {
    const result = await opened.target.query({
      shell: 'read never',
      timeout: 0.5,
      dialogue: [{ prompt: 'x', responses: ['y'] }],
    });
    expect(result.timedOut).toBe(true);
  });
});
