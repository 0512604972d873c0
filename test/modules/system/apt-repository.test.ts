import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { updateProblem } from '../../../src/modules/packages/apt-update.ts';
import { trustKey } from '../../../src/modules/packages/ppa.ts';
import { updateOrRestore } from '../../../src/modules/packages/sources-update.ts';
import { planModule, scriptedTarget } from './run-module.ts';

const OPTIONS = { retries: 2, maxDelay: 0, lockTimeout: 1 };

describe('the update after a change of sources', () => {
  let dir: string;
  let sources: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sources-'));
    sources = join(dir, 'sources');
    mkdirSync(sources);
    writeFileSync(join(sources, 'old.list'), 'changed\n', { mode: 0o640 });
    writeFileSync(join(sources, 'new.list'), 'new\n');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Runs it with an apt-get that prints and exits so; gives what it printed. */
  function update(aptGet: string, trusted?: readonly string[]): string {
    writeFileSync(join(dir, 'apt-get'), `#!/bin/sh\necho >>${dir}/tries\n${aptGet}\n`);
    chmodSync(join(dir, 'apt-get'), 0o755);
    const before = new Map([
      [join(sources, 'old.list'), "it's\n\n\\old $HOME\n"],
      [join(sources, 'new.list'), undefined],
      [join(sources, 'gone.list'), 'gone\n'],
    ]);
    const command = updateOrRestore(before, OPTIONS, trusted);
    return execFileSync('/bin/sh', ['-c', command?.shell ?? ''], {
      input: command?.stdin,
      env: { PATH: `${dir}:${process.env.PATH}` },
    }).toString();
  }
  const tries = (): number => readFileSync(join(dir, 'tries'), 'utf8').length;
  const contents = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(sources).map((name) => [name, readFileSync(join(sources, name), 'utf8')]),
    );
  const CHANGED = { 'old.list': 'changed\n', 'new.list': 'new\n' };
  const RESTORED = { 'old.list': "it's\n\n\\old $HOME\n", 'gone.list': 'gone\n' };

  it('leaves the change when it succeeds', () => {
    expect(updateProblem(update('echo "W: odd"'))).toBeUndefined();
    expect(contents()).toEqual(CHANGED);
    expect(tries()).toBe(1);
  });

  it('puts the files back, with their modes, when every try fails', () => {
    const printed = update('echo "W: odd" >&2; echo "E: no Release"; echo "W: odd"; exit 100');
    expect(updateProblem(printed)).toEqual({ kind: 'failed', text: 'W:odd, E:no Release' });
    expect(contents()).toEqual(RESTORED);
    expect(statSync(join(sources, 'old.list')).mode & 0o777).toBe(0o640);
    expect(tries()).toBe(2);
  });

  it('fails when a server can not be reached for now', () => {
    const printed = update('echo "W: Some index files failed to download. They have been ignored"');
    expect(updateProblem(printed)?.text).toBe('unknown reason');
    expect(contents()).toEqual(RESTORED);
  });

  it('leaves sources that apt can not read, and does not try again', () => {
    const printed = update('echo "E: The list of sources could not be read."; exit 100');
    expect(updateProblem(printed)?.kind).toBe('unreadable');
    expect(contents()).toEqual(CHANGED);
    expect(tries()).toBe(1);
  });

  it('does not try again where the lists may not be locked', () => {
    const lock = 'Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)';
    const printed = update(
      `echo "E: ${lock}"; echo "E: Unable to lock directory /var/lib/apt/lists/"; exit 100`,
    );
    expect(updateProblem(printed)).toEqual({
      kind: 'locked',
      text: `Failed to lock directory /var/lib/apt/lists/: E:${lock}`,
    });
    expect(contents()).toEqual(RESTORED);
    expect(tries()).toBe(1);
  });

  it('puts the files back without an update where the key is not trusted', () => {
    update('true', ['true']);
    expect(contents()).toEqual(RESTORED);
    expect(readdirSync(dir)).not.toContain('tries');
  });
});

describe('apt_repository', () => {
  const files =
    '\x1e/etc/apt/sources.list\n#old\n\x1e/etc/apt/sources.list.d/a.list\ndeb http://a b c\n';
  const target = scriptedTarget([[/os-release/, `bookworm\n${files}`]]);
  const plan = (args: Record<string, unknown>) => planModule(target, 'apt_repository', args);

  it('writes the files that change, and evens out the others', async () => {
    const { changes } = await plan({ repo: 'deb http://n  n', filename: 'a', mode: '0600' });
    expect(
      changes.map((change) =>
        change.op === 'write' ? [change.path, String(change.content), change.mode] : change.op,
      ),
    ).toEqual([
      ['/etc/apt/sources.list', '# old\n', undefined],
      ['/etc/apt/sources.list.d/a.list', 'deb http://a b c\ndeb http://n n\n', 0o600],
      'run',
    ]);
  });

  it('removes a file that has no lines left', async () => {
    const { changes } = await plan({
      repo: 'deb http://a b c',
      state: 'absent',
      update_cache: false,
    });
    expect(changes.at(-1)).toEqual({ op: 'remove', path: '/etc/apt/sources.list.d/a.list' });
  });

  it.each([
    ['failed\nE: no Release\n', 'Failed to update apt cache: E:no Release'],
    ['failed\n\n', 'Failed to update apt cache: unknown reason'],
    ['unreadable\nE: bad\n', 'MODULE FAILURE\nSee stdout/stderr for the exact error'],
  ])('fails when the update prints %j', async (printed, msg) => {
    const { finish } = await plan({ repo: 'deb http://n n' });
    const command = {
      rc: 0,
      stdout: Buffer.from(printed),
      stderr: Buffer.alloc(0),
      start: 0,
      end: 0,
    };
    expect(await finish?.([{}, {}, { command }], target)).toMatchObject({ failed: true, msg });
  });

  it.each(['#deb foo bar', ' deb-foo  x # y'])('takes no %j', async (repo) => {
    const line = repo.trim().replace('#deb', 'deb').replace('# y', '');
    expect((await plan({ repo })).result.msg).toBe(`Invalid repository string: ${line}`);
  });

  it('knows a PPA by its line', async () => {
    const line = 'deb http://ppa.launchpad.net/o/n/ubuntu bookworm main';
    const having = scriptedTarget([[/os-release/, `bookworm\n\x1e/p.list\n${line}\n`]]);
    const there = await planModule(having, 'apt_repository', { repo: 'ppa:o/n' });
    expect([there.changes, there.result.changed]).toEqual([[], false]);
    const gone = { repo: 'ppa:o/n', state: 'absent', update_cache: false };
    expect((await planModule(having, 'apt_repository', gone)).changes).toEqual([
      { op: 'remove', path: '/p.list' },
    ]);
  });
});

describe("a PPA's key", () => {
  const ppa = { owner: 'o', name: 'n', source: 'deb http://ppa.test/o/n/ubuntu jammy main' };
  const gpg = { aptKey: null, gpg: '/usr/bin/gpg' };
  const empty = scriptedTarget([[/export/, '']]);

  it('is fetched by apt-key unless that has it', async () => {
    const aptKey = { aptKey: '/usr/bin/apt-key', gpg: null };
    expect(await trustKey(empty, aptKey, ppa, 'ABC')).toBeUndefined();
    const query: typeof empty.query = async (command) => ({
      ...(await empty.query(command)),
      stderr: Buffer.from('gpg: WARNING: nothing exported\n'),
    });
    const argv =
      '/usr/bin/apt-key adv --recv-keys --no-tty --keyserver hkp://keyserver.ubuntu.com:80';
    expect(await trustKey({ ...empty, query }, aptKey, ppa, 'ABC')).toMatchObject({
      command: { argv: [...argv.split(' '), 'ABC'] },
    });
  });

  it('becomes a file by gpg where there is no apt-key', async () => {
    const folder = '/etc/apt/keyrings\n';
    const has = scriptedTarget([
      [/list-packets/, folder],
      [/--export ABC/, 'KEY'],
    ]);
    expect(await trustKey(has, gpg, ppa, 'ABC')).toEqual({
      op: 'write',
      path: '/etc/apt/keyrings/ubuntu-jammy-main-o-n.gpg',
      content: Buffer.from('KEY'),
    });
    const known = scriptedTarget([[/list-packets/, `${folder}known\n`]]);
    expect(await trustKey(known, gpg, ppa, 'ABC')).toBeUndefined();
    const none = scriptedTarget([
      [/list-packets/, folder],
      [/--export/, ''],
    ]);
    await expect(trustKey(none, gpg, ppa, 'ABC')).rejects.toThrow(
      'Unable to get required signing key',
    );
  });
});
