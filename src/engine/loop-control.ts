import { ParseError } from '../diagnostics/errors.ts';
import type { Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import { str } from '../values/index.ts';
import { PyFloat, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';

/** `loop_control:` of a task; the label stays unrendered, it sees the item. */
export interface LoopControl {
  readonly loopVar: string;
  readonly indexVar: string | undefined;
  readonly label: Value | undefined;
  /** Seconds between items. */
  readonly pause: number;
  readonly extended: boolean;
  readonly allItems: boolean;
}

const known = new Set(['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems']);

/** @throws ParseError for unknown keys. */
export function loopControl(task: Task, templar: TemplarContract): LoopControl {
  const raw = task.keywords.get('loop_control');
  const values = raw instanceof Map ? raw : new Map<Value, Value>();
  for (const key of values.keys()) {
    if (!known.has(String(key))) {
      throw new ParseError(`'${String(key)}' is not a valid attribute for a LoopControl`, {
        span: task.span,
      });
    }
  }
  const get = (name: string): Value | undefined => {
    const value = values.get(name);
    return value === undefined || value === null ? undefined : templar.template(value);
  };
  const pause = get('pause');
  const indexVar = get('index_var');
  return {
    loopVar: str(get('loop_var') ?? 'item'),
    indexVar: indexVar === undefined ? undefined : str(indexVar),
    label: values.get('label') ?? undefined,
    pause: pause instanceof PyFloat ? pause.value : Number(pause ?? 0),
    extended: toBoolean(get('extended') ?? false) ?? false,
    allItems: toBoolean(get('extended_allitems') ?? true) ?? true,
  };
}
