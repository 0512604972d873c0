import { isText } from '../../values/markup.ts';
import { pythonLiteral } from '../../values/python-literal.ts';
import { str } from '../../values/repr.ts';
import { PyFloat, PySet, Tuple, type Value, VaultText } from '../../values/types.ts';
import { NativeText } from './native-text.ts';

/** How the pieces that a template puts out become its value. */
export type Concat = (pieces: readonly Value[]) => Value;

const joined = (pieces: readonly Value[]): string => {
  let text = '';
  for (const piece of pieces) text += textOf(piece);
  return text;
};

/** Ansible's to_text: bytes are decoded. */
function textOf(piece: Value): string {
  if (typeof piece === 'string') return piece;
  return piece instanceof Uint8Array ? Buffer.from(piece).toString('utf8') : str(piece);
}

/** Text alone: `convert_data: false` and template files without conversion. */
export const textConcat: Concat = joined;

/** Data that reads back from its own repr as itself is copied instead of printed and parsed. */
function reread(value: Value): Value | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'bigint':
      return value;
  }
  if (value === null) return null;
  if (value instanceof PyFloat) return Number.isFinite(value.value) ? value : undefined;
  if (Array.isArray(value)) {
    const copy = new Array<Value>(value.length);
    for (let i = 0; i < value.length; i++) {
      const item = reread(value[i] as Value);
      if (item === undefined) return undefined;
      copy[i] = item;
    }
    return copy;
  }
  if (value instanceof Map) {
    const copy = new Map<Value, Value>();
    for (const [key, item] of value) {
      const newKey = reread(key);
      const newItem = reread(item);
      if (newKey === undefined || newItem === undefined) return undefined;
      copy.set(newKey, newItem);
    }
    return copy;
  }
  if (value instanceof Tuple || value instanceof PySet) {
    const copy = reread([...value.items]);
    if (!Array.isArray(copy)) return undefined;
    return value instanceof Tuple ? new Tuple(copy) : new PySet(copy);
  }
  if (value instanceof VaultText) return value.plain;
  return value instanceof Uint8Array ? value : undefined;
}

const looksLikeData = (text: string): boolean => {
  const first = text.charCodeAt(0);
  return first === 0x7b || first === 0x5b || text === 'True' || text === 'False';
};

/** Ansible's default: text that looks like a list, a dict or a boolean becomes that. */
export const evalConcat: Concat = (pieces) => {
  let text: string;
  if (pieces.length === 1) {
    const only = pieces[0] as Value;
    if (only instanceof NativeText) return only;
    if (typeof only === 'string') text = only;
    else {
      if (typeof only === 'boolean') return only;
      if (
        Array.isArray(only) ||
        only instanceof Map ||
        (only instanceof PySet && only.items.length > 0)
      ) {
        const copy = reread(only);
        if (copy !== undefined) return copy;
      }
      text = textOf(only);
    }
  } else text = joined(pieces);
  if (!looksLikeData(text)) return text;
  return pythonLiteral(text, { jsonNames: true }) ?? text;
};

/** `jinja2_native`: a single value stays what it is, text is read as a Python literal where it is one. */
export const nativeConcat: Concat = (pieces) => {
  if (pieces.length === 0) return null;
  let text: string;
  if (pieces.length === 1) {
    const only = pieces[0] as Value;
    if (only instanceof VaultText) return only.plain;
    if (only instanceof NativeText || !isText(only)) return only;
    text = str(only);
  } else text = joined(pieces);
  const value = pythonLiteral(text);
  if (value === undefined) return text;
  if (typeof value === 'string') {
    const quote = text.charAt(0);
    return quote + value + quote;
  }
  return value;
};
