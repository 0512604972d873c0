import { sorted } from './compare.ts';
import { floatRepr } from './float.ts';
import { isText } from './markup.ts';
import { typeError, valueError } from './python-errors.ts';
import { str } from './repr.ts';
import { typeName } from './type-name.ts';
import { LazyDict, PyFloat, Tuple, type Value, VaultText } from './types.ts';

export interface JsonOptions {
  /** Spaces a level, or the text of one level; null or absent: all on one line. */
  indent?: number | string | null;
  /** Sorts keys as Python would: by value, so mixed key types fail. */
  sortKeys?: boolean;
  /** Escape all that isn't ASCII (default true). */
  ensureAscii?: boolean;
  /** Item and key separators; the default is `, ` (`,` when indented) and `: `. */
  separators?: readonly [item: string, key: string];
  /** Leave out dict entries whose keys JSON can't carry, where they fail otherwise. */
  skipKeys?: boolean;
  /** NaN and infinities are written as JavaScript spells them unless this is false. */
  allowNan?: boolean;
  /** Stands in for a value that JSON can't carry. */
  fallback?: (value: Value) => Value;
}

interface Writer {
  readonly indent: string | null;
  readonly item: string;
  readonly key: string;
  readonly options: JsonOptions;
  readonly path: Set<Value>;
}

/** Python's json.dumps(), byte for byte. @throws TemplateError (TypeError, ValueError) with its texts */
export function dumpJson(value: Value, options: JsonOptions = {}): string {
  const { indent = null, separators } = options;
  const step = typeof indent === 'number' ? ' '.repeat(Math.max(0, indent)) : indent;
  return write(value, '', {
    indent: step,
    item: separators?.[0] ?? (step === null ? ', ' : ','),
    key: separators?.[1] ?? ': ',
    options,
    path: new Set(),
  });
}

function write(value: Value, margin: string, w: Writer): string {
  if (typeof value === 'string') return writeText(value, w.options.ensureAscii !== false);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof PyFloat) return writeFloat(value.value, w.options.allowNan !== false);
  if (Array.isArray(value)) return writeItems(value, value, margin, w);
  if (value instanceof Map) return writeDict(value, value, margin, w);
  if (value instanceof Tuple) return writeItems(value, value.items, margin, w);
  if (isText(value) || value instanceof VaultText)
    return writeText(str(value), w.options.ensureAscii !== false);
  if (value instanceof LazyDict) {
    const dict = new Map<Value, Value>();
    for (const key of value.keys()) dict.set(key, value.get(key) ?? null);
    return writeDict(value, dict, margin, w);
  }
  if (w.options.fallback === undefined)
    throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  enter(value, w);
  const text = write(w.options.fallback(value), margin, w);
  w.path.delete(value);
  return text;
}

function enter(value: Value, w: Writer): void {
  if (w.path.has(value)) throw valueError('Circular reference detected');
  w.path.add(value);
}

function writeItems(owner: Value, items: readonly Value[], margin: string, w: Writer): string {
  if (items.length === 0) return '[]';
  enter(owner, w);
  const inner = w.indent === null ? '' : `\n${margin}${w.indent}`;
  const deeper = w.indent === null ? '' : margin + w.indent;
  let text = '[';
  for (let i = 0; i < items.length; i++)
    text += (i > 0 ? w.item : '') + inner + write(items[i] as Value, deeper, w);
  w.path.delete(owner);
  return `${text}${w.indent === null ? '' : `\n${margin}`}]`;
}

function writeDict(owner: Value, dict: Map<Value, Value>, margin: string, w: Writer): string {
  if (dict.size === 0) return '{}';
  enter(owner, w);
  const entries = w.options.sortKeys ? sorted(dict, (entry) => entry[0]) : dict;
  const inner = w.indent === null ? '' : `\n${margin}${w.indent}`;
  const deeper = w.indent === null ? '' : margin + w.indent;
  const parts: string[] = [];
  for (const [key, item] of entries) {
    const name = keyText(key, w);
    if (name === undefined) continue;
    const quoted = writeText(name, w.options.ensureAscii !== false);
    parts.push(inner + quoted + w.key + write(item, deeper, w));
  }
  w.path.delete(owner);
  return `{${parts.join(w.item)}${w.indent === null ? '' : `\n${margin}`}}`;
}

function keyText(key: Value, w: Writer): string | undefined {
  if (typeof key === 'string') return key;
  if (isText(key) || key instanceof VaultText) return str(key);
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  if (key instanceof PyFloat) return writeFloat(key.value, w.options.allowNan !== false);
  if (w.options.skipKeys) return undefined;
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function writeFloat(n: number, allowNan: boolean): string {
  if (Number.isFinite(n)) return floatRepr(n);
  if (!allowNan) throw valueError('Out of range float values are not JSON compliant');
  return Number.isNaN(n) ? 'NaN' : n > 0 ? 'Infinity' : '-Infinity';
}

const PLAIN_ASCII = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const SHORT: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
};

const escapeUnit = (c: string): string =>
  SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;

function writeText(text: string, ascii: boolean): string {
  if (PLAIN_ASCII.test(text)) return `"${text}"`;
  return `"${text.replace(ascii ? /["\\]|[^\x20-\x7e]/g : /["\\\x00-\x1f]/g, escapeUnit)}"`;
}
