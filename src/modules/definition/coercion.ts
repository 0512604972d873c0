import { toPlain } from '../../values/plain.ts';
import { pythonLiteral } from '../../values/python-literal.ts';
import { PyFloat } from '../../values/types.ts';
import type { OptionSpec } from '../contract.ts';
import { humanToBytes } from './human-bytes.ts';
import { pythonClass, pythonText } from './python-text.ts';

/** A value that can't be taken as the wanted type; the message is the end of Ansible's sentence. */
export class CoercionError extends Error {}

const TRUE_WORDS = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const FALSE_WORDS = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** Ansible's `boolean()`: undefined where the value is none of its words. */
export function booleanWord(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = value instanceof PyFloat ? String(value.value) : String(value).toLowerCase().trim();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/**
 * Takes a plain value as an option's type, as AnsibleModule does (a list from a comma separated string, a dict
 * from JSON or `k=v` pairs …). Paths are not expanded here: that is the target's matter.
 * @throws CoercionError
 */
export function coerce(type: OptionSpec['type'], value: unknown): unknown {
  switch (type) {
    case 'raw':
      return value;
    case 'str':
    case 'path':
      return pythonText(value);
    case 'bool':
      return toBool(value);
    case 'int':
      return toInt(value);
    case 'float':
      return toFloat(value);
    case 'list':
      return toList(value);
    case 'dict':
      return toDict(value);
    case 'json':
    case 'jsonarg':
      return toJson(value);
    case 'bytes':
      return toBytes(value, false);
    case 'bits':
      return toBytes(value, true);
    default:
      // A role's argument_specs may name a type that isn't there.
      throw new CoercionError("'NoneType' object is not callable");
  }
}

function refuse(value: unknown, wanted: string): never {
  throw new CoercionError(`${pythonClass(value)} cannot be converted to ${wanted}`);
}

function toBool(value: unknown): boolean {
  if (typeof value === 'object' && !(value instanceof PyFloat)) refuse(value, 'a bool');
  const found = booleanWord(value);
  if (found !== undefined) return found;
  throw new CoercionError(
    `The value '${pythonText(value)}' is not a valid boolean.  Valid booleans include: 0, 1, '0', 'f', 'y', 'on', 'no', 'off', 'n', 'false', '1', 'yes', 't', 'true'`,
  );
}

function toInt(value: unknown): number | bigint {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) {
    const exact = BigInt(value.trim().replace(/[_+]/g, ''));
    const number = Number(exact);
    return Number.isSafeInteger(number) ? number : exact;
  }
  return refuse(value, 'an int');
}

function toFloat(value: unknown): number {
  if (value instanceof PyFloat) return value.value;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    return Number(value);
  }
  return refuse(value, 'a float');
}

function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(',');
  if (typeof value === 'object' && !(value instanceof PyFloat)) refuse(value, 'a list');
  return [pythonText(value)];
}

function toDict(value: unknown): Record<string, unknown> {
  if (value instanceof PyFloat || typeof value !== 'object' || Array.isArray(value) || !value) {
    if (typeof value !== 'string') refuse(value, 'a dict');
    return dictFromText(value);
  }
  return value as Record<string, unknown>;
}

function dictFromText(text: string): Record<string, unknown> {
  if (text.startsWith('{')) {
    const parsed = jsonOrLiteral(text);
    if (parsed === undefined) throw new CoercionError('unable to evaluate string as dictionary');
    return parsed as Record<string, unknown>;
  }
  if (!text.includes('=')) {
    throw new CoercionError('dictionary requested, could not parse JSON or key=value');
  }
  const dict: Record<string, unknown> = {};
  for (const [index, field] of pairFields(text.trim()).entries()) {
    const at = field.indexOf('=');
    if (at < 0) {
      throw new CoercionError(
        `dictionary update sequence element #${index} has length 1; 2 is required`,
      );
    }
    dict[field.slice(0, at)] = field.slice(at + 1);
  }
  return dict;
}

function jsonOrLiteral(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const value = pythonLiteral(text, { indented: true });
    return value === undefined ? undefined : toPlain(value);
  }
}

/** Splits `a=1, b="x y"` at commas and blanks outside quotes; quotes fall away, a backslash escapes. */
function pairFields(text: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quote = '';
  let escaped = false;
  for (const char of text) {
    if (escaped) {
      field += char;
      escaped = false;
    } else if (char === '\\') {
      escaped = true;
    } else if (!quote && (char === "'" || char === '"')) {
      quote = char;
    } else if (quote === char) {
      quote = '';
    } else if (!quote && (char === ',' || char === ' ')) {
      if (field) fields.push(field);
      field = '';
    } else {
      field += char;
    }
  }
  if (field) fields.push(field);
  return fields;
}

function toJson(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (value !== null && typeof value === 'object' && !(value instanceof PyFloat)) {
    return jsonText(value);
  }
  return refuse(value, 'a json string');
}

/** Python's `json.dumps`: a blank after `,` and `:`, non-ASCII kept. */
export function jsonText(value: unknown): string {
  if (value instanceof PyFloat) return pythonText(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}: ${jsonText(item)}`).join(', ')}}`;
  }
  return JSON.stringify(value ?? null);
}

function toBytes(value: unknown, bits: boolean): number {
  const size = humanToBytes(pythonText(value), bits);
  return size ?? refuse(value, bits ? 'a Bit value' : 'a Byte value');
}
