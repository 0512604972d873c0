import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDirectTarget } from '../../../src/targets/direct/target.ts';
import { runModule } from './run-module.ts';

const { target, close } = openDirectTarget();
const folder = mkdtempSync(join(tmpdir(), 'git-'));
const source = join(folder, 'source');
const dest = join(folder, 'dest');
const commits: string[] = [];

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], {
    cwd: existsSync(source) ? source : folder,
    encoding: 'utf8',
  }).trim();
}

beforeAll(() => {
  git('init', '-q', source);
  for (const text of ['1\n', '2\n']) {
    writeFileSync(join(source, 'f'), text);
    git('add', 'f');
    git('commit', '-qm', text);
    commits.push(git('rev-parse', 'HEAD'));
    if (text === '1\n') git('tag', 'v1');
  }
});

afterAll(() => {
  close();
  rmSync(folder, { recursive: true });
});

describe('git', () => {
  const run = (args: Record<string, unknown>, options = {}) =>
    runModule(target, 'git', { repo: source, dest, ...args }, options);

  it('tells in a check what it would clone', async () => {
    expect(await run({}, { check: true })).toEqual({
      changed: true,
      before: null,
      after: commits[1],
    });
    expect(existsSync(dest)).toBe(false);
  });

  it('clones, and does nothing the second time', async () => {
    expect(await run({})).toEqual({ changed: true, before: null, after: commits[1] });
    expect(await run({})).toEqual({
      changed: false,
      before: commits[1],
      after: commits[1],
      remote_url_changed: false,
    });
  });

  it('switches to a version and shows the difference', async () => {
    const result = await run({ version: 'v1' }, { diff: true });
    expect(result).toMatchObject({ changed: true, before: commits[1], after: commits[0] });
    expect(result.diff).toMatchObject({ prepared: expect.stringContaining('-2\n+1\n') });
    expect(readFileSync(join(dest, 'f'), 'utf8')).toBe('1\n');
  });

  it('keeps local modifications unless forced', async () => {
    writeFileSync(join(dest, 'f'), 'mine\n');
    expect(await run({ version: 'main' })).toMatchObject({
      failed: true,
      msg: `Local modifications exist in the destination: ${dest} (force=no).`,
    });
    expect(await run({ version: 'main', force: true })).toMatchObject({
      changed: true,
      after: commits[1],
    });
  });

  it.each([
    [
      { version: 'nosuch' },
      {
        failed: true,
        msg: 'Failed to checkout nosuch',
        rc: 1,
        stderr: "error: pathspec 'nosuch' did not match any file(s) known to git\n",
      },
    ],
  ])('fails for %o', async (args, result) => {
    expect(await run(args)).toMatchObject(result);
  });

  it('needs a destination', async () => {
    const result = await runModule(target, 'git', { repo: source });
    expect(result.msg).toBe('the destination directory must be specified unless clone=no');
  });
});
