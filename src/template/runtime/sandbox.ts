import { findItem } from '../../values/attribute.ts';
import { Markup } from '../../values/markup.ts';
import { method } from '../../values/method.ts';
import { formatMethods, markupFormatMethods } from '../../values/methods/format-methods.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { typeName } from '../../values/type-name.ts';
import { type Callable, PyObject, PySet, Undefined, type Value } from '../../values/types.ts';
import { attributeOrClass } from './special-attributes.ts';
import type { UndefinedFactory } from './undefined.ts';

/** `sandbox` hides what starts with an underscore; `immutable` also what changes lists, dicts and sets. */
export type SandboxKind = 'sandbox' | 'immutable';

const SET_CHANGES = new Set(
  'add clear difference_update discard pop remove symmetric_difference_update update'.split(' '),
);
const DICT_CHANGES = new Set('clear pop popitem setdefault update'.split(' '));
const LIST_CHANGES = new Set('append reverse insert sort extend remove'.split(' '));

function changes(value: Value, name: string): boolean {
  if (value instanceof PySet) return SET_CHANGES.has(name);
  if (value instanceof Map) return DICT_CHANGES.has(name);
  return Array.isArray(value) && LIST_CHANGES.has(name);
}

/** What templates of unknown origin may not do. */
export class Sandbox {
  readonly #immutable: boolean;
  readonly #undefined: UndefinedFactory;
  readonly #format;
  readonly #markupFormat;

  constructor(kind: SandboxKind, makeUndefined: UndefinedFactory) {
    this.#immutable = kind === 'immutable';
    this.#undefined = makeUndefined;
    const access = {
      attribute: (value: Value, name: string) => this.#formatAttribute(value, name),
      item: (value: Value, key: Value) => this.#formatItem(value, key),
    };
    this.#format = formatMethods(access);
    this.#markupFormat = markupFormatMethods(access);
  }

  isSafeAttribute(value: Value, name: string): boolean {
    if (name.startsWith('_')) return false;
    if (value instanceof PyObject && value.typeName === 'generator')
      return name !== 'gi_frame' && name !== 'gi_code';
    if (value instanceof PyObject && value.typeName === 'type') return name !== 'mro';
    return !(this.#immutable && changes(value, name));
  }

  unsafeUndefined(value: Value, name: string): Undefined {
    return this.#undefined({
      hint: `access to attribute '${name}' of '${typeName(value)}' object is unsafe.`,
      name,
      object: value,
      pythonClass: 'SecurityError',
    });
  }

  /** str.format and format_map as they are in a sandbox: fields can't reach what templates can't. */
  formatMethod(value: Value, name: string): Callable | undefined {
    if (typeof value === 'string') {
      const body = this.#format.get(name);
      return body && method(name, (args, kwargs) => body(value, args, kwargs));
    }
    if (!(value instanceof Markup)) return undefined;
    const body = this.#markupFormat.get(name);
    return body && method(name, (args, kwargs) => body(value, args, kwargs));
  }

  #formatAttribute(value: Value, name: string): Value {
    const found = attributeOrClass(value, name);
    if (found !== undefined) {
      if (this.isSafeAttribute(value, name)) return found;
      return this.unsafeUndefined(value, name);
    }
    return this.#missing(value, name, findItem(value, name));
  }

  #formatItem(value: Value, key: Value): Value {
    return this.#missing(value, key, findItem(value, key));
  }

  #missing(object: Value, name: Value, found: Value | undefined): Value {
    if (found !== undefined) return found;
    if (object instanceof Undefined) return failUndefined(object);
    return this.#undefined({ object, name });
  }
}
