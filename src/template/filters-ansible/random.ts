import { dictGet } from '../../values/dict.ts';
import { asInt } from '../../values/int.ts';
import { codePoints, iterate, length, lengthOf, toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import {
  MersenneTwister,
  type RandomSource,
  randomRange,
  shuffleInPlace,
  systemRandom,
} from '../../values/mersenne-twister.ts';
import { failUndefined, indexError, keyError, typeError } from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { sequenceItem } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { PySet, Undefined, type Value, VaultText } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';
import { isListLike } from './list-like.ts';

function stepOf(value: Value, fallback: number): number {
  if (value === null || !truthy(value)) return fallback;
  const n = asInt(value);
  if (n === undefined) {
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  }
  return Number(n);
}

function choose(value: Value, source: RandomSource): Value {
  const size = length(value);
  if (size === 0) throw indexError('Cannot choose from an empty sequence');
  const index = source.below(size);
  if (isText(value) || value instanceof VaultText) return codePoints(str(value))[index] as Value;
  if (isListLike(value)) return sequenceItem(value, index) as Value;
  if (value instanceof Map) {
    const found = dictGet(value, index);
    if (found === undefined) throw keyError(repr(index));
    return found;
  }
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

const random = plugin(
  'rand',
  ['end', ['start', null], ['step', null], ['seed', null]],
  ({ args: [end = null, start = null, step = null, seed = null] }) => {
    if (end instanceof Undefined) failUndefined(end);
    const source = seed === null ? systemRandom : new MersenneTwister(seed);
    const stop = asInt(end);
    if (stop !== undefined) {
      return randomRange(source, stepOf(start, 0), Number(stop), stepOf(step, 1));
    }
    const iterable = lengthOf(end) !== undefined || end instanceof PySet;
    if (!iterable) throw filterError('random can only be used on sequences and integers');
    if (truthy(start) || truthy(step)) {
      throw filterError('start and step can only be used with integer values');
    }
    return choose(end, source);
  },
);

const shuffle = plugin(
  'randomize_list',
  ['mylist', ['seed', null]],
  ({ args: [list = null, seed = null] }) => {
    if (list instanceof Undefined) return list;
    let items: Value[];
    try {
      items = toList(list);
      iterate(list);
    } catch {
      return list;
    }
    try {
      shuffleInPlace(items, truthy(seed) ? new MersenneTwister(seed) : systemRandom);
    } catch {
      return items;
    }
    return items;
  },
);

export const randomFilters: Readonly<Record<string, Plugin>> = { random, shuffle };
