import { describe, expect, it } from 'vitest';
import type { ModuleContext } from '../../src/modules/contract.ts';
import { arg, defineModule, fail } from '../../src/modules/define.ts';
import { PyFloat } from '../../src/values/types.ts';

const warnings: string[] = [];

const context = {
  calledAs: 'sample',
  check: false,
  diff: false,
  noLog: false,
  remoteUser: undefined,
  target: {
    expandPath: async (path: string) => path.replace('~', '/home/me').replace('$X', 'x'),
  },
  controller: {
    warn: (message: string) => warnings.push(message),
    display: () => {},
    deprecate: (message: string, version: string) => warnings.push(`${message} (${version})`),
  },
} as unknown as ModuleContext<unknown>;

const sample = defineModule({
  name: 'ansible.builtin.sample',
  summary: 'Shows its arguments',
  args: {
    path: arg.path({ required: true, aliases: ['dest', 'name'] }),
    state: arg.str({ choices: ['absent', 'present'], default: 'present' }),
    word: arg.str({ choices: ['no', 'maybe'] }),
    number: arg.int({}),
    real: arg.float({}),
    flag: arg.bool({}),
    list: arg.list({ elements: 'str', choices: ['a', 'b', 'c'] }),
    paths: arg.list({ elements: 'path' }),
    dict: arg.dict({}),
    json: arg.json({}),
    size: arg.bytes({}),
    secret: arg.str({ noLog: true }),
    old: arg.str({ removedInVersion: '2.17' }),
    hidden: arg.str({ unlisted: true }),
    rules: arg.list({
      elements: 'dict',
      options: { to: arg.str({ required: true, choices: ['x', 'y'] }), n: arg.int({ default: 1 }) },
    }),
  },
  constraints: {
    mutuallyExclusive: [['number', 'real']],
    requiredTogether: [['flag', 'word']],
    requiredIf: [
      ['state', 'absent', ['number']],
      ['number', 7, ['dict', 'json'], true],
    ],
    requiredBy: { json: 'dict' },
  },
  support: { check: 'full', diff: 'none' },
  plan({ args }) {
    if (args.number === 3) fail('three is refused', { secret: args.secret });
    return { changes: [], result: { args: args as never, text: `it is ${args.secret}` } };
  },
});

async function argsOf(raw: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { result } = await sample.plan(raw, context);
  expect(result.failed, String(result.msg)).toBeUndefined();
  return result.args as Record<string, unknown>;
}

async function faultOf(raw: Record<string, unknown>): Promise<unknown> {
  const { result, changes } = await sample.plan(raw, context);
  expect(result.failed).toBe(true);
  expect(changes).toEqual([]);
  return result.msg;
}

describe('arguments', () => {
  it('are taken as their types', async () => {
    const raw = { path: '/a', number: ' 12 ', flag: 'Yes', word: 'no', list: 'a,b', size: '1.5K' };
    const args = await argsOf({ ...raw, dict: 'k=v, l="x y"', secret: 'hush' });
    expect(args).toMatchObject({ number: 12, flag: true, list: ['a', 'b'], size: 1536 });
    expect(args.dict).toEqual({ k: 'v', l: 'x y' });
  });

  it.each([
    ['{"a": 1}', { a: 1 }],
    ["{'a': True, 'b': [1, None]}", { a: true, b: [1, null] }],
  ])('takes a dict from %s', async (text, dict) => {
    expect((await argsOf({ path: '/a', dict: text })).dict).toEqual(dict);
  });

  it('become strings as Python writes them', async () => {
    expect((await argsOf({ path: '/a', hidden: true })).hidden).toBe('True');
    expect((await argsOf({ path: '/a', hidden: new PyFloat(3) })).hidden).toBe('3.0');
    expect((await argsOf({ path: '/a', hidden: [1, "it's"] })).hidden).toBe('[1, "it\'s"]');
    expect((await argsOf({ path: '/a', json: { a: [1] }, dict: {} })).json).toBe('{"a": [1]}');
  });

  it('take a word back that YAML made a boolean', async () => {
    expect((await argsOf({ path: '/a', word: false, flag: 1 })).word).toBe('no');
  });

  it('have their paths expanded on the target', async () => {
    const args = await argsOf({ dest: '~/f', paths: ['$X/y', '/z'] });
    expect(args).toMatchObject({ path: '/home/me/f', paths: ['x/y', '/z'] });
  });

  it('get defaults, and null where there is none', async () => {
    expect(await argsOf({ path: '/a' })).toMatchObject({ state: 'present', number: null });
    expect((await argsOf({ path: '/a', rules: [{ to: 'x' }] })).rules).toEqual([{ to: 'x', n: 1 }]);
  });

  it('warn of aliases beside their option and of what is to go', async () => {
    warnings.length = 0;
    await argsOf({ path: '/a', dest: '/b', old: 'x' });
    expect(warnings).toEqual([
      'Both option path and its alias dest are set.',
      "Param 'old' is deprecated. See the module docs for more information (2.17)",
    ]);
  });
});

describe('faults have the words of Ansible', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'missing required arguments: path'],
    [{ path: 'a', state: 'x' }, 'value of state must be one of: absent, present, got: x'],
    [
      { path: 'a', number: 'x' },
      "argument 'number' is of type <class 'str'> and we were unable to convert to int: <class 'str'> cannot be converted to an int",
    ],
    [
      { path: 'a', number: 1.5 },
      "argument 'number' is of type <class 'float'> and we were unable to convert to int: <class 'float'> cannot be converted to an int",
    ],
    [
      { path: 'a', list: {} },
      "argument 'list' is of type <class 'dict'> and we were unable to convert to list: <class 'dict'> cannot be converted to a list",
    ],
    [
      { path: 'a', dict: 'x' },
      "argument 'dict' is of type <class 'str'> and we were unable to convert to dict: dictionary requested, could not parse JSON or key=value",
    ],
    [
      { path: 'a', dict: 'x=1, y' },
      "argument 'dict' is of type <class 'str'> and we were unable to convert to dict: dictionary update sequence element #1 has length 1; 2 is required",
    ],
    [{ path: 'a', state: null }, 'value of state must be one of: absent, present, got: None'],
    [
      { path: 'a', list: ['a', 'z'] },
      'value of list must be one or more of: a, b, c. Got no match for: z',
    ],
    [{ path: 'a', number: 1, real: 2 }, 'parameters are mutually exclusive: number|real'],
    [{ path: 'a', flag: true }, 'parameters are required together: flag, word'],
    [
      { path: 'a', state: 'absent' },
      'state is absent but all of the following are missing: number',
    ],
    [{ path: 'a', number: 7 }, 'number is 7 but any of the following are missing: dict, json'],
    [{ path: 'a', json: '1' }, "missing parameter(s) required by 'json': dict"],
    [
      { path: 'a', rules: [{ to: 'z' }] },
      'value of to must be one of: x, y, got: z found in rules',
    ],
    [{ path: 'a', rules: [{}] }, 'missing required arguments: to found in rules'],
    [{ path: 'a', rules: ['x=1'] }, 'missing required arguments: to found in rules'],
    [
      { path: 'a', rules: [{ to: 'x', foo: 1 }] },
      'Unsupported parameters for (sample) module: rules.foo. Supported parameters include: n, to.',
    ],
    [
      { path: 'a', foo: 1, bar: 2 },
      'Unsupported parameters for (sample) module: bar, foo. Supported parameters include: dict, flag, json, list, number, old, path, paths, real, rules, secret, size, state, word (dest, name).',
    ],
  ])('%j', async (raw, message) => {
    expect(await faultOf(raw)).toBe(message);
  });

  it('names the module as the task does', async () => {
    const named = { ...context, calledName: 'ansible.builtin.sample' };
    const { result } = await sample.plan({ path: 'a', foo: 1 }, named);
    expect(result.msg).toMatch(
      /^Unsupported parameters for \(ansible\.builtin\.sample\) module: foo/,
    );
  });

  it('lists the words that are booleans', async () => {
    expect(await faultOf({ path: 'a', flag: 'perhaps', word: 'no' })).toMatch(
      /^argument 'flag' is of type <class 'str'> and we were unable to convert to bool: The value 'perhaps' is not a valid boolean\. {2}Valid booleans include: /,
    );
    expect(await faultOf({ path: 'a', flag: '1.0', word: 'no' })).toMatch(
      /The value '1\.0' is not a valid boolean/,
    );
    expect(await faultOf({ path: 'a', flag: 2, word: 'no' })).toMatch(
      /The value '2' is not a valid boolean/,
    );
    const one = await sample.plan({ path: 'a', flag: new PyFloat(1), word: 'no' }, context);
    expect(one.moduleArgs).toMatchObject({ flag: true });
  });
});

describe('secrets', () => {
  it('stay out of results, failures and the arguments shown', async () => {
    const plan = await sample.plan({ path: '/a', secret: 'hush' }, context);
    expect(plan.result.text).toBe('it is ********');
    expect(plan.moduleArgs?.secret).toBe('VALUE_SPECIFIED_IN_NO_LOG_PARAMETER');
    const failed = await sample.plan({ path: '/a', secret: 'hush', number: 3 }, context);
    expect(failed.result).toMatchObject({
      failed: true,
      msg: 'three is refused',
      secret: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
    });
  });
});
