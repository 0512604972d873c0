import { quoteWord } from '../targets/quote.ts';
import type { Command, CommandResult, WriteTarget } from '../targets/types.ts';
import type { Prepared } from './host-session.ts';
import type { Interpreter } from './interpreter.ts';
import { type Order, orderBytes, type WarmPython } from './warm-python.ts';
import type { WarmPythons } from './warm-pythons.ts';

/** What runs a Python module on a target. */
export interface PythonRun {
  readonly target: WriteTarget;
  readonly interpreter: Interpreter;
  readonly pythons: WarmPythons;
  readonly prepared: Prepared;
}

/**
 * Runs a Python module: in a fork of a Python that goes on running, or in a new one where that can't be had. What isn't
 * on the host yet goes along. @throws TargetError, UnreachableError
 */
export async function runPython(
  order: Pick<Order, 'name' | 'files' | 'args'>,
  run: PythonRun,
): Promise<CommandResult> {
  const { target, interpreter, pythons, prepared } = run;
  const { tree, others, settle } = prepared;
  try {
    const [python] = await Promise.all([pythons.get(target, interpreter, prepared), others]);
    const whole: Order = { ...order, tree, zip: undefined };
    return (python && (await runWarm(whole, python, run))) ?? (await runCold(whole, run));
  } finally {
    settle(false);
  }
}

async function runWarm(
  order: Order,
  python: WarmPython,
  { target, prepared: { missing, settle } }: PythonRun,
): Promise<CommandResult | undefined> {
  if (missing === undefined) return python.run(order, target.surroundings);
  const unpacking = python.run(unpackOrder(order, missing));
  // Sent at once: the answer to the first need not be waited for.
  const running = python.run(order, target.surroundings);
  const [unpacked, result] = await Promise.all([
    unpacking.then((outcome) => {
      settle(outcome !== undefined && isSuccess(outcome));
      return outcome;
    }),
    running,
  ]);
  return unpacked && result;
}

async function runCold(
  order: Order,
  { target, interpreter, prepared: { launcher, missing, settle } }: PythonRun,
): Promise<CommandResult> {
  const run = async (one: Order): Promise<CommandResult> => {
    const command = { ...commandOf(interpreter, [launcher]), stdin: orderBytes(one) };
    const [outcome] = await target.apply([{ op: 'run', command }]);
    return outcome?.command as CommandResult;
  };
  // Commands on the controller itself run side by side: others need not wait for more than the files.
  if (missing !== undefined && target.local === true) {
    const unpacked = await run(unpackOrder(order, missing));
    if (!isSuccess(unpacked)) return unpacked;
    settle(true);
    return run(order);
  }
  const result = await run({ ...order, zip: missing });
  if (isSuccess(result)) settle(true);
  return result;
}

const unpackOrder = (order: Order, zip: Buffer): Order => ({
  ...order,
  name: null,
  args: Buffer.alloc(0),
  zip,
});

const isSuccess = (output: CommandResult): boolean => output.rc === 0 && !output.spawnError;

/** An interpreter's words are split by a shell only where they hold more than plain characters. */
function commandOf(interpreter: Interpreter, args: readonly string[]): Command {
  const words = [interpreter.command, ...interpreter.args].join(' ').trim();
  if (/^[\w./+ -]+$/.test(words)) return { argv: [...words.split(/ +/), ...args] };
  return { shell: `exec ${words} ${args.map(quoteWord).join(' ')}` };
}
