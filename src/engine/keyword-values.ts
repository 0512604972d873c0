import { ParseError, UndefinedVariableError } from '../diagnostics/errors.ts';
import { taskKeywords } from '../playbook/keywords.ts';
import {
  collectedKeyword,
  inheritanceParent,
  isInherited,
  keywordHolder,
  keywordOf,
  type Node,
  type Task,
} from '../playbook/nodes.ts';
import { OMIT } from '../template/ansible/omit.ts';
import type { TemplarContract } from '../template/contract.ts';
import { str } from '../values/index.ts';
import { PyFloat, Template, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import { withoutTemplates } from './source-form.ts';

const typedKeywords = new WeakMap<Task, { name: string; type: string }[]>();

const needsCheck = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && typeof value !== 'boolean' && typeof value !== 'number';

/** A task's keywords for one host, rendered and converted when asked for. */
export class KeywordValues {
  readonly task: Task;
  readonly #templar: TemplarContract;

  constructor(task: Task, templar: TemplarContract) {
    this.task = task;
    this.#templar = templar;
  }

  /** Rendered value; undefined where the keyword is not set, null or omitted. @throws ParseError */
  value(name: string): Value | undefined {
    return this.#valueFrom(this.task, name);
  }

  /** What is omitted counts as not set there: the next node outwards has the word. */
  #valueFrom(node: Node, name: string): Value | undefined {
    const holder = keywordHolder(node, name);
    const raw = holder?.keywords.get(name);
    if (holder === undefined || raw === undefined || raw === null) return undefined;
    if (isConstant(raw)) return raw;
    const rendered = this.#render(raw);
    if (rendered !== OMIT) return rendered;
    const outer = isInherited(name) ? inheritanceParent(holder) : undefined;
    return outer && this.#valueFrom(outer, name);
  }

  bool(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    const converted = toBoolean(value);
    if (converted === undefined) throw this.#invalid(name, value, 'bool', invalidBoolean(value));
    return converted;
  }

  int(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    if (value instanceof PyFloat) return Math.trunc(value.value);
    if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
    throw this.#invalid(
      name,
      value,
      'int',
      `invalid literal for int() with base 10: '${str(value)}'`,
    );
  }

  text(name: string): string | undefined {
    const value = this.value(name);
    return value === undefined || value === null ? undefined : str(value);
  }

  /** A list keyword; a single value is a list of one. */
  list(name: string): Value[] | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    return Array.isArray(value) ? value : [value];
  }

  /**
   * Converts all typed keywords that are set, so that a wrong one fails the task; `warn` is told of those that hold
   * templates in vain. @throws ParseError
   */
  check(warn: (message: string) => void): void {
    for (const name of ['register', 'listen']) {
      const value = this.task.keywords.get(name) ?? null;
      const templates = [value].flat().filter((one) => one instanceof Template);
      if (templates.length === 0) continue;
      const shown = str(withoutTemplates(value));
      warn(
        `"${name}" is not templatable, but we found: ${shown}, it will not be templated and will be used "as is".`,
      );
    }
    let checks = typedKeywords.get(this.task);
    if (checks === undefined) {
      checks = ['bool', 'int'].flatMap((type) =>
        Object.entries(taskKeywords)
          .filter(
            ([name, keyword]) => keyword.type === type && needsCheck(keywordOf(this.task, name)),
          )
          .map(([name]) => ({ name, type })),
      );
      typedKeywords.set(this.task, checks);
    }
    for (const { name, type } of checks) {
      if (type === 'bool') this.bool(name);
      else this.int(name);
    }
  }

  /** `when` and its like, unrendered: conditions from all enclosing nodes, outermost first. */
  conditions(name: 'when'): Value[] {
    return collectedKeyword(this.task, name);
  }

  #render(raw: Value): Value {
    try {
      return this.#templar.template(raw);
    } catch (error) {
      if (!(error instanceof UndefinedVariableError)) throw error;
      throw taskFault(
        this.task,
        `The task includes an option with an undefined variable. The error was: ${error.message}`,
        error,
      );
    }
  }

  #invalid(name: string, value: Value, type: string, reason: string): ParseError {
    return taskFault(
      this.task,
      `the field '${name}' has an invalid value (${str(value)}), and could not be converted to an ${type}.The error was: ${reason}`,
    );
  }
}

/** An error about a task; its text ends with the task's place as Ansible's does. */
export function taskFault(task: Task, message: string, cause?: unknown): ParseError {
  return new ParseError(message, { span: task.span, cause });
}

const isConstant = (value: Value): boolean =>
  typeof value !== 'object' ||
  (value !== null &&
    !(value instanceof Template) &&
    !(value instanceof Map) &&
    !Array.isArray(value));

/** Why a value is no boolean. */
export const invalidBoolean = (value: Value): string =>
  `The value '${str(value)}' is not a valid boolean.  Valid booleans include: 0, 1, 'n', 't', 'off', 'yes', 'true', 'no', 'on', 'f', 'false', '1', 'y', '0'`;
