import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModuleBench, openBench } from './module-bench.ts';

let bench: ModuleBench;
const trouble = (what: string, how = {}) => bench.run('trouble', { args: { do: what }, ...how });

beforeEach(async () => {
  bench = await openBench();
});

afterEach(() => bench.close());

describe('the Python that modules are forked from', () => {
  it('is one for a session, and sees nothing of what modules do to themselves', async () => {
    const first = await trouble('mark');
    const second = await trouble('');
    expect(first).toMatchObject({ mark: true, argv: 1 });
    expect(second).toMatchObject({ mark: false, parent: first.parent });
    expect(second.random).not.toEqual(first.random);
  });

  it('outlives modules that crash, leave or are killed', async () => {
    const { parent } = await trouble('');
    expect(await trouble('exit')).toMatchObject({ failed: true, rc: 3, module_stdout: '' });
    expect(await trouble('kill')).toMatchObject({ failed: true, rc: -9 });
    expect(await trouble('crash')).toMatchObject({
      failed: true,
      rc: 1,
      exception: expect.stringMatching(/^Traceback[\s\S]*KeyError: 'not there'\n$/),
    });
    expect(await trouble('fork')).toMatchObject({ parent });
  });

  it('has written what modules left open, and done what they left for their end', async () => {
    const to = mkdtempSync(join(tmpdir(), 'open-'));
    await trouble('open', { args: { do: 'open', to } });
    const left = ['kept', 'ring', 'late'];
    expect(left.map((name) => readFileSync(join(to, name), 'utf8'))).toEqual(left);
    rmSync(to, { recursive: true });
    expect((await trouble('close')).failed).toBeUndefined();
  });

  it('is started again when a module ends it', async () => {
    const { parent } = await trouble('');
    expect(await trouble('parent')).toMatchObject({
      failed: true,
      module_stderr: expect.stringContaining('was ended'),
    });
    const after = await trouble('');
    expect(after.parent).toEqual(expect.any(Number));
    expect(after.parent).not.toBe(parent);
  });

  it('kills a module whose time is up', async () => {
    const target = bench.target.withContext({ timeout: 0.3 });
    expect(await trouble('sleep', { target })).toMatchObject({ failed: true, rc: -9 });
  });

  it('leaves out what a module says beside its answer', async () => {
    expect(await trouble('noise')).toMatchObject({ failed: true });
    expect(await trouble('')).toMatchObject({ changed: false });
  });

  it("gives a module the task's surroundings", async () => {
    const cwd = join(bench.folder, 'work');
    mkdirSync(cwd);
    const { parent, umask } = await trouble('');
    const target = bench.target.withContext({ env: { WAY: 'ü' }, umask: 0o027, cwd });
    expect(await trouble('', { target })).toMatchObject({ parent, path: 'ü', umask: 0o027, cwd });
    expect(await trouble('')).toMatchObject({ parent, path: null, umask });
  });

  it('is another one where a variable changes how Python starts', async () => {
    const { parent } = await trouble('');
    const target = bench.target.withContext({ env: { PYTHONIOENCODING: 'latin-1' } });
    const other = await trouble('', { target });
    expect(other).toMatchObject({ encoding: expect.stringMatching(/latin-?1|iso8859-1/i) });
    expect(other.parent).not.toBe(parent);
  });

  it('is not there for interpreters that need a shell; each module gets a new one then', async () => {
    const variables = { ansible_python_interpreter: '/usr/bin/env WAY="a b" python3' };
    expect(await trouble('', { variables })).toMatchObject({ changed: false, path: 'a b' });
    expect(await trouble('kill', { variables })).toMatchObject({ failed: true, rc: -9 });
  });
});
