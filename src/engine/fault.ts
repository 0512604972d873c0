import { TemplateError } from '../diagnostics/errors.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import type { Dict } from '../values/types.ts';
import type { Fault } from './events.ts';
import type { TaskContext } from './task-context.ts';
import { placeInTask } from './task-place.ts';

const faults = new WeakMap<Dict, Fault>();

/** Remembers for people which template a failed result comes from. */
export function noteFault(
  result: Dict,
  error: unknown,
  { run, play, task, host }: Pick<TaskContext, 'run' | 'play' | 'task' | 'host'>,
): Dict {
  let first: TemplateError | undefined;
  let place: TemplateError | undefined;
  for (let at = error; at instanceof Error; at = at.cause) {
    if (!(at instanceof TemplateError)) continue;
    first = at;
    if (at.span !== undefined) place = at;
  }
  if (first === undefined) return result;
  const { message } = first;
  const missing = /^'(\w+)' is undefined$/.exec(message)?.[1];
  faults.set(result, {
    message,
    showContent: place?.showContent ?? true,
    place() {
      if (place !== undefined || missing === undefined) return place?.span;
      return task.span && placeInTask(task.span, missing);
    },
    hint() {
      if (missing === undefined) return first.hint;
      return didYouMean(missing, run.vars.scope({ play, task, host }).names());
    },
  });
  return result;
}

/** What `noteFault` remembered of a result. */
export const faultOf = (result: Dict): Fault | undefined => faults.get(result);
