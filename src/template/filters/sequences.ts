import { add } from '../../values/arithmetic.ts';
import { compare, sorted } from '../../values/compare.ts';
import { escapeValue, htmlOf } from '../../values/escape.ts';
import { PyGenerator } from '../../values/generator.ts';
import { hashKey } from '../../values/hash.ts';
import { asInt } from '../../values/int.ts';
import { codePoints, isIterable, iterate, length, toList } from '../../values/iterate.ts';
import { isText, Markup } from '../../values/markup.ts';
import { typeError, zeroDivisionError } from '../../values/python-errors.ts';
import { rangeToList } from '../../values/range.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import {
  PyObject,
  PyRange,
  PySet,
  Tuple,
  Undefined,
  type Value,
  VaultText,
} from '../../values/types.ts';
import { defineFilter, type FilterContext, type FilterFunction } from '../filter-contract.ts';
import {
  attributeGetter,
  filterArgumentError,
  ignoreCase,
  sortKeyGetter,
} from './attribute-getter.ts';

const caseOption = (sensitive: Value | undefined) =>
  truthy(sensitive as Value) ? undefined : ignoreCase;

const getter = (context: FilterContext, attribute: Value, sensitive: Value | undefined) => {
  const postprocess = caseOption(sensitive);
  return attributeGetter(context, attribute, postprocess === undefined ? {} : { postprocess });
};

const join = defineFilter(
  'do_join',
  [
    ['d', ''],
    ['attribute', null],
  ],
  (context, value, [separator, attribute]) => {
    const read = attribute === null ? undefined : attributeGetter(context, attribute as Value);
    const items: Value[] = [];
    for (const item of iterate(value)) items.push(read === undefined ? item : read(item));
    if (!context.autoescape) return items.map(str).join(str(separator as Value));
    const isHtml = (item: Value) => htmlOf(item) !== undefined;
    if (!isHtml(separator as Value) && !items.some(isHtml))
      return items.map(str).join(str(separator as Value));
    const glue = escapeValue(separator as Value).text;
    return new Markup(items.map((item) => escapeValue(item).text).join(glue));
  },
);

const list = defineFilter('do_list', [], (_c, value) => toList(value));
const count = defineFilter('len', [], (_c, value) => length(value));

const first = defineFilter('do_first', [], (context, value) => {
  for (const item of iterate(value)) return item;
  return context.environment.undefined({ hint: 'No first item, sequence was empty.' });
});

/** The items of what Python's reversed() takes, last one first. */
function reversedItems(value: Value): Value[] | undefined {
  if (Array.isArray(value)) return value.toReversed();
  if (value instanceof Tuple) return value.items.toReversed();
  if (value instanceof PyRange) return rangeToList(value).reverse();
  if (isText(value) || value instanceof Map || value instanceof VaultText)
    return toList(value).reverse();
  const isView = value instanceof PyObject && value.typeName.startsWith('dict_');
  return isView ? toList(value).reverse() : undefined;
}

const last = defineFilter('do_last', [], (context, value) => {
  const items = reversedItems(value) ?? failReversed(value);
  const item = items[0];
  return item === undefined
    ? context.environment.undefined({ hint: 'No last item, sequence was empty.' })
    : item;
});

function failReversed(value: Value): Value[] {
  if (value instanceof Undefined) return toList(value);
  throw typeError(`'${typeName(value)}' object is not reversible`);
}

const reverse = defineFilter('do_reverse', [], (_c, value) => {
  if (typeof value === 'string' || value instanceof VaultText)
    return codePoints(str(value)).reverse().join('');
  if (value instanceof Markup) return new Markup(codePoints(value.text).reverse().join(''));
  const items = reversedItems(value);
  if (items !== undefined) {
    const kind = Array.isArray(value) ? 'list_reverseiterator' : 'reversed';
    return new PyGenerator('', items, kind);
  }
  if (!isIterable(value)) throw filterArgumentError('argument must be iterable');
  return toList(value).reverse();
});

const random = defineFilter('do_random', [], (context, value) => {
  if (value instanceof PyGenerator || value instanceof PySet) length(value);
  const items = toList(value);
  const item = items[Math.floor(Math.random() * items.length)];
  return item === undefined
    ? context.environment.undefined({ hint: 'No random item, sequence was empty.' })
    : item;
});

const sort = defineFilter(
  'do_sort',
  [
    ['reverse', false],
    ['case_sensitive', false],
    ['attribute', null],
  ],
  (context, value, [reversed, sensitive, attribute]) => {
    const key = sortKeyGetter(context, attribute as Value, caseOption(sensitive));
    return sorted(iterate(value), key, truthy(reversed as Value));
  },
);

const unique = defineFilter(
  'do_unique',
  [
    ['case_sensitive', false],
    ['attribute', null],
  ],
  (context, value, [sensitive, attribute]) => {
    const key = getter(context, attribute as Value, sensitive);
    function* firsts(): Iterable<Value> {
      const seen = new Set<unknown>();
      for (const item of iterate(value)) {
        const hash = hashKey(key(item));
        if (seen.has(hash)) continue;
        seen.add(hash);
        yield item;
      }
    }
    return new PyGenerator('do_unique', firsts());
  },
);

const extreme = (name: 'min' | 'max') =>
  defineFilter(
    `do_${name}`,
    [
      ['case_sensitive', false],
      ['attribute', null],
    ],
    (context, value, [sensitive, attribute]) => {
      const key = getter(context, attribute as Value, sensitive);
      let best: { item: Value; key: Value } | undefined;
      for (const item of iterate(value)) {
        const candidate = key(item);
        if (best === undefined) best = { item, key: candidate };
        else {
          const order = compare(candidate, best.key, name === 'min' ? '<' : '>');
          if (name === 'min' ? order < 0 : order > 0) best = { item, key: candidate };
        }
      }
      if (best !== undefined) return best.item;
      return context.environment.undefined({ hint: 'No aggregated item, sequence was empty.' });
    },
  );

const sum = defineFilter(
  'do_sum',
  [
    ['attribute', null],
    ['start', 0],
  ],
  (context, value, [attribute, start]) => {
    if (isText(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
    const read = attribute === null ? undefined : attributeGetter(context, attribute as Value);
    let total = start as Value;
    for (const item of iterate(value)) total = add(total, read === undefined ? item : read(item));
    return total;
  },
);

function integer(value: Value | undefined): number {
  const n = asInt(value);
  if (n === undefined)
    throw typeError(`'${typeName(value ?? null)}' object cannot be interpreted as an integer`);
  return Number(n);
}

const slice = defineFilter(
  'do_slice',
  ['slices', ['fill_with', null]],
  (_c, value, [slices, filler]) => {
    function* columns(): Iterable<Value> {
      const items = toList(value);
      const wanted = integer(slices);
      if (wanted === 0) throw zeroDivisionError('integer division or modulo by zero');
      const size = Math.floor(items.length / wanted);
      const longer = items.length % wanted;
      let at = 0;
      for (let i = 0; i < wanted; i++) {
        const end = at + size + (i < longer ? 1 : 0);
        const column = items.slice(at, end);
        if (filler !== null && i >= longer) column.push(filler as Value);
        yield column;
        at = end;
      }
    }
    return new PyGenerator('sync_do_slice', columns());
  },
);

const batch = defineFilter(
  'do_batch',
  ['linecount', ['fill_with', null]],
  (_c, value, [size, filler]) => {
    function* rows(): Iterable<Value> {
      let row: Value[] = [];
      for (const item of iterate(value)) {
        if (row.length === asInt(size)) {
          yield row;
          row = [];
        }
        row.push(item);
      }
      if (row.length === 0) return;
      if (filler !== null) while (row.length < Number(asInt(size))) row.push(filler as Value);
      yield row;
    }
    return new PyGenerator('do_batch', rows());
  },
);

/** Filters over sequences. */
export const SEQUENCE_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['join', join],
  ['list', list],
  ['length', count],
  ['count', count],
  ['first', first],
  ['last', last],
  ['reverse', reverse],
  ['random', random],
  ['sort', sort],
  ['unique', unique],
  ['min', extreme('min')],
  ['max', extreme('max')],
  ['sum', sum],
  ['slice', slice],
  ['batch', batch],
];
