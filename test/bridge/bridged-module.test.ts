import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextualTarget } from '../../src/targets/context.ts';
import type { Change } from '../../src/targets/types.ts';
import { PyFloat, type Value } from '../../src/values/types.ts';
import { type ModuleBench, openBench } from './module-bench.ts';

let bench: ModuleBench;
let folder: string;
let target: ContextualTarget;
const run: ModuleBench['run'] = (name, how) => bench.run(name, how);

beforeEach(async () => {
  bench = await openBench();
  ({ folder, target } = bench);
});

afterEach(() => bench.close());

describe('a Python module', () => {
  it('gets its arguments, its module_utils and no more than it should see', async () => {
    const result = await run('greet', { args: { name: 'Jürgen' } });
    expect(result).toMatchObject({ changed: true, msg: 'hello Jürgen', check: false, stdin: '' });
    expect(result.price).toEqual(new PyFloat(1));
    expect(result.big).toBe(2n ** 70n);
    expect(JSON.stringify(result.argv)).not.toContain('Jürgen');
    const about = Object.fromEntries(result.about as unknown as Map<string, Value>);
    expect(about).toMatchObject({
      _ansible_check_mode: false,
      _ansible_diff: true,
      _ansible_verbosity: 2,
      _ansible_version: '2.14.0',
      _ansible_module_name: 'greet',
      _ansible_selinux_special_fs: ['nfs'],
    });
    expect(about._ansible_tmpdir).toContain(folder);
  });

  it('runs in check mode and is told of it', async () => {
    expect(await run('greet', { args: { name: 'x' }, check: true })).toMatchObject({ check: true });
  });

  it("sees the task's environment", async () => {
    const view = target.withContext({ env: { GREETING: 'hi' } });
    expect(await run('greet', { args: { name: 'x' }, target: view })).toMatchObject({ home: 'hi' });
  });

  it('runs from collections, with module_utils that moved', async () => {
    const expected = { msg: 'from the collection!', same: 'from the collection' };
    expect(await run('acme.tools.greet')).toMatchObject(expected);
    expect(await run('former')).toMatchObject(expected);
  });

  it('sends each file once a session, also where no Python goes on running', async () => {
    const sizes: number[] = [];
    const watched = watch((change) => {
      if (change.op === 'run') sizes.push(change.command.stdin?.length ?? 0);
    });
    for (const name of ['greet', 'greet', 'core_only']) {
      await run(name, { args: { name: 'x' }, target: watched });
    }
    const [unpacking, first, second, third, core] = sizes as [
      number,
      number,
      number,
      number,
      number,
    ];
    expect(unpacking).toBeGreaterThan(1500);
    expect(Math.abs(first - second)).toBeLessThan(10);
    // The third is the archive of one more module.
    expect(third).toBeLessThan(unpacking / 2);
    expect(core).toBeLessThan(third + 1000);
    expect(sizes).toHaveLength(5);
  });

  it('runs side by side with itself', async () => {
    const all = await Promise.all(['a', 'b', 'c'].map((name) => run('greet', { args: { name } })));
    expect(all.map(({ msg }) => msg)).toEqual(['hello a', 'hello b', 'hello c']);
  });

  it('fails with what it said', async () => {
    expect(await run('broken')).toMatchObject({
      failed: true,
      rc: 1,
      module_stdout: '',
      module_stderr: expect.stringContaining('ValueError: broken on purpose'),
      exception: expect.stringMatching(/^Traceback/),
    });
    expect(await run('silent')).toMatchObject({
      failed: true,
      msg: 'New-style module did not handle its own exit',
    });
  });

  it('takes the interpreter that a variable names', async () => {
    const variables = { ansible_python_interpreter: '/no/such/python' };
    expect(await run('greet', { args: { name: 'x' }, variables })).toMatchObject({
      failed: true,
      rc: 127,
      module_stderr: '/bin/sh: 1: /no/such/python: not found\n',
    });
    variables.ansible_python_interpreter = '/usr/bin/env -u GREETING python3';
    expect(await run('greet', { args: { name: 'x' }, variables })).toMatchObject({ changed: true });
  });

  it('makes a fact of the interpreter that was looked for, until it is known', async () => {
    const args = { name: 'x' };
    const { ansible_facts: facts } = await run('greet', { args });
    const found = (facts as unknown as Map<string, Value>).get('discovered_interpreter_python');
    expect(found).toEqual(expect.stringMatching(/^\/.*python/));
    const variables = { discovered_interpreter_python: found as Value };
    expect(await run('greet', { args, variables })).not.toHaveProperty('ansible_facts');
    const silent = await run('greet', {
      args,
      variables: { ansible_python_interpreter: 'auto_silent' },
    });
    expect(silent).toMatchObject({
      ansible_facts: new Map([['discovered_interpreter_python', found]]),
    });
    expect(silent.warnings ?? []).toEqual([]);
  });

  it('runs in a shell session as well', async () => {
    const spec = { host: 'x', connection: 'local', remoteTmp: folder } as const;
    const user = target.platform.user.name;
    const shell = await bench.pool
      .acquire({ ...spec, become: { method: 'su', user } })
      .catch(() => null);
    if (shell === null || target.platform.user.uid !== 0) return;
    for (const name of ['one', 'two']) {
      expect(await run('greet', { args: { name }, target: shell })).toMatchObject({
        msg: `hello ${name}`,
      });
    }
    expect(await run('shout', { args: { word: 'a b' }, target: shell })).toMatchObject({
      msg: 'a b',
    });
  });
});

describe('modules of other kinds', () => {
  it('get a file of words', async () => {
    const result = await run('shout', { args: { word: "it's $HOME" } });
    expect(result).toMatchObject({ msg: "it's $HOME", check: 'False' });
  });

  it('get a file of JSON, which is gone afterwards', async () => {
    const { args } = await run('echo_json', { args: { secret: 'hush', list: [1, { a: null }] } });
    expect(args).toEqual(expect.any(Map));
    const given = args as unknown as Map<string, Value>;
    expect(given.get('list')).toEqual([1, new Map([['a', null]])]);
    const left = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((text) => text.includes('hush'))).toEqual([]);
  });

  it('have their arguments put into their text', async () => {
    const { given } = await run('inlined', { args: { a: "quote's" } });
    expect((given as unknown as Map<string, Value>).get('a')).toBe("quote's");
  });

  it('may be programs', async () => {
    // cat(1) prints the file of arguments that it is given.
    copyFileSync('/bin/cat', join(folder, 'printer'));
    bench.reopen({ modulePaths: [folder] });
    expect(await run('printer', { args: { a: [1, 'x'] } })).toEqual({ a: [1, 'x'] });
    expect(bench.warnings).toContain(
      'Removed unexpected internal key in module return: _ansible_check_mode = False',
    );
  });

  it('must say what runs them', async () => {
    await expect(run('no_line')).rejects.toThrow('module (no_line) is missing interpreter line');
  });
});

function watch(see: (change: Change) => void): ContextualTarget {
  const { start: _, ...others } = target;
  return {
    ...others,
    apply(changes) {
      changes.forEach(see);
      return target.apply(changes);
    },
  };
}
