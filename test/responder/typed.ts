import { PyDate } from '../../src/values/date.ts';
import { PyDateTime } from '../../src/values/datetime.ts';
import { dictSet } from '../../src/values/dict.ts';
import { floatRepr } from '../../src/values/float.ts';
import { toList } from '../../src/values/iterate.ts';
import { Markup } from '../../src/values/markup.ts';
import { str } from '../../src/values/repr.ts';
import { makeSet } from '../../src/values/set.ts';
import { PyTimeDelta } from '../../src/values/timedelta.ts';
import {
  Callable,
  type Dict,
  LazyDict,
  PyFloat,
  PyObject,
  PyRange,
  PySet,
  Template,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from '../../src/values/types.ts';

/** JSON with a `{t, v}` object for each Python type that JSON lacks. */
export type Typed = null | boolean | number | string | Typed[] | { t: string; v: unknown };

/** A value from its typed JSON; `text` decides what a string becomes. */
export function fromTyped(typed: Typed, text: (source: string) => Value): Value {
  if (typeof typed === 'string') return text(typed);
  if (typed === null || typeof typed !== 'object') return typed;
  if (Array.isArray(typed)) return typed.map((item) => fromTyped(item, text));
  const items = typed.v as Typed[];
  switch (typed.t) {
    case 'int':
      return BigInt(typed.v as string);
    case 'float':
      return new PyFloat(pythonFloat(typed.v as string));
    case 'dict': {
      const dict: Dict = new Map();
      for (const [key, value] of typed.v as [Typed, Typed][]) {
        dictSet(
          dict,
          fromTyped(key, (source) => source),
          fromTyped(value, text),
        );
      }
      return dict;
    }
    case 'tuple':
      return new Tuple(items.map((item) => fromTyped(item, text)));
    case 'set':
      return makeSet(items.map((item) => fromTyped(item, text)));
    case 'range':
      return new PyRange(...(typed.v as [number, number, number]));
    case 'bytes':
      return new Uint8Array(Buffer.from(typed.v as string, 'base64'));
    case 'markup':
      return new Markup(typed.v as string);
    case 'unsafe':
      return typed.v as string;
    case 'datetime':
    case 'date':
      return dateFrom(typed.v as string);
  }
  throw new Error(`unknown typed value ${typed.t}`);
}

function pythonFloat(text: string): number {
  if (/inf/.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text === 'nan' ? Number.NaN : Number(text);
}

function dateFrom(text: string): Value {
  const parts = text.split(/[-T:.]/).map(Number);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (!text.includes('T')) return new PyDate(year, month, day);
  const microsecond = Number((text.split('.')[1] ?? '').padEnd(6, '0') || 0);
  return new PyDateTime({ year, month, day, hour, minute, second, microsecond });
}

/** A value as typed JSON. */
export function toTyped(value: Value): Typed {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return { t: 'int', v: String(value) };
  if (value instanceof PyFloat) return { t: 'float', v: floatRepr(value.value) };
  if (Array.isArray(value)) return value.map(toTyped);
  if (value instanceof Map) {
    return { t: 'dict', v: [...value].map(([key, item]) => [toTyped(key), toTyped(item)]) };
  }
  if (value instanceof LazyDict) {
    return {
      t: 'dict',
      v: [...value.keys()].map((key) => [key, toTyped(value.get(key) ?? null)]),
    };
  }
  if (value instanceof Tuple) return { t: 'tuple', v: value.items.map(toTyped) };
  if (value instanceof PySet) return { t: 'set', v: value.items.map(toTyped) };
  if (value instanceof PyRange) return { t: 'range', v: [value.start, value.stop, value.step] };
  if (value instanceof Uint8Array) return { t: 'bytes', v: Buffer.from(value).toString('base64') };
  if (value instanceof Undefined) return { t: 'undefined', v: value.message };
  if (value instanceof Template) return value.source;
  if (value instanceof VaultText) return value.plain;
  if (value instanceof Markup) return { t: 'markup', v: value.text };
  if (value instanceof PyTimeDelta)
    return { t: 'timedelta', v: floatRepr(value.microseconds / 1e6) };
  return toTypedObject(value);
}

function toTypedObject(value: PyObject | Callable): Typed {
  const isoformat = value.getAttribute('isoformat');
  if (isoformat instanceof Callable) {
    return { t: value.typeName, v: isoformat.call([], new Map()) as string };
  }
  if (value instanceof PyObject && value.iterate() !== undefined) return toList(value).map(toTyped);
  return str(value);
}
