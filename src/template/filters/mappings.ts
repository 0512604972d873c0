import { sorted } from '../../values/compare.ts';
import { DictView } from '../../values/dict-view.ts';
import { equals } from '../../values/equality.ts';
import { PyGenerator } from '../../values/generator.ts';
import { iterate } from '../../values/iterate.ts';
import { entriesOf } from '../../values/methods/dict-methods.ts';
import { attributeError, failUndefined, typeError } from '../../values/python-errors.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { LazyDict, Tuple, Undefined, type Value } from '../../values/types.ts';
import { defineFilter, type FilterFunction } from '../filter-contract.ts';
import { attributeGetter, filterArgumentError, ignoreCase } from './attribute-getter.ts';

/** One group of `groupby`: `(grouper, list)` by position or name. */
class GroupTuple extends Tuple {
  override get typeName(): string {
    return '_GroupTuple';
  }
  override getField(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }
}

const groupby = defineFilter(
  'do_groupby',
  ['attribute', ['default', null], ['case_sensitive', false]],
  (context, value, [attribute, fallback, sensitive]) => {
    const path = attribute as Value;
    const options = { fallback: fallback as Value };
    const folds = !truthy(sensitive as Value);
    const key = attributeGetter(
      context,
      path,
      folds ? { ...options, postprocess: ignoreCase } : options,
    );
    const shown = attributeGetter(context, path, options);
    const groups: { key: Value; items: Value[] }[] = [];
    for (const item of sorted(iterate(value), key)) {
      const itemKey = key(item);
      const group = groups[groups.length - 1];
      if (group !== undefined && equals(group.key, itemKey)) group.items.push(item);
      else groups.push({ key: itemKey, items: [item] });
    }
    return groups.map(
      ({ key: grouper, items }) =>
        new GroupTuple([folds ? shown(items[0] as Value) : grouper, items]),
    );
  },
);

function entries(value: Value): Tuple[] {
  if (!(value instanceof Map) && !(value instanceof LazyDict)) {
    if (value instanceof Undefined) failUndefined(value);
    throw attributeError(`'${typeName(value)}' object has no attribute 'items'`);
  }
  return Array.from(entriesOf(value), (entry) => new Tuple(entry));
}

const dictsort = defineFilter(
  'do_dictsort',
  [
    ['case_sensitive', false],
    ['by', 'key'],
    ['reverse', false],
  ],
  (_c, value, [sensitive, by, reverse]) => {
    if (by !== 'key' && by !== 'value')
      throw filterArgumentError('You can only sort by either "key" or "value"');
    const at = by === 'key' ? 0 : 1;
    const fold = truthy(sensitive as Value) ? (key: Value) => key : ignoreCase;
    const key = (entry: Tuple) => fold(entry.items[at] as Value);
    return sorted(entries(value), key, truthy(reverse as Value));
  },
);

const items = defineFilter('do_items', [], (_c, value) => {
  function* pairs(): Iterable<Value> {
    if (value instanceof Undefined) return;
    if (!(value instanceof Map) && !(value instanceof LazyDict))
      throw typeError('Can only get item pairs from a mapping.');
    yield* new DictView('dict_items', new Map(entriesOf(value))).iterate();
  }
  return new PyGenerator('do_items', pairs());
});

/** Filters over dicts, and the grouping into pairs. */
export const MAPPING_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['groupby', groupby],
  ['dictsort', dictsort],
  ['items', items],
];
