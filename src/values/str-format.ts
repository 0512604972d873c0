import { formatValue } from './format-spec.ts';
import { asciiRepr } from './percent-format.ts';
import { indexError, keyError, valueError } from './python-errors.ts';
import { repr, str } from './repr.ts';
import { stringRepr } from './string-repr.ts';
import type { Value } from './types.ts';

/** How a format string reaches into its values; a sandbox puts guards here. */
export interface FieldAccess {
  attribute(value: Value, name: string): Value;
  item(value: Value, key: Value): Value;
}

/** Python's str.format(). @throws TemplateError as Python words it */
export function formatString(
  text: string,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  access: FieldAccess,
  toText: (value: Value, spec: string) => string = formatValue,
): string {
  return new Formatter(args, kwargs, access, toText).format(text, 2);
}

class Formatter {
  readonly #args: readonly Value[];
  readonly #kwargs: ReadonlyMap<string, Value>;
  readonly #access: FieldAccess;
  readonly #toText: (value: Value, spec: string) => string;
  #automatic = 0;
  #manual = false;

  constructor(
    args: readonly Value[],
    kwargs: ReadonlyMap<string, Value>,
    access: FieldAccess,
    toText: (value: Value, spec: string) => string,
  ) {
    this.#args = args;
    this.#kwargs = kwargs;
    this.#access = access;
    this.#toText = toText;
  }

  format(text: string, depth: number): string {
    if (depth < 0) throw valueError('Max string recursion exceeded');
    let out = '';
    let at = 0;
    while (at < text.length) {
      const c = text[at] as string;
      if (c !== '{' && c !== '}') {
        const stop = text.slice(at).search(/[{}]/);
        const end = stop < 0 ? text.length : at + stop;
        out += text.slice(at, end);
        at = end;
      } else if (text[at + 1] === c) {
        out += c;
        at += 2;
      } else if (c === '}') {
        throw valueError("Single '}' encountered in format string");
      } else {
        const end = fieldEnd(text, at + 1);
        out += this.#field(text.slice(at + 1, end), depth);
        at = end + 1;
      }
    }
    return out;
  }

  #field(field: string, depth: number): string {
    const { name, conversion, spec } = splitField(field);
    let value = this.#resolve(name);
    if (conversion === 'r') value = repr(value);
    else if (conversion === 's') value = str(value);
    else if (conversion === 'a') value = asciiRepr(value);
    else if (conversion !== undefined)
      throw valueError(`Unknown conversion specifier ${conversion}`);
    return this.#toText(value, spec.includes('{') ? this.format(spec, depth - 1) : spec);
  }

  #resolve(name: string): Value {
    const match = /^([^.[]*)([\s\S]*)$/.exec(name);
    let value = this.#first(match?.[1] ?? '');
    let rest = match?.[2] ?? '';
    while (rest !== '') {
      const step = /^(?:\.([^.[]+)|\[([^\]]+)\])/.exec(rest);
      if (step === null) {
        if (/^(\.|\[\])/.test(rest)) throw valueError('Empty attribute in format string');
        throw valueError("Only '.' or '[' may follow ']' in format field specifier");
      }
      if (step[1] !== undefined) value = this.#access.attribute(value, step[1]);
      else {
        const key = step[2] as string;
        value = this.#access.item(value, /^\d+$/.test(key) ? Number(key) : key);
      }
      rest = rest.slice(step[0].length);
    }
    return value;
  }

  #first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.#kwargs.get(name);
      if (value === undefined) throw keyError(stringRepr(name));
      return value;
    }
    if (name === '' ? this.#manual : this.#automatic > 0)
      throw valueError(
        name === ''
          ? 'cannot switch from manual field specification to automatic field numbering'
          : 'cannot switch from automatic field numbering to manual field specification',
      );
    if (name !== '') this.#manual = true;
    const index = name === '' ? this.#automatic++ : Number(name);
    const value = this.#args[index];
    if (value === undefined)
      throw indexError(`Replacement index ${index} out of range for positional args tuple`);
    return value;
  }
}

function fieldEnd(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return at;
    else if (c === '[' && depth === 1) {
      const close = text.indexOf(']', at);
      if (close > 0) at = close;
    }
  }
  throw valueError(
    start >= text.length
      ? "Single '{' encountered in format string"
      : "expected '}' before end of string",
  );
}

function splitField(field: string): {
  name: string;
  conversion: string | undefined;
  spec: string;
} {
  const match = /^((?:[^[!:]|\[[^\]]*\])*)(?:!([^:]?)([^:]*))?(?::([\s\S]*))?$/.exec(field);
  if (match === null) throw valueError("expected ':' after conversion specifier");
  const [, name = '', conversion, extra = '', spec = ''] = match;
  if (conversion === '') throw valueError("unmatched '{' in format spec");
  if (extra !== '') throw valueError("expected ':' after conversion specifier");
  return { name, conversion, spec };
}
