import { TemplateError } from '../../diagnostics/errors.ts';
import { add } from '../../values/arithmetic.ts';
import { sorted } from '../../values/compare.ts';
import { CSV_DELIMITERS, parseCsv } from '../../values/csv.ts';
import { dictGet, dictHas, dictSet, makeDict } from '../../values/dict.ts';
import { asDouble } from '../../values/int.ts';
import { codePoints, iterate, toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { MersenneTwister, randomRange, systemRandom } from '../../values/mersenne-twister.ts';
import { typeError } from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { type Dict, PyFloat, type Value } from '../../values/types.ts';
import {
  classRepr,
  filterError,
  filterTypeError,
  type Plugin,
  type PluginCall,
  plugin,
} from '../ansible/plugin.ts';
import { compareLoose } from '../tests-ansible/versions.ts';
import { crc32 } from './crc32.ts';
import { jsonQuery } from './json_query.ts';
import { isListLike } from './list-like.ts';
import { mergeDicts } from './merge-dicts.ts';

const counter = plugin('counter', ['sequence'], ({ args: [value = null] }) => {
  if (!isText(value) && !isListLike(value)) {
    throw filterError(
      `Argument for community.general.counter must be a sequence (string or list). ${str(value)} is ${classRepr(value)}`,
    );
  }
  const counts: Dict = new Map();
  try {
    for (const item of isText(value) ? codePoints(str(value)) : iterate(value))
      dictSet(counts, item, add(dictGet(counts, item) ?? 0, 1));
  } catch (error) {
    if (!(error instanceof TemplateError) || error.pythonClass !== 'TypeError') throw error;
    throw filterError(
      `community.general.counter needs a sequence with hashable elements (int, float or str) - ${error.message}`,
    );
  }
  return counts;
});

const crc = plugin('crc32s', ['value'], ({ args: [value = null] }) => {
  if (!isText(value)) {
    throw filterError(`Invalid value type (${classRepr(value)}) for crc32 (${repr(value)})`);
  }
  return crc32(Buffer.from(str(value), 'utf8')).toString(16);
});

const dict = plugin('dict_filter', ['sequence'], ({ args: [value = null] }) =>
  value instanceof Map
    ? new Map(value)
    : makeDict(
        Array.from(iterate(value), (pair, i): [Value, Value] => {
          if (!isListLike(pair) && !isText(pair))
            throw typeError(
              `cannot convert dictionary update sequence element #${i} to a sequence`,
            );
          const [key = null, item = null] = toList(pair);
          return [key, item];
        }),
      ),
);

const dictKv = plugin('dict_kv', ['value', 'key'], ({ args: [value = null, key = null] }) =>
  makeDict([[key, value]]),
);

const fromCsv = plugin(
  'from_csv',
  [
    'data',
    ['dialect', 'excel'],
    ['fieldnames', null],
    ['delimiter', null],
    ['skipinitialspace', null],
    ['strict', null],
  ],
  ({
    args: [data = '', dialect = 'excel', fieldnames = null, delimiter = null, skipSpace = null],
  }) => {
    const own = CSV_DELIMITERS[str(dialect)];
    if (own === undefined)
      throw filterError(`Dialect '${str(dialect)}' is not supported by your version of python.`);
    const rows = parseCsv(str(data), {
      delimiter: delimiter === null ? own : str(delimiter),
      skipInitialSpace: truthy(skipSpace),
    });
    const names = fieldnames === null ? (rows.shift() ?? []) : toList(fieldnames);
    return rows.map((row) => {
      const entries: [Value, Value][] = names.map((name, i) => [name, row[i] ?? null]);
      if (row.length > names.length) entries.push([null, row.slice(names.length)]);
      return makeDict(entries);
    });
  },
);

const groupbyAsDict = plugin(
  'groupby_as_dict',
  ['sequence', 'attribute'],
  ({ args: [list = null, attribute = null] }) => {
    if (!isListLike(list) && !isText(list)) throw filterError('Input is not a sequence');
    const groups: Dict = new Map();
    for (const [i, element] of toList(list).entries()) {
      if (!(element instanceof Map)) throw filterError(`Sequence element #${i} is not a mapping`);
      const key = dictGet(element, attribute);
      if (key === undefined)
        throw filterError(`Attribute not contained in element #${i} of sequence`);
      if (dictHas(groups, key)) {
        throw filterError(`Multiple sequence entries have attribute value ${repr(key)}`);
      }
      dictSet(groups, key, element);
    }
    return groups;
  },
);

const listsMergeby = plugin(
  'lists_mergeby',
  [],
  ({ rest, options }) => {
    const recursive = truthy(options.get('recursive') ?? false);
    const listMerge = str(options.get('list_merge') ?? 'replace');
    for (const name of options.keys()) {
      if (name !== 'recursive' && name !== 'list_merge') {
        throw filterError("'recursive' and 'list_merge' are the only valid keyword arguments.");
      }
    }
    const index = rest.at(-1);
    if (rest.length < 2 || index === undefined)
      throw filterError('At least one list and index are needed.');
    if (!isText(index)) {
      throw filterError(
        `First argument after the lists for community.general.lists_mergeby must be string. ${str(index)} is ${classRepr(index)}`,
      );
    }
    const lists = rest.slice(0, -1).flatMap((list) => {
      // Text is a sequence as well, of what is no dict.
      if (isText(list)) throw noDict(codePoints(str(list))[0] ?? '');
      if (!isListLike(list)) {
        throw filterError(
          `All arguments before the argument index for community.general.lists_mergeby must be lists. ${str(list)} is ${classRepr(list)}`,
        );
      }
      const items = toList(list);
      if (items.length === 0) return [];
      return items.every(isListLike) ? items : [items as Value];
    });
    const [first, ...others] = lists.map((list) => toList(list));
    if (first === undefined) return [];
    if (others.length === 0) return first;
    return others.reduce((low, high) => mergeBy(low, high, index, recursive, listMerge), first);
  },
  { rest: true, options: true },
);

const noDict = (element: Value): TemplateError =>
  filterError(
    `Elements of list arguments for lists_mergeby must be dictionaries. ${str(element)} is ${classRepr(element)}`,
  );

function mergeBy(
  low: Value[],
  high: Value[],
  index: Value,
  recursive: boolean,
  listMerge: string,
): Value[] {
  const merged: Dict = new Map();
  for (const element of [...low, ...high]) {
    if (!(element instanceof Map)) throw noDict(element);
    const key = dictGet(element, index);
    if (key === undefined) continue;
    dictSet(
      merged,
      key,
      mergeDicts(dictGet(merged, key) ?? new Map(), element, recursive, listMerge),
    );
  }
  return sorted([...merged.values()], (element) => dictGet(element as Dict, index) ?? null);
}

const randomMac = plugin(
  'random_mac',
  ['value', ['seed', null]],
  ({ args: [value = null, seed = null] }) => {
    if (!isText(value)) {
      throw filterError(`Invalid value type (${classRepr(value)}) for random_mac (${str(value)})`);
    }
    const prefix = str(value).toLowerCase();
    const bytes = prefix.split(':');
    if (bytes.length > 5) {
      throw filterError(`Invalid value (${prefix}) for random_mac: 5 colon(:) separated items max`);
    }
    const faults = bytes.flatMap((byte) =>
      byte === '' ? ['empty item'] : /^[a-f0-9]{2}/.test(byte) ? [] : [`${byte} not hexa byte`],
    );
    if (faults.length > 0) {
      throw filterError(`Invalid value (${prefix}) for random_mac: ${faults.join(',')}`);
    }
    const source = seed === null ? systemRandom : new MersenneTwister(seed);
    const number = randomRange(source, 68719476736, 1099511627776);
    const digits = number.toString(16).slice(0, 2 * (6 - bytes.length));
    return prefix + digits.replace(/../g, ':$&');
  },
);

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  mo: 2_592_000_000,
  y: 31_536_000_000,
};
/** Names of units, which may end in an s. */
const LONG_UNITS: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  msecond: 'ms',
  sec: 's',
  second: 's',
  hour: 'h',
  min: 'm',
  minute: 'm',
  day: 'd',
  week: 'w',
  month: 'mo',
  year: 'y',
};

const shortUnit = (name: string): string => LONG_UNITS[name.replace(/s+$/, '')] ?? name;

function convertTime(text: string, unitName: string, options: ReadonlyMap<string, Value>): Value {
  if (text === '0') return 0;
  const day = UNITS.d as number;
  const factors: Record<string, number> = { ...UNITS };
  for (const name of options.keys()) {
    if (name !== 'year' && name !== 'month') {
      throw filterError(`to_time_unit() got unknown keyword arguments: ${name}`);
    }
  }
  const year = asDouble(options.get('year'));
  const month = asDouble(options.get('month'));
  if (year !== undefined) factors.y = day * year;
  if (month !== undefined) factors.mo = day * month;
  const unit = shortUnit(unitName);
  const divisor = factors[unit];
  if (divisor === undefined) {
    throw filterError(
      `to_time_unit() can not convert to the following unit: ${unit}. ` +
        `Available units (singular or plural): ${Object.keys(LONG_UNITS).join(', ')}. Available short units: ${Object.keys(UNITS).join(', ')}`,
    );
  }
  let total = 0;
  for (const part of text.trim().split(/\s+/)) {
    const found = /^(-?\d+)(\w+)/.exec(part);
    const name = found?.[2] ?? '';
    const factor = factors[shortUnit(name)];
    if (!found || factor === undefined) {
      throw filterError(`to_time_unit() can not interpret following string: ${text}`);
    }
    total += Number(found[1]) * factor;
  }
  return new PyFloat(Number((total / divisor).toFixed(12)));
}

const toUnit = (name: string, unit: string): Plugin =>
  plugin(
    name,
    ['human_time'],
    ({ args: [text = ''], options }: PluginCall) => convertTime(str(text), unit, options),
    {
      options: true,
    },
  );

const toTimeUnit = plugin(
  'to_time_unit',
  ['human_time', ['unit', 'ms']],
  ({ args: [text = '', unit = 'ms'], options }) => convertTime(str(text), str(unit), options),
  { options: true },
);

const unicodeNormalize = plugin(
  'unicode_normalize',
  ['data', ['form', 'NFC']],
  ({ args: [data = null, form = 'NFC'] }) => {
    if (!isText(data)) throw filterTypeError(`${classRepr(data)} is not a valid input type`);
    const name = str(form);
    if (!['NFC', 'NFD', 'NFKC', 'NFKD'].includes(name))
      throw filterError(`${name} is not a valid form`);
    return str(data).normalize(name);
  },
);

const versionSort = plugin(
  'version_sort',
  ['value', ['reverse', false]],
  ({ args: [value = null, reverse = false] }) => {
    const direction = truthy(reverse) ? -1 : 1;
    return toList(value).sort((a, b) => direction * compareLoose(str(a), str(b)));
  },
);

/** Filters of community.general that roles use. */
export const communityGeneralFilters: Readonly<Record<string, Plugin>> = {
  counter,
  crc32: crc,
  dict,
  dict_kv: dictKv,
  from_csv: fromCsv,
  groupby_as_dict: groupbyAsDict,
  json_query: jsonQuery,
  lists_mergeby: listsMergeby,
  random_mac: randomMac,
  to_days: toUnit('to_days', 'd'),
  to_hours: toUnit('to_hours', 'h'),
  to_milliseconds: toUnit('to_milliseconds', 'ms'),
  to_minutes: toUnit('to_minutes', 'm'),
  to_months: toUnit('to_months', 'mo'),
  to_seconds: toUnit('to_seconds', 's'),
  to_time_unit: toTimeUnit,
  to_weeks: toUnit('to_weeks', 'w'),
  to_years: toUnit('to_years', 'y'),
  unicode_normalize: unicodeNormalize,
  version_sort: versionSort,
};
