import { iterate } from '../iterate.ts';
import { keyError } from '../python-errors.ts';
import { repr } from '../repr.ts';
import {
  isSubset,
  makeSet,
  setAdd,
  setDelete,
  setDifference,
  setHas,
  setIntersection,
  setSymmetricDifference,
} from '../set.ts';
import type { PySet, Value } from '../types.ts';
import { methodTable } from './method-table.ts';

const fold = (self: PySet, others: readonly Value[], step: (a: PySet, b: PySet) => PySet): PySet =>
  others.reduce<PySet>((a, other) => step(a, makeSet(iterate(other))), makeSet(self.items));

export const SET_METHODS = methodTable<PySet>('set', [
  [
    'add',
    ['elem'],
    (self, [item]) => {
      setAdd(self, item as Value);
      return null;
    },
  ],
  [
    'discard',
    ['elem'],
    (self, [item]) => {
      setDelete(self, item as Value);
      return null;
    },
  ],
  [
    'remove',
    ['elem'],
    (self, [item]) => {
      if (!setDelete(self, item as Value)) throw keyError(repr(item as Value));
      return null;
    },
  ],
  [
    'pop',
    [],
    (self) => {
      const item = self.items[0];
      if (item === undefined) throw keyError("'pop from an empty set'");
      setDelete(self, item);
      return item;
    },
  ],
  [
    'clear',
    [],
    (self) => {
      self.items.length = 0;
      return null;
    },
  ],
  [
    'update',
    [],
    (self, _values, rest) => {
      for (const other of rest) for (const item of iterate(other)) setAdd(self, item);
      return null;
    },
    { rest: true },
  ],
  ['copy', [], (self) => makeSet(self.items)],
  [
    'union',
    [],
    (self, _v, rest) => fold(self, rest, (a, b) => makeSet([...a.items, ...b.items])),
    { rest: true },
  ],
  ['intersection', [], (self, _v, rest) => fold(self, rest, setIntersection), { rest: true }],
  ['difference', [], (self, _v, rest) => fold(self, rest, setDifference), { rest: true }],
  [
    'symmetric_difference',
    ['other'],
    (self, [other]) => setSymmetricDifference(self, makeSet(iterate(other as Value))),
  ],
  ['issubset', ['other'], (self, [other]) => isSubset(self, makeSet(iterate(other as Value)))],
  ['issuperset', ['other'], (self, [other]) => isSubset(makeSet(iterate(other as Value)), self)],
  [
    'isdisjoint',
    ['other'],
    (self, [other]) => !Array.from(iterate(other as Value)).some((item) => setHas(self, item)),
  ],
]);
