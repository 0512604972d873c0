import { ParseError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { PlaybookContext } from '../playbook/context.ts';
import type { Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import { parseFloatText, repr, str, truthy } from '../values/index.ts';
import { PyFloat, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import { invalidBoolean } from './keyword-values.ts';

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

/** Renders what `loop_control` says, but for the label. @throws ParseError in Ansible's words, with its place */
export function loopControl(
  task: Task,
  templar: TemplarContract,
  { spanOf }: Pick<PlaybookContext, 'spanOf'>,
): LoopControl {
  const raw = task.keywords.get('loop_control');
  const values = raw instanceof Map ? raw : new Map<Value, Value>();
  const fault = (message: string, cause?: unknown): ParseError =>
    new ParseError(message, { span: spanOf(values), cause });
  const get = (name: string): Value | undefined => {
    try {
      return templar.template(values.get(name) ?? null) ?? undefined;
    } catch (error) {
      if (!(error instanceof UndefinedVariableError)) throw error;
      throw fault(
        `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${error.message}`,
        error,
      );
    }
  };
  const refused = (name: string, type: string, reason: string): ParseError =>
    fault(
      `the field '${name}' has an invalid value (${str(values.get(name) ?? null)}), and could not be converted to an ${type}.The error was: ${reason}`,
    );
  const bool = (name: string): boolean | undefined => {
    const value = get(name);
    if (value === undefined) return undefined;
    const converted = toBoolean(value);
    if (converted === undefined) throw refused(name, 'bool', invalidBoolean(value));
    return converted;
  };
  const indexVar = get('index_var');
  const label = values.get('label') ?? null;
  return {
    loopVar: str(get('loop_var') ?? 'item'),
    indexVar: indexVar === undefined ? undefined : str(indexVar),
    label: truthy(label) ? label : undefined,
    pause: seconds(get('pause') ?? 0, (reason) => refused('pause', 'float', reason)),
    extended: bool('extended') ?? false,
    allItems: bool('extended_allitems') ?? true,
  };
}

function seconds(value: Value, refused: (reason: string) => ParseError): number {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  const read = typeof value === 'string' ? parseFloatText(value) : undefined;
  if (read === undefined) throw refused(`could not convert string to float: ${repr(value)}`);
  return read;
}
