import { TroupeError } from '../../diagnostics/errors.ts';
import type { OptionSpec } from '../../modules/contract.ts';
import { validateArguments } from '../../modules/definition/validation.ts';
import { pythonType } from '../../playbook/context.ts';
import { repr, str, toPlain } from '../../values/index.ts';
import { type Dict, PyFloat } from '../../values/types.ts';
import { ActionFailure } from '../action-failure.ts';
import { result } from '../result-fields.ts';
import type { EngineAction, TaskContext } from '../task-context.ts';
import { taskInfo } from '../task-info.ts';

/** ansible.builtin.pause: waits for time or for a key; runs once for all hosts. */
export const pause: EngineAction = {
  name: 'pause',
  onceForAllHosts: true,
  setsClock: (args) => (args.get('seconds') ?? args.get('minutes') ?? null) !== null,
  async run(context) {
    const { run, task, play } = context;
    const { minutes, seconds: given, echo, prompt } = checked(context);
    const unit = minutes === null ? 'seconds' : 'minutes';
    const wanted = minutes === null ? given : minutes * 60;
    const seconds = wanted === null ? undefined : Math.max(wanted, 1);
    const hidden = echo ? '' : ' (output is hidden)';
    const title = `[${taskInfo(task, { run, play }).name}]\n`;
    const notice = (message: string): void => run.emit({ type: 'notice', message, verbosity: 0 });
    const start = new Date();
    if (seconds !== undefined) {
      notice(`Pausing for ${seconds} seconds${hidden}`);
      notice("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)\r");
    }
    if (seconds === undefined || prompt)
      notice(`${title}${prompt || 'Press enter to continue, Ctrl+C to interrupt'}${hidden}:`);
    if (seconds === undefined && !run.prompter.interactive) {
      run.emit({
        type: 'warning',
        message: 'Not waiting for response to prompt as stdin is not interactive',
        everyTime: true,
      });
    }
    const { ended, text: input } = await run.prompter.pause({ seconds, echo });
    if (ended === 'abort') throw new TroupeError('user requested abort!');
    const stop = new Date();
    const passed = (stop.getTime() - start.getTime()) / 1000;
    const shown = new PyFloat(Math.round((unit === 'minutes' ? passed / 60 : passed) * 100) / 100);
    return result({
      changed: false,
      rc: 0,
      stderr: '',
      stdout: `Paused for ${str(shown)} ${unit}`,
      start: stamp(start),
      stop: stamp(stop),
      delta: Math.floor(passed),
      echo,
      user_input: input,
    });
  },
};

interface PauseArguments {
  readonly minutes: number | null;
  readonly seconds: number | null;
  readonly echo: boolean;
  readonly prompt: string | null;
}

const options: Record<string, OptionSpec> = {
  echo: { type: 'bool', default: true },
  minutes: { type: 'int' },
  prompt: { type: 'str' },
  seconds: { type: 'int' },
};

/** @throws ActionFailure for arguments that are none, or of another type. */
function checked({ args, task, run }: TaskContext): PauseArguments {
  const fromYaml = run.playbook.spanOf(task.args) !== undefined;
  const given: Dict = new Map(args);
  for (const unit of ['minutes', 'seconds']) {
    const value = args.get(unit);
    if (value instanceof PyFloat) given.set(unit, Math.trunc(value.value));
    if (typeof value !== 'string' || /^\s*[-+]?\d+\s*$/.test(value)) continue;
    const isWritten = fromYaml && typeof task.args.get(unit) === 'string';
    throw new ActionFailure(
      `argument '${unit}' is of type ${isWritten ? pythonType(value) : "<class 'str'>"} and we were unable to convert to int: invalid literal for int() with base 10: ${repr(value)}`,
    );
  }
  const { parameters, faults } = validateArguments(
    toPlain(given) as Record<string, unknown>,
    options,
    { mutuallyExclusive: [['minutes', 'seconds']] },
  );
  const [fault] = faults;
  if (fault?.kind === 'unsupported') {
    const unknown = [...args.keys()].map(str).filter((name) => !(name in options));
    throw new ActionFailure(
      `Unsupported parameters for (pause) module: ${unknown.sort().join(', ')}. Supported parameters include: ${Object.keys(options).join(', ')}.`,
    );
  }
  if (fault !== undefined) throw new ActionFailure(fault.message);
  return { minutes: null, seconds: null, prompt: null, ...parameters } as PauseArguments;
}

/** Local time as Python's `str(datetime.now())` has it, to microseconds. */
function stamp(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}000`;
}
