import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import { parseKeyValues, splitModuleText } from '../loader/free-form.ts';
import { copyPositions } from '../loader/positions.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import { keepsRawWords, takesCommand, takesFreeForm } from './actions.ts';
import { type PlaybookContext, pythonType } from './context.ts';
import { handlerKeywords } from './keywords.ts';

export interface TaskAction {
  readonly action: string;
  readonly args: Dict;
  /** From `local_action` or `delegate_to`; undefined when neither is there. */
  readonly delegateTo: Value | undefined;
}

/** Text of a plain string or of a Template; undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Template ? value.source : undefined;
}

/** Makes a Template of text with delimiters that was cut out of `origin`, when that was trusted itself. */
export function pieceOf(origin: Value, text: string): Value {
  const trusted = origin instanceof Template;
  return trusted && /\{[{%#]/.test(text) ? new Template(text, origin.span) : text;
}

/**
 * Finds a task's module and arguments in all forms that Ansible takes: `module: args`, `action: module args`,
 * `action: {module: …}`, `local_action`, `args:` beside them, `key=value` text.
 * @throws ParseError with Ansible's text.
 */
export function parseTaskAction(
  task: Dict,
  context: PlaybookContext,
  folders: readonly string[],
  collections: readonly string[],
): TaskAction {
  const fault = (message: string): ParseError =>
    new ParseError(message, { span: context.spanOf(task) });
  const extra = task.get('args');
  let delegateTo = task.get('delegate_to');
  let found: { action: string; args: Dict } | undefined;

  if (task.has('action')) found = oldStyle(task.get('action') ?? null, extra, fault);
  if (task.has('local_action')) {
    if (found !== undefined) throw fault('action and local_action are mutually exclusive');
    delegateTo = 'localhost';
    found = oldStyle(task.get('local_action') ?? '', extra, fault);
  }

  const candidates = [...task.keys()].filter(
    (key): key is string =>
      typeof key === 'string' &&
      !(key in handlerKeywords) &&
      key !== 'static' &&
      !key.startsWith('with_'),
  );
  const [first, second] = candidates;
  const rival = found === undefined ? second : first;
  if (rival !== undefined) {
    const isKnown = (name: string): boolean => context.knowsAction(name, folders, collections);
    throw conflict(
      task,
      found?.action ?? first,
      rival,
      candidates.filter((name) => !isKnown(name)),
      context,
    );
  }
  for (const name of candidates) {
    if (!context.knowsAction(name, folders, collections)) continue;
    found = { action: name, args: newStyle(name, task.get(name) ?? null, extra, fault) };
  }

  if (found === undefined) {
    const [unknown] = candidates;
    if (unknown === undefined) throw fault('no module/action detected in task.');
    // Ansible looks at the arguments before it looks for the module.
    refuseExtraWords(unknown, newStyle(unknown, task.get(unknown) ?? null, extra, fault), fault);
    throw new ParseError(
      `couldn't resolve module/action '${unknown}'. This often indicates a misspelling, missing collection, or incorrect module path.`,
      {
        span: context.spanOf(task),
        mark: context.spanOfKey(task, unknown),
        hint: context.unknownActionHint?.(unknown),
      },
    );
  }
  const { action, args } = found;
  for (const key of args.keys()) {
    if (!takesCommand(action) && String(key).startsWith('_ansible_')) {
      throw fault(`invalid parameter specified for action '${action}': '${String(key)}'`);
    }
  }
  refuseExtraWords(action, args, fault);
  if (takesCommand(action) && args.has('cmd')) {
    if ((args.get('_raw_params') ?? '') !== '') {
      throw new TroupeError(
        "The 'cmd' argument cannot be used when other raw parameters are specified. Please put everything in one or the other place.",
        { span: context.spanOf(task) },
      );
    }
    args.set('_raw_params', args.get('cmd') ?? null);
    args.delete('cmd');
  }
  return { action, args, delegateTo };
}

/** Two modules in one task, or one and a mistyped keyword. */
function conflict(
  task: Dict,
  action: string | undefined,
  rival: string,
  unknown: readonly string[],
  context: PlaybookContext,
): ParseError {
  const [mistyped = rival] = unknown;
  const meant = didYouMean(mistyped, Object.keys(handlerKeywords));
  return new ParseError(`conflicting action statements: ${action}, ${rival}`, {
    span: context.spanOf(task),
    mark: context.spanOfKey(task, mistyped),
    hint:
      unknown.length === 0
        ? 'A task has one module; make two tasks.'
        : `'${mistyped}' is no keyword and no module${meant ? `; ${meant}` : '.'}`,
  });
}

/** Words that are no `key=value` are for some modules only; a template may bring arguments. @throws ParseError */
function refuseExtraWords(action: string, args: Dict, fault: Fault): void {
  const raw = args.get('_raw_params');
  if (raw === undefined || raw === '' || takesFreeForm(action)) return;
  args.delete('_raw_params');
  if (!(raw instanceof Template)) {
    throw fault(
      `this task '${action}' has extra params, which is only allowed in the following modules: ${freeFormModules.join(', ')}`,
    );
  }
  args.set('_variable_params', raw);
}

const freeFormModules = [
  'command',
  'win_command',
  'ansible.windows.win_command',
  'shell',
  'win_shell',
  'ansible.windows.win_shell',
  'raw',
  'script',
  'include',
  'include_vars',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
  'add_host',
  'group_by',
  'set_fact',
  'meta',
];

type Fault = (message: string) => ParseError;

/** `args:` beside the module: a mapping, or a variable that holds one. */
function additionalArguments(extra: Value | undefined, fault: Fault): Dict {
  if (extra === undefined || extra === null || extra === '') return new Map();
  if (extra instanceof Map) return new Map(extra);
  if (extra instanceof Template) return new Map([['_variable_params', extra as Value]]);
  if (typeof extra === 'string') {
    throw fault(
      "Complex args containing variables cannot use bare variables (without Jinja2 delimiters), and must use the full variable style ('{{var_name}}')",
    );
  }
  throw fault('Complex args must be a dictionary or variable string ("{{var}}").');
}

function newStyle(action: string, value: Value, extra: Value | undefined, fault: Fault): Dict {
  const args = additionalArguments(extra, fault);
  if (value instanceof Map) {
    for (const [key, entry] of value) args.set(key, entry);
    copyPositions(value, args);
  } else if (value !== null) {
    const text = textOf(value);
    if (text === undefined)
      throw fault(`unexpected parameter type in action: ${pythonType(value)}`);
    for (const [key, entry] of parseText(action, value, text, fault)) args.set(key, entry);
  }
  return args;
}

function oldStyle(
  value: Value,
  extra: Value | undefined,
  fault: Fault,
): { action: string; args: Dict } {
  const args = additionalArguments(extra, fault);
  let action: string;
  if (value instanceof Map) {
    const module = value.get('module') ?? null;
    const text = textOf(module);
    if (text === undefined) throw fault('no module/action detected in task.');
    const { name, rest } = splitModuleText(text);
    action = name;
    for (const [key, entry] of value) if (key !== 'module' && key !== 'args') args.set(key, entry);
    const inner = value.get('args');
    const innerText = textOf(inner);
    if (inner instanceof Map) for (const [key, entry] of inner) args.set(key, entry);
    else if (inner !== undefined && innerText !== undefined) {
      for (const [key, entry] of parseText(action, inner, innerText, fault)) args.set(key, entry);
    }
    for (const [key, entry] of parseText(action, module, rest, fault)) args.set(key, entry);
  } else {
    const text = textOf(value);
    if (text === undefined)
      throw fault(`unexpected parameter type in action: ${pythonType(value)}`);
    const { name, rest } = splitModuleText(text);
    action = name;
    for (const [key, entry] of parseText(action, value, rest, fault)) args.set(key, entry);
  }
  return { action, args };
}

function parseText(action: string, origin: Value, text: string, fault: Fault): Dict {
  try {
    const pairs = parseKeyValues(text, { raw: keepsRawWords(action) });
    return new Map([...pairs].map(([key, entry]): [Value, Value] => [key, pieceOf(origin, entry)]));
  } catch (error) {
    throw error instanceof ParseError && error.span === undefined ? fault(error.message) : error;
  }
}
