import {
  type ErrorDetails,
  ParseError,
  TroupeError,
  UndefinedVariableError,
} from '../diagnostics/errors.ts';
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
import { str, truthy, typeName } from '../values/index.ts';
import { asInt } from '../values/int.ts';
import { isText } from '../values/markup.ts';
import { PyFloat, Template, type Value } from '../values/types.ts';
import { toBoolean } from './boolean.ts';
import { withoutTemplates } from './source-form.ts';

/**
 * What a connection is made with, and the variables that count in its place: looked at before the condition, and
 * told without a place (Ansible's play context).
 */
const CONTEXT_KEYWORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['connection', ['ansible_connection']],
  ['remote_user', ['ansible_user', 'ansible_ssh_user']],
  ['no_log', []],
  ['check_mode', []],
  ['diff', []],
  ['become', ['ansible_become']],
  ['become_method', ['ansible_become_method']],
  ['become_user', ['ansible_become_user']],
  ['become_flags', ['ansible_become_flags']],
]);

/** The keywords that are rendered before an action's arguments count, in the order in which Ansible looks at them. */
const CHECKED_KEYWORDS = [
  'connection',
  'port',
  'remote_user',
  'module_defaults',
  'no_log',
  'run_once',
  'ignore_errors',
  'ignore_unreachable',
  'check_mode',
  'diff',
  'any_errors_fatal',
  'throttle',
  'timeout',
  'debugger',
  'become',
  'become_method',
  'become_user',
  'become_flags',
  'become_exe',
  'async',
  'delay',
  'delegate_to',
  'delegate_facts',
  'notify',
  'poll',
  'retries',
];

/** The keywords of a task that can be wrong: of both lists those whose value has to be rendered or converted. */
const doubtfulKeywords = new WeakMap<Task, { context: string[]; checked: string[] }>();

const needsCheck = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && typeof value !== 'boolean' && typeof value !== 'number';

const debuggerValues = ['always', 'on_failed', 'on_unreachable', 'on_skipped', 'never'];

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
    const rendered = this.#render(name, raw);
    if (rendered !== OMIT) return rendered;
    const outer = isInherited(name) ? inheritanceParent(holder) : undefined;
    return outer && this.#valueFrom(outer, name);
  }

  bool(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    const converted = toBoolean(value);
    if (converted === undefined) throw this.#invalid(name, 'bool', invalidBoolean(value));
    return converted;
  }

  int(name: string): number | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    if (value instanceof PyFloat) return Math.trunc(value.value);
    if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
    throw this.#invalid(name, 'int', `invalid literal for int() with base 10: '${str(value)}'`);
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
   * Renders and converts all keywords that are set, so that a wrong one fails the task; `warn` is told of those that hold
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
    const wanted = keywordOf(this.task, 'debugger') ?? null;
    if (typeof wanted === 'string' && !debuggerValues.includes(wanted)) {
      throw taskFault(
        this.task,
        `'${wanted}' is not a valid value for debugger. Must be one of ${debuggerValues.join(', ')}`,
      );
    }
    this.#checkName();
    this.#checkTags();
    for (const name of this.#doubtful().checked) {
      if (name === 'module_defaults') this.#render(name, collectedKeyword(this.task, name));
      else this.#converted(name);
    }
  }

  /** A name may leave variables undefined, but nothing else may be wrong with it. */
  #checkName(): void {
    const name = this.task.keywords.get('name');
    if (!(name instanceof Template)) return;
    try {
      this.#templar.template(name);
    } catch (error) {
      if (!(error instanceof UndefinedVariableError)) throw error;
    }
  }

  /** Tags are text or whole numbers. */
  #checkTags(): void {
    const allowed = (tag: Value): boolean =>
      isText(tag) || tag instanceof Template || Array.isArray(tag) || asInt(tag) !== undefined;
    const wrong = collectedKeyword(this.task, 'tags').find((tag) => !allowed(tag));
    if (wrong === undefined) return;
    throw taskFault(
      this.task,
      `the field 'tags' should be a list of ((<class 'str'>,), <class 'int'>), but the item '${str(wrong)}' is a <class '${typeName(wrong)}'>`,
    );
  }

  /** What is wrong with a keyword that the connection is made with, if anything; `isSet` knows the variables. */
  contextFault(isSet: (variable: string) => boolean): TroupeError | undefined {
    for (const name of this.#doubtful().context) {
      if (CONTEXT_KEYWORDS.get(name)?.some(isSet)) continue;
      try {
        this.#converted(name);
      } catch (error) {
        if (!(error instanceof KeywordError)) throw error;
        // Where the keyword stands isn't known to Ansible here, and it says the reason twice.
        return new TroupeError(`${error.message}. ${error.reason}`, { cause: error.cause });
      }
    }
    return undefined;
  }

  /** A keyword's truth as it is written: a template counts as set. */
  written(name: string): boolean {
    const raw = keywordOf(this.task, name) ?? null;
    return raw instanceof Template || truthy(raw);
  }

  #converted(name: string): void {
    const type = taskKeywords[name]?.type;
    if (type === 'bool') this.bool(name);
    else if (type === 'int') this.int(name);
    else this.value(name);
  }

  #doubtful(): { context: string[]; checked: string[] } {
    let doubtful = doubtfulKeywords.get(this.task);
    if (doubtful === undefined) {
      const isDoubtful = (name: string): boolean => needsCheck(keywordOf(this.task, name));
      doubtful = {
        context: [...CONTEXT_KEYWORDS.keys()].filter(isDoubtful),
        checked: CHECKED_KEYWORDS.filter(isDoubtful),
      };
      doubtfulKeywords.set(this.task, doubtful);
    }
    return doubtful;
  }

  /** `when` and its like, unrendered: conditions from all enclosing nodes, outermost first. */
  conditions(name: 'when'): Value[] {
    return collectedKeyword(this.task, name);
  }

  #render(name: string, raw: Value): Value {
    try {
      return this.#templar.template(raw);
    } catch (error) {
      if (!(error instanceof UndefinedVariableError)) throw error;
      const message = `The field '${fieldName(name)}' has an invalid value, which includes an undefined variable. The error was: ${error.message}`;
      throw new KeywordError(message, error.message, { span: this.task.span, cause: error });
    }
  }

  #invalid(name: string, type: string, reason: string): KeywordError {
    const raw = str(withoutTemplates(keywordOf(this.task, name) ?? null));
    const message = `the field '${fieldName(name)}' has an invalid value (${raw}), and could not be converted to an ${type}.The error was: ${reason}`;
    return new KeywordError(message, reason, { span: this.task.span });
  }
}

/** A keyword's value can't be used; `reason` is the end of the message. */
class KeywordError extends ParseError {
  readonly reason: string;

  constructor(message: string, reason: string, details: ErrorDetails) {
    super(message, details);
    this.reason = reason;
  }
}

/** `async` is told of by the name that Ansible has for it inside. */
const fieldName = (name: string): string => (name === 'async' ? 'async_val' : name);

/** An error about a task; its text ends with the task's place as Ansible's does. */
export function taskFault(task: Task, message: string, cause?: unknown): ParseError {
  // A task from the command line has no place: its cause is told once more instead.
  const said =
    task.span === undefined && cause instanceof Error ? `${message}. ${cause.message}` : message;
  return new ParseError(said, { span: task.span, cause });
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
