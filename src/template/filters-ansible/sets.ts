import { TemplateError } from '../../diagnostics/errors.ts';
import { add } from '../../values/arithmetic.ts';
import { equals } from '../../values/equality.ts';
import { hashKey } from '../../values/hash.ts';
import { contains, iterate, toList } from '../../values/iterate.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import {
  makeSet,
  setDifference,
  setIntersection,
  setSymmetricDifference,
  setUnion,
} from '../../values/set.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { LazyDict, PySet, Undefined, type Value } from '../../values/types.ts';
import { filterError, type Plugin, type PluginContext, plugin } from '../ansible/plugin.ts';

const isHashable = (value: Value): boolean =>
  !Array.isArray(value) &&
  !(value instanceof Map) &&
  !(value instanceof PySet) &&
  !(value instanceof LazyDict);

/** Jinja's unique: case counts unless told otherwise; where a key can't be hashed, comparison decides. */
function uniqueItems(
  items: Iterable<Value>,
  caseSensitive: boolean,
  attribute: Value,
  context: PluginContext,
): Value[] {
  const seen = new Set<unknown>();
  const unique: Value[] = [];
  const path = attribute === null ? [] : String(attribute).split('.');
  for (const item of items) {
    let key: Value = item;
    for (const part of path) key = context.getItem(key, /^\d+$/.test(part) ? Number(part) : part);
    if (!caseSensitive && typeof key === 'string') key = key.toLowerCase();
    const hashed = hashKey(key);
    if (seen.has(hashed)) continue;
    seen.add(hashed);
    unique.push(item);
  }
  return unique;
}

const distinct = (items: Iterable<Value>): Value[] => {
  const unique: Value[] = [];
  for (const item of items) if (!unique.some((known) => equals(known, item))) unique.push(item);
  return unique;
};

function uniqueOf(items: Iterable<Value>): Value[] {
  const list = [...items];
  const seen = new Map<unknown, Value>();
  try {
    for (const item of list) {
      const key = hashKey(item);
      if (!seen.has(key)) seen.set(key, item);
    }
    return [...seen.values()];
  } catch (error) {
    if (!(error instanceof TemplateError) || error.pythonClass !== 'TypeError') throw error;
    return distinct(list);
  }
}

const unique = plugin(
  'unique',
  ['a', ['case_sensitive', null], ['attribute', null]],
  ({ args: [a = null, caseSensitive = null, attribute = null], context }) => {
    if (a instanceof Undefined) failUndefined(a);
    try {
      return uniqueItems(iterate(a), truthy(caseSensitive), attribute, context);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      if (caseSensitive === false || truthy(attribute)) {
        throw filterError(
          "Jinja2's unique filter failed and we cannot fall back to Ansible's version " +
            `as it does not support the parameters supplied. ${error.message}`,
        );
      }
      return distinct(iterate(a));
    }
  },
);

type SetOperation = (a: PySet, b: PySet) => PySet;

/** Two hashable operands (strings, tuples) make a set; lists keep their order. */
const operation = (
  name: string,
  ofSets: SetOperation,
  ofLists: (a: Value, b: Value) => Value[],
): Plugin =>
  plugin(name, ['a', 'b'], ({ args: [a = null, b = null] }) => {
    if (a instanceof Undefined) failUndefined(a);
    if (b instanceof Undefined) failUndefined(b);
    if (isHashable(a) && isHashable(b)) {
      return ofSets(makeSet(notIterable(a)), makeSet(notIterable(b)));
    }
    return ofLists(a, b);
  });

function notIterable(value: Value): Iterable<Value> {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    throw typeError(`'${typeName(value)}' object is not iterable`);
  }
  return iterate(value);
}

const intersection = (a: Value, b: Value): Value[] =>
  uniqueOf(toList(a).filter((item) => contains(b, item)));
const union = (a: Value, b: Value): Value[] => uniqueOf(iterate(add(a, b)));

export const setFilters: Readonly<Record<string, Plugin>> = {
  unique,
  intersect: operation('intersect', setIntersection, intersection),
  difference: operation('difference', setDifference, (a, b) =>
    uniqueOf(toList(a).filter((item) => !contains(b, item))),
  ),
  symmetric_difference: operation('symmetric_difference', setSymmetricDifference, (a, b) => {
    const both = intersection(a, b);
    return union(a, b).filter((item) => !contains(both, item));
  }),
  union: operation('union', (a, b) => setUnion(a, b.items), union),
};
