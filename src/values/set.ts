import { type HashKey, hashKey } from './hash.ts';
import { PySet, type Value } from './types.ts';

const indexes = new WeakMap<PySet, Map<HashKey, Value>>();

function indexOf(set: PySet): Map<HashKey, Value> {
  let index = indexes.get(set);
  if (index === undefined || index.size !== set.items.length) {
    index = new Map(set.items.map((item) => [hashKey(item), item]));
    indexes.set(set, index);
  }
  return index;
}

/** A set of the items, the first of equal ones kept. */
export function makeSet(items: Iterable<Value> = []): PySet {
  const index = new Map<HashKey, Value>();
  for (const item of items) {
    const key = hashKey(item);
    if (!index.has(key)) index.set(key, item);
  }
  const set = new PySet([...index.values()]);
  indexes.set(set, index);
  return set;
}

export function setHas(set: PySet, item: Value): boolean {
  return indexOf(set).has(hashKey(item));
}

export function setAdd(set: PySet, item: Value): void {
  const index = indexOf(set);
  const key = hashKey(item);
  if (index.has(key)) return;
  index.set(key, item);
  set.items.push(item);
}

/** Removes the item; false when it was not a member. */
export function setDelete(set: PySet, item: Value): boolean {
  const index = indexOf(set);
  const key = hashKey(item);
  if (!index.delete(key)) return false;
  set.items.splice(
    set.items.findIndex((member) => hashKey(member) === key),
    1,
  );
  return true;
}

export const setUnion = (a: PySet, b: Iterable<Value>): PySet => makeSet([...a.items, ...b]);

export const setDifference = (a: PySet, b: PySet): PySet =>
  makeSet(a.items.filter((item) => !setHas(b, item)));

export const setIntersection = (a: PySet, b: PySet): PySet =>
  makeSet(a.items.filter((item) => setHas(b, item)));

export const setSymmetricDifference = (a: PySet, b: PySet): PySet =>
  makeSet([
    ...a.items.filter((item) => !setHas(b, item)),
    ...b.items.filter((item) => !setHas(a, item)),
  ]);

export const isSubset = (a: PySet, b: PySet): boolean =>
  a.items.length <= b.items.length && a.items.every((item) => setHas(b, item));
