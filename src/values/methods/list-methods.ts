import { sorted } from '../compare.ts';
import { equals } from '../equality.ts';
import { asInt } from '../int.ts';
import { iterate } from '../iterate.ts';
import { indexError, typeError, valueError } from '../python-errors.ts';
import { repr } from '../repr.ts';
import { truthy } from '../truth.ts';
import { typeName } from '../type-name.ts';
import { Callable, type Tuple, type Value } from '../types.ts';
import { methodTable } from './method-table.ts';

/** An argument that has to be an int. @throws TemplateError (TypeError) */
export function integer(value: Value | undefined): number {
  const n = asInt(value);
  if (n === undefined)
    throw typeError(`'${typeName(value ?? null)}' object cannot be interpreted as an integer`);
  return Number(n);
}

function indexIn(items: readonly Value[], [item, start, stop]: Value[], missing: string): number {
  const place = (n: number) => (n < 0 ? Math.max(0, n + items.length) : n);
  const end = stop === null ? items.length : Math.min(items.length, place(integer(stop)));
  for (let i = place(integer(start)); i < end; i++)
    if (equals(items[i] as Value, item as Value)) return i;
  throw valueError(missing);
}

const countIn = (items: readonly Value[], item: Value) =>
  items.reduce<number>((n, other) => n + (equals(other, item) ? 1 : 0), 0);

export const LIST_METHODS = methodTable<Value[]>('list', [
  [
    'append',
    ['object'],
    (self, [item]) => {
      self.push(item as Value);
      return null;
    },
  ],
  [
    'extend',
    ['iterable'],
    (self, [items]) => {
      self.push(...iterate(items as Value));
      return null;
    },
  ],
  [
    'insert',
    ['index', 'object'],
    (self, [index, item]) => {
      self.splice(integer(index), 0, item as Value);
      return null;
    },
  ],
  [
    'remove',
    ['value'],
    (self, [value]) => {
      const at = self.findIndex((item) => equals(item, value as Value));
      if (at < 0) throw valueError('list.remove(x): x not in list');
      self.splice(at, 1);
      return null;
    },
  ],
  [
    'pop',
    [['index', -1]],
    (self, [index]) => {
      if (self.length === 0) throw indexError('pop from empty list');
      const n = integer(index);
      const at = n < 0 ? n + self.length : n;
      if (at < 0 || at >= self.length) throw indexError('pop index out of range');
      return self.splice(at, 1)[0] as Value;
    },
  ],
  [
    'clear',
    [],
    (self) => {
      self.length = 0;
      return null;
    },
  ],
  ['copy', [], (self) => self.slice()],
  ['count', ['value'], (self, [value]) => countIn(self, value as Value)],
  [
    'index',
    ['value', ['start', 0], ['stop', null]],
    (self, values) => indexIn(self, values, `${repr(values[0] as Value)} is not in list`),
  ],
  [
    'reverse',
    [],
    (self) => {
      self.reverse();
      return null;
    },
  ],
  [
    'sort',
    [
      ['key', null],
      ['reverse', false],
    ],
    (self, [key, reverse]) => {
      const keyOf = (item: Value) => (key instanceof Callable ? key.call([item], new Map()) : item);
      self.splice(0, self.length, ...sorted(self, keyOf, truthy(reverse as Value)));
      return null;
    },
  ],
]);

export const TUPLE_METHODS = methodTable<Tuple>('tuple', [
  ['count', ['value'], (self, [value]) => countIn(self.items, value as Value)],
  [
    'index',
    ['value', ['start', 0], ['stop', null]],
    (self, values) => indexIn(self.items, values, 'tuple.index(x): x not in tuple'),
  ],
]);
