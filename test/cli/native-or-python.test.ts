import { describe, expect, it } from 'vitest';
import { orPython } from '../../src/cli/native-or-python.ts';
import type { Module, Plan } from '../../src/modules/contract.ts';
import { arg, beyondNative, defineModule } from '../../src/modules/define.ts';
import type { WriteTarget } from '../../src/targets/types.ts';

const native = defineModule({
  name: 'test.test.two_ways',
  summary: 'Does some of it',
  args: { rare: arg.bool({ default: false, doc: 'What only Python does.' }) },
  support: { check: 'full', diff: 'none' },
  plan({ args }) {
    if (args.rare) beyondNative('rare');
    return { changes: [], result: { msg: 'native' } };
  },
});

const python: Module = {
  ...native,
  plan: async (raw): Promise<Plan> => ({ changes: [], result: { msg: 'python', ...raw } }),
};

const context = { check: false, diff: false, calledAs: 'two_ways' } as Parameters<
  Module['plan']
>[1];

describe('orPython', () => {
  it('keeps to the native module where that can do it', async () => {
    const module = orPython(native, async () => python);
    expect((await module.plan({}, context)).result).toEqual({ msg: 'native' });
  });

  it('hands the arguments as given to Python where it can not', async () => {
    const module = orPython(native, async () => python);
    const { result } = await module.plan({ rare: 'yes' }, context);
    expect(result).toEqual({ msg: 'python', rare: 'yes' });
  });

  it('hands options over that it does not know', async () => {
    const module = orPython(native, async () => python);
    const { result } = await module.plan({ newer: 1 }, context);
    expect(result).toEqual({ msg: 'python', newer: 1 });
  });

  it('lets its own failure stand on a host without Python', async () => {
    const plan: Plan = {
      changes: [],
      result: {},
      perform: async () => ({ failed: true, rc: 127 }),
    };
    const module = orPython(native, async () => ({ ...python, plan: async () => plan }));
    const { perform } = await module.plan({ newer: 1 }, context);
    expect(await perform?.({} as WriteTarget)).toMatchObject({
      failed: true,
      msg: 'Unsupported parameters for (two_ways) module: newer. Supported parameters include: rare.',
    });
  });

  it('fails naming the option where there is no module in Python', async () => {
    const module = orPython(native, async () => undefined);
    const { result } = await module.plan({ rare: true }, context);
    expect(result).toMatchObject({ failed: true, changed: false });
    expect(result.msg).toContain("The option 'rare' is only known to this module in Python");
  });
});
