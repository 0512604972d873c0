import { str } from '../../values/index.ts';
import { type Dict, PyFloat, type Value } from '../../values/types.ts';
import { toBoolean } from '../boolean.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';
import { taskInfo } from '../task-info.ts';

/** ansible.builtin.pause: waits for time or for a key; runs once for all hosts. */
export const pause: EngineAction = {
  name: 'pause',
  onceForAllHosts: true,
  async run(context) {
    const { args, run, task, play } = context;
    const seconds = duration(args);
    if (typeof seconds === 'string') return failure(seconds);
    const echo = toBoolean(args.get('echo') ?? true) ?? true;
    const title = `[${taskInfo(task, { run, play }).name}]\n`;
    const given = args.get('prompt');
    const notice = (message: string): void => run.emit({ type: 'notice', message, verbosity: 0 });
    const start = new Date();
    let input = '';
    if (seconds !== undefined) {
      notice(`Pausing for ${seconds} seconds${echo ? '' : ' (output is hidden)'}`);
      if (run.prompter.interactive) {
        notice("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)\r");
        if (given !== undefined) notice(`${title}${str(given)}:\r`);
      } else if (given !== undefined) notice(`${title}${str(given)}:\r`);
      if ((await run.prompter.pause(seconds)) === 'abort') return failure('user requested abort!');
    } else {
      const prompt = `${title}${given === undefined ? 'Press enter to continue, Ctrl+C to interrupt' : str(given)}${echo ? '' : ' (output is hidden)'}:`;
      if (run.prompter.interactive) input = await run.prompter.ask(`${prompt}\n`, { echo });
      else {
        notice(`${prompt}\r`);
        run.emit({
          type: 'warning',
          message: 'Not waiting for response to prompt as stdin is not interactive',
        });
      }
    }
    const stop = new Date();
    const passed = Math.floor((stop.getTime() - start.getTime()) / 1000);
    const unit = args.has('minutes') ? 'minutes' : 'seconds';
    const shown = unit === 'minutes' ? passed / 60 : passed;
    return result({
      changed: false,
      rc: 0,
      stderr: '',
      stdout: `Paused for ${Math.round(shown * 100) / 100} ${unit}`,
      start: stamp(start),
      stop: stamp(stop),
      delta: passed,
      echo,
      user_input: input,
    });
  },
};

/** Seconds to wait; undefined without time; text of the fault for what is no number. */
function duration(args: Dict): number | undefined | string {
  for (const [unit, factor] of [
    ['minutes', 60],
    ['seconds', 1],
  ] as const) {
    const value = args.get(unit);
    if (value === undefined || value === null) continue;
    const number =
      value instanceof PyFloat ? Math.trunc(value.value) : Number(value as Exclude<Value, object>);
    if (!Number.isInteger(number))
      return `non-integer value given for prompt duration:\ninvalid literal for int() with base 10: '${str(value)}'`;
    return Math.max(number * factor, 1);
  }
  return undefined;
}

/** Local time as Python's `str(datetime.now())` has it, to microseconds. */
function stamp(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}000`;
}
