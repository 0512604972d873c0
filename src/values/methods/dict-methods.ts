import { dictDelete, dictGet, dictHas, dictSet } from '../dict.ts';
import { DictView } from '../dict-view.ts';
import { iterate, toList } from '../iterate.ts';
import { keyError, typeError, valueError } from '../python-errors.ts';
import { repr } from '../repr.ts';
import { typeName } from '../type-name.ts';
import { type Dict, LazyDict, Tuple, type Value } from '../types.ts';
import { methodTable } from './method-table.ts';

/** The entries of a mapping or of an iterable of pairs, as dict() and dict.update() take them. */
export function entriesOf(source: Value): Iterable<readonly [Value, Value]> {
  if (source instanceof Map) return source;
  if (source instanceof LazyDict)
    return Array.from(source.keys(), (key) => [key, source.get(key) ?? null] as const);
  return pairs(source);
}

function* pairs(source: Value): Iterable<readonly [Value, Value]> {
  let position = 0;
  for (const item of iterate(source)) {
    if (item === null || typeof item === 'number' || typeof item === 'boolean')
      throw typeError(
        `cannot convert dictionary update sequence element #${position} to a sequence`,
      );
    const pair = toList(item);
    if (pair.length !== 2)
      throw valueError(
        `dictionary update sequence element #${position} has length ${pair.length}; 2 is required`,
      );
    position++;
    yield pair as [Value, Value];
  }
}

/** Python's dict(source, **options). */
export function dictFrom(source: Value | undefined, options: ReadonlyMap<string, Value>): Dict {
  const dict: Dict = new Map();
  if (source !== undefined && source !== null)
    for (const [key, value] of entriesOf(source)) dictSet(dict, key, value);
  else if (source === null) throw typeError(`'${typeName(source)}' object is not iterable`);
  for (const [key, value] of options) dict.set(key, value);
  return dict;
}

/** A missing entry's stand-in; an entry that is None is not missing. */
const orElse = (found: Value | undefined, fallback: Value): Value =>
  found === undefined ? fallback : found;

export const DICT_METHODS = methodTable<Dict>('dict', [
  ['items', [], (self) => new DictView('dict_items', self)],
  ['keys', [], (self) => new DictView('dict_keys', self)],
  ['values', [], (self) => new DictView('dict_values', self)],
  [
    'get',
    ['key', ['default', null]],
    (self, [key, fallback]) => orElse(dictGet(self, key as Value), fallback as Value),
  ],
  [
    'pop',
    ['key'],
    (self, [key], rest) => {
      const removed = dictDelete(self, key as Value);
      const value = removed === undefined ? rest[0] : removed;
      if (value === undefined) throw keyError(repr(key as Value));
      return value;
    },
    { rest: true },
  ],
  [
    'popitem',
    [],
    (self) => {
      const last = Array.from(self).pop();
      if (last === undefined) throw keyError("'popitem(): dictionary is empty'");
      self.delete(last[0]);
      return new Tuple(last);
    },
  ],
  [
    'setdefault',
    ['key', ['default', null]],
    (self, [key, fallback]) => {
      const value = dictGet(self, key as Value);
      if (value !== undefined) return value;
      dictSet(self, key as Value, fallback as Value);
      return fallback as Value;
    },
  ],
  [
    'update',
    [],
    (self, _values, rest, options) => {
      if (rest[0] !== undefined)
        for (const [key, value] of entriesOf(rest[0])) dictSet(self, key, value);
      for (const [key, value] of options) dictSet(self, key, value);
      return null;
    },
    { rest: true, options: true },
  ],
  [
    'clear',
    [],
    (self) => {
      self.clear();
      return null;
    },
  ],
  ['copy', [], (self) => new Map(self)],
  [
    'fromkeys',
    ['iterable', ['value', null]],
    (_self, [keys, value]) => {
      const dict: Dict = new Map();
      for (const key of iterate(keys as Value)) dictSet(dict, key, value as Value);
      return dict;
    },
  ],
  ['__contains__', ['key'], (self, [key]) => dictHas(self, key as Value)],
]);

/** What a read-only mapping offers. */
export const LAZY_DICT_METHODS = methodTable<LazyDict>('dict', [
  ['items', [], (self) => new DictView('dict_items', new Map(entriesOf(self)))],
  [
    'keys',
    [],
    (self) => new DictView('dict_keys', new Map(Array.from(self.keys(), (key) => [key, null]))),
  ],
  ['values', [], (self) => new DictView('dict_values', new Map(entriesOf(self)))],
  [
    'get',
    ['key', ['default', null]],
    (self, [key, fallback]) =>
      orElse(typeof key === 'string' ? self.get(key) : undefined, fallback as Value),
  ],
  ['copy', [], (self) => new Map(entriesOf(self))],
]);
