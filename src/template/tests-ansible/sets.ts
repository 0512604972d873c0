import { asDouble } from '../../values/int.ts';
import { contains, iterate } from '../../values/iterate.ts';
import { isSubset, makeSet } from '../../values/set.ts';
import { truthy } from '../../values/truth.ts';
import { type Plugin, plugin } from '../ansible/plugin.ts';

const subset = plugin('issubset', ['a', 'b'], ({ args: [a = null, b = null] }) =>
  isSubset(makeSet(iterate(a)), makeSet(iterate(b))),
);
const superset = plugin('issuperset', ['a', 'b'], ({ args: [a = null, b = null] }) =>
  isSubset(makeSet(iterate(b)), makeSet(iterate(a))),
);
const nan = plugin('isnotanumber', ['x'], ({ args: [x = null] }) => Number.isNaN(asDouble(x) ?? 0));

export const setTests: Readonly<Record<string, Plugin>> = {
  all: plugin('all', ['iterable'], ({ args: [items = null] }) => {
    for (const item of iterate(items)) if (!truthy(item)) return false;
    return true;
  }),
  any: plugin('any', ['iterable'], ({ args: [items = null] }) => {
    for (const item of iterate(items)) if (truthy(item)) return true;
    return false;
  }),
  contains: plugin('contains', ['seq', 'value'], ({ args: [list = null, value = null] }) =>
    contains(list, value),
  ),
  isnan: nan,
  issubset: subset,
  issuperset: superset,
  nan,
  subset,
  superset,
};
