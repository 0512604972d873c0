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

/** Renders what `loop_control` says, but for the label. */
export function loopControl(task: Task, templar: TemplarContract): LoopControl {
  const raw = task.keywords.get('loop_control');
  const values = raw instanceof Map ? raw : new Map<Value, Value>();
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
