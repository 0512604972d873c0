import { setTimeout as pause } from 'node:timers/promises';
import { arg, defineModule, failAction } from '../define.ts';
import { ActionCrash } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';

const OPTIONS = ['connect_timeout', 'delay', 'sleep', 'timeout'];

export const wait_for_connection = defineModule({
  name: 'ansible.builtin.wait_for_connection',
  summary: 'Waits until remote system is reachable/usable',
  examples: `- name: Wait until the host can be used
  ansible.builtin.wait_for_connection:
    delay: 10
    timeout: 60
`,
  args: {
    connect_timeout: arg.int({ default: 5, doc: 'Seconds that one try may take.' }),
    delay: arg.int({ default: 0, doc: 'Seconds before the first try.' }),
    sleep: arg.int({ default: 1, doc: 'Seconds between tries.' }),
    timeout: arg.int({ default: 600, doc: 'Seconds to wait at most.' }),
  },
  returns: { elapsed: 'Seconds that it took.' },
  support: { check: 'none', diff: 'none' },
  showArgs: () => null,
  async dispatch(raw, { check }) {
    for (const name of OPTIONS) refuseOther(raw[name] ?? 0);
    if (!check) return undefined;
    return { changes: [], moduleArgs: null, result: { skipped: true, elapsed: 0 } };
  },
  prepare(raw, calledName) {
    const unknown = Object.keys(raw).filter((name) => !OPTIONS.includes(name));
    if (unknown.length > 0)
      failAction(`Invalid options for ${calledName}: ${unknown.join(',')}`, {
        changed: false,
        exception: 'NoneType: None',
      });
    return { ...raw };
  },
  async plan({ args, target }) {
    const start = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - start) / 1000);
    const end = start + args.timeout * 1000;
    await pause(args.delay * 1000);
    let last = 'timed out';
    while (Date.now() < end) {
      try {
        const { rc } = await target.query({ shell: ':', timeout: args.connect_timeout });
        if (rc === 0) return { changes: [], result: { changed: false, elapsed: elapsed() } };
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
      await pause(args.sleep * 1000);
    }
    return {
      changes: [],
      result: {
        failed: true,
        changed: false,
        elapsed: elapsed(),
        msg: `timed out waiting for ping module test: ${last}`,
      },
    };
  },
});

/** Numbers are made before anything else. @throws ActionCrash as Python's int() ends an action */
function refuseOther(value: unknown): void {
  if (typeof value !== 'string' || /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) return;
  const text = `invalid literal for int() with base 10: ${pythonRepr(value)}`;
  throw new ActionCrash('ValueError', text);
}
