import { setTimeout as pause } from 'node:timers/promises';
import { UnreachableError } from '../../diagnostics/index.ts';
import { EscalationError } from '../../targets/session/open.ts';
import { repr, str } from '../../values/index.ts';
import { ActionFailure } from '../action-failure.ts';
import { escalationFailure } from '../escalation-failure.ts';
import { PythonException } from '../python-exception.ts';
import { result } from '../result-fields.ts';
import { specOf } from '../task-access.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';
import { unreachableMessage } from '../unreachable-message.ts';

/** Seconds. */
const DEFAULTS = { connect_timeout: 5, delay: 0, sleep: 1, timeout: 600 } as const;

/** ansible.builtin.wait_for_connection: waits until the host can be reached and used. */
export const waitForConnection: EngineAction = {
  name: 'wait_for_connection',
  async run(context) {
    const [limit, delay, sleep, timeout] = [
      seconds(context, 'connect_timeout'),
      seconds(context, 'delay'),
      seconds(context, 'sleep'),
      seconds(context, 'timeout'),
    ];
    if (context.check) return result({ skipped: true });
    const unknown = [...context.args.keys()].map(str).filter((name) => !(name in DEFAULTS));
    if (unknown.length > 0)
      throw new ActionFailure(`Invalid options for ${context.calledAs}: ${unknown.join(',')}`);
    const start = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - start) / 1000);
    await pause(delay * 1000);
    const end = Date.now() + timeout * 1000;
    let fault: string | undefined;
    while (Date.now() < end) {
      try {
        await look(context, limit);
        return result({ changed: false, elapsed: elapsed() });
      } catch (error) {
        fault = await reason(context, error);
      }
      await pause(sleep * 1000);
    }
    if (fault === undefined)
      throw new PythonException(
        'UnboundLocalError',
        "cannot access local variable 'error' where it is not associated with a value",
      );
    const msg = `timed out waiting for ping module test: ${fault}`;
    return result({ changed: false, failed: true, elapsed: elapsed(), msg });
  },
};

/** Runs a command on the host. A connection over which nothing comes back within the limit is ended. */
async function look(context: TaskContext, limit: number): Promise<void> {
  const opened = await context.target();
  if (opened.local) {
    const message = 'Reset is not implemented for this connection';
    context.run.emit({ type: 'warning', message, everyTime: true });
  }
  const timer = new AbortController();
  const late = pause(limit * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new UnreachableError('timed out');
  });
  late.catch(() => {});
  try {
    await Promise.race([opened.query({ shell: ':' }), late]);
  } catch (error) {
    // What doesn't answer need not answer to its end either.
    context.run.pool.reset(specOf(context)).catch(() => {});
    throw error;
  } finally {
    timer.abort();
  }
}

/** What Ansible's ping would have failed with. The next look connects anew. */
async function reason(context: TaskContext, error: unknown): Promise<string> {
  context.reconnect();
  if (error instanceof UnreachableError) return unreachableMessage(context, error.message);
  if (!(error instanceof EscalationError))
    return error instanceof Error ? error.message : String(error);
  try {
    await escalationFailure(context, error);
    // The answer that it looks for is not in that result.
    return repr('ping');
  } catch (refusal) {
    return reason(context, refusal);
  }
}

/** @throws PythonException for what is no number */
function seconds({ args }: TaskContext, name: keyof typeof DEFAULTS): number {
  const value = args.get(name);
  if (value === undefined) return DEFAULTS[name];
  const text = str(value).trim();
  if (!/^[+-]?\d+(_\d+)*$/.test(text) && typeof value !== 'number')
    throw new PythonException(
      'ValueError',
      `invalid literal for int() with base 10: ${repr(value)}`,
    );
  return Math.trunc(Number(text.replaceAll('_', '')));
}
