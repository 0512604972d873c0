import { isText } from '../../values/markup.ts';
import { repr } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import {
  Callable,
  ChainableUndefined,
  DebugUndefined,
  LazyDict,
  PyObject,
  Tuple,
  Undefined,
  type Value,
} from '../../values/types.ts';

export type UndefinedKind = 'default' | 'strict' | 'chainable' | 'debug';

/** What is missing: a hint as full text, or a name, or a name (or key) on an object. */
export interface Missing {
  readonly hint?: string;
  readonly object?: Value;
  readonly name?: Value;
  /** `SecurityError` where a sandbox forbids the access. */
  readonly pythonClass?: string;
  readonly cause?: Error;
}

/** Makes the undefined value for something missing. */
export type UndefinedFactory = (missing: Missing) => Undefined;

/** Modules of the classes whose names Jinja prints with them. */
const MODULES: Record<string, string> = {
  HostVars: 'ansible.vars.hostvars',
  HostVarsVars: 'ansible.vars.hostvars',
  Markup: 'markupsafe',
  date: 'datetime',
  datetime: 'datetime',
  timedelta: 'datetime',
  Macro: 'jinja2.runtime',
  LoopContext: 'jinja2.runtime',
  BlockReference: 'jinja2.runtime',
  TemplateReference: 'jinja2.runtime',
  Undefined: 'jinja2.runtime',
  StrictUndefined: 'jinja2.runtime',
  ChainableUndefined: 'jinja2.runtime',
  DebugUndefined: 'jinja2.runtime',
  TemplateModule: 'jinja2.environment',
  Namespace: 'jinja2.utils',
  Cycler: 'jinja2.utils',
  Joiner: 'jinja2.utils',
  _GroupTuple: 'jinja2.filters',
};

/** An object as messages about missing attributes name it: `dict object`, `jinja2.runtime.Macro object`. */
export function describeObject(value: Value): string {
  if (value === null) return 'None';
  const name = typeName(value);
  const qualified =
    value instanceof PyObject ||
    value instanceof Callable ||
    value instanceof LazyDict ||
    value instanceof Tuple ||
    value instanceof Undefined;
  const module = qualified ? MODULES[name] : undefined;
  return `${module === undefined ? '' : `${module}.`}${name} object`;
}

/** Jinja's text for a missing name, attribute or element. */
export function missingMessage(missing: Missing): string {
  if (missing.hint !== undefined) return missing.hint;
  const { object, name = null } = missing;
  if (object === undefined) return `${repr(name)} is undefined`;
  if (!isText(name)) return `${describeObject(object)} has no element ${repr(name)}`;
  return `'${describeObject(object)}' has no attribute ${repr(name)}`;
}

function debugText(missing: Missing): string {
  if (missing.hint !== undefined) return `{{ undefined value printed: ${missing.hint} }}`;
  if (missing.object === undefined) return `{{ ${String(missing.name ?? 'None')} }}`;
  return `{{ no such element: ${describeObject(missing.object)}[${repr(missing.name ?? null)}] }}`;
}

/** The factory for one of Jinja's kinds of undefined. */
export function undefinedFactory(kind: UndefinedKind): UndefinedFactory {
  return (missing) => {
    const message = missingMessage(missing);
    const name = typeof missing.name === 'string' ? missing.name : undefined;
    switch (kind) {
      case 'debug':
        return new DebugUndefined(message, name, debugText(missing));
      case 'chainable':
        return new ChainableUndefined(message, name, true, missing.pythonClass);
      default:
        return new Undefined(message, name, kind === 'default', missing.pythonClass);
    }
  };
}
