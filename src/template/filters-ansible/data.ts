import { TemplateError } from '../../diagnostics/errors.ts';
import { dictGet, dictHas, dictSet, makeDict } from '../../values/dict.ts';
import { asDouble } from '../../values/int.ts';
import { iterate } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { sequenceItem } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { type Dict, LazyDict, Tuple, Undefined, type Value } from '../../values/types.ts';
import { classRepr, filterError, filterTypeError, type Plugin, plugin } from '../ansible/plugin.ts';
import { isListLike } from './list-like.ts';
import { mergeDicts } from './merge-dicts.ts';

/** The filter's own flattening: strings and dicts are items, nulls are dropped. */
function flattenItems(
  items: Iterable<Value>,
  levels: number | undefined,
  skipNulls: boolean,
): Value[] {
  const flat: Value[] = [];
  for (const item of items) {
    if (skipNulls && (item === null || item === 'None' || item === 'null')) continue;
    if (isListLike(item) && (levels === undefined || levels >= 1)) {
      flat.push(
        ...flattenItems(
          iterate(item),
          levels === undefined ? undefined : Math.trunc(levels) - 1,
          skipNulls,
        ),
      );
    } else flat.push(item);
  }
  return flat;
}

const flatten = plugin(
  'flatten',
  ['mylist', ['levels', null], ['skip_nulls', true]],
  ({ args: [list = null, levels = null, skipNulls = true] }) => {
    const depth = asDouble(levels);
    if (levels !== null && depth === undefined) {
      throw typeError(`'>=' not supported between instances of '${typeName(levels)}' and 'int'`);
    }
    return flattenItems(iterate(list), depth, truthy(skipNulls));
  },
);

/** @throws AnsibleFilterError when anything inside is undefined */
function checkDefined(value: Value): void {
  if (value instanceof Undefined) failUndefined(value);
  if (value instanceof Map) for (const item of value.values()) checkDefined(item);
  else if (Array.isArray(value)) for (const item of value) checkDefined(item);
}

const combine = plugin(
  'combine',
  [],
  ({ rest, options }) => {
    for (const name of options.keys()) {
      if (name !== 'recursive' && name !== 'list_merge') {
        throw filterError("'recursive' and 'list_merge' are the only valid keyword arguments");
      }
    }
    const dicts = flattenItems(rest, 1, true);
    checkDefined(dicts);
    if (dicts.length === 0) return new Map();
    if (dicts.length === 1) return dicts[0] as Value;
    const recursive = truthy(options.get('recursive') ?? false);
    const listMerge = str(options.get('list_merge') ?? 'replace');
    let merged = dicts.at(-1) as Value;
    for (let i = dicts.length - 2; i >= 0; i--) {
      merged = mergeDicts(dicts[i] as Value, merged, recursive, listMerge);
    }
    return merged;
  },
  { rest: true, options: true },
);

const dict2items = plugin(
  'dict_to_list_of_dict_key_value_elements',
  ['mydict', ['key_name', 'key'], ['value_name', 'value']],
  ({ args: [dict = null, keyName = 'key', valueName = 'value'] }) => {
    if (dict instanceof Undefined) failUndefined(dict);
    if (!(dict instanceof Map) && !(dict instanceof LazyDict)) {
      throw filterTypeError(`dict2items requires a dictionary, got ${classRepr(dict)} instead.`);
    }
    const entries: Iterable<[Value, Value]> =
      dict instanceof Map ? dict : [...dict.keys()].map((key) => [key, dict.get(key) ?? null]);
    const items: Dict[] = [];
    for (const [key, value] of entries) {
      items.push(
        makeDict([
          [keyName, key],
          [valueName, value],
        ]),
      );
    }
    return items;
  },
);

const items2dict = plugin(
  'list_of_dict_key_value_elements_to_dict',
  ['mylist', ['key_name', 'key'], ['value_name', 'value']],
  ({ args: [list = null, keyName = 'key', valueName = 'value'] }) => {
    if (list instanceof Undefined) failUndefined(list);
    if (!isListLike(list)) {
      throw filterTypeError(`items2dict requires a list, got ${classRepr(list)} instead.`);
    }
    const dict: Dict = new Map();
    for (const item of iterate(list)) {
      const [key, value] = [keyName, valueName].map((name) => entryOf(item, name, list));
      if (key === undefined || value === undefined) {
        throw filterTypeError(
          'items2dict requires each dictionary in the list to contain the keys ' +
            `'${str(keyName)}' and '${str(valueName)}', got ${repr(list)} instead.`,
        );
      }
      dictSet(dict, key, value);
    }
    return dict;
  },
);

const extract = plugin(
  'extract',
  ['item', 'container', ['morekeys', null]],
  ({ args: [item = null, container = null, more = null], context }) => {
    const keys = more === null ? [item] : Array.isArray(more) ? [item, ...more] : [item, more];
    return keys.reduce<Value>((value, key) => context.getItem(value, key), container);
  },
);

/** `item[name]` of an entry; undefined when a dict has no such key. */
function entryOf(item: Value, name: Value, list: Value): Value | undefined {
  if (item instanceof Map) return dictGet(item, name);
  const sequence = isListLike(item) || isText(item);
  if (sequence && typeof name === 'number') {
    const found = sequenceItem(item, name);
    if (found === undefined) throw new TemplateError('IndexError', 'list index out of range');
    return found;
  }
  throw filterTypeError(`items2dict requires a list of dictionaries, got ${repr(list)} instead.`);
}

/** Pairs of an element and each member of the list found in it under a dotted path. */
function subelementPairs(
  owner: Value,
  path: Value,
  skipMissing: boolean,
): [element: Value, member: Value][] {
  if (!(owner instanceof Map) && !Array.isArray(owner)) {
    throw filterError('obj must be a list of dicts or a nested dict');
  }
  const keys = Array.isArray(path) ? path : isText(path) ? str(path).split('.') : undefined;
  if (!keys) throw filterTypeError('subelements must be a list or a string');
  const pairs: [Value, Value][] = [];
  for (const element of owner instanceof Map ? owner.values() : owner) {
    let found: Value = element;
    for (const key of keys) {
      const next = memberOf(found, key);
      if (next === undefined) {
        if (!skipMissing) {
          throw filterError(`could not find ${repr(key)} key in iterated item ${repr(found)}`);
        }
        found = [];
        break;
      }
      found = next;
    }
    if (!Array.isArray(found)) {
      throw filterTypeError(
        `the key ${repr(keys.at(-1) ?? null)} should point to a list, got ${repr(found)}`,
      );
    }
    for (const member of found) pairs.push([element, member]);
  }
  return pairs;
}

function memberOf(value: Value, key: Value): Value | undefined {
  if (value instanceof Undefined) failUndefined(value);
  if (value instanceof Map) return dictGet(value, key);
  if (typeof key === 'number' && (Array.isArray(value) || value instanceof Tuple)) {
    const item = sequenceItem(value, key);
    if (item !== undefined) return item;
    throw new TemplateError('IndexError', 'list index out of range');
  }
  throw filterTypeError(`the key ${str(key)} should point to a dictionary, got '${str(value)}'`);
}

const subelements = plugin(
  'subelements',
  ['obj', 'subelements', ['skip_missing', false]],
  ({ args: [owner = null, path = null, skipMissing = false] }) =>
    subelementPairs(owner, path, truthy(skipMissing)).map((pair) => new Tuple(pair)),
);

const rekeyOnMember = plugin(
  'rekey_on_member',
  ['data', 'key', ['duplicates', 'error']],
  ({ args: [data = null, key = null, duplicates = 'error'] }) => {
    if (duplicates !== 'error' && duplicates !== 'overwrite') {
      throw filterError(
        `duplicates parameter to rekey_on_member has unknown value: ${str(duplicates)}`,
      );
    }
    if (truthy(data)) truthy(key);
    if (!(data instanceof Map) && (isText(data) || !isIterable(data))) {
      throw filterTypeError('Type is not a valid list, set, or dict');
    }
    const dict: Dict = new Map();
    for (const item of data instanceof Map ? data.values() : iterate(data)) {
      if (!(item instanceof Map)) throw filterTypeError('List item is not a valid dict');
      const member = dictGet(item, key);
      if (member === undefined) throw filterError(`Key ${str(key)} was not found`);
      const known = dictHas(dict, member) && truthy(dictGet(dict, member) ?? null);
      if (known && duplicates === 'error') {
        throw filterError(`Key ${str(member)} is not unique, cannot correctly turn into dict`);
      }
      dictSet(dict, member, item);
    }
    return dict;
  },
);

function isIterable(value: Value): boolean {
  try {
    iterate(value);
    return true;
  } catch {
    return false;
  }
}

export const dataFilters: Readonly<Record<string, Plugin>> = {
  combine,
  dict2items,
  extract,
  flatten,
  items2dict,
  rekey_on_member: rekeyOnMember,
  subelements,
};
