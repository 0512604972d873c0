import { formatValue } from '../../values/format-spec.ts';
import { asDouble, intFromDouble } from '../../values/int.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { errorTypeName } from '../../values/type-name.ts';
import { PyFloat, Undefined, type Value } from '../../values/types.ts';
import { filterError, filterTypeError, type Plugin, plugin } from '../ansible/plugin.ts';
import { roundHalfEven } from './round-half-even.ts';

const UNITS: readonly [string, number][] = [
  ['Y', 2 ** 80],
  ['Z', 2 ** 70],
  ['E', 2 ** 60],
  ['P', 2 ** 50],
  ['T', 2 ** 40],
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
  ['B', 1],
];

/** Bytes (or bits) behind `10 MB`; undefined where the text makes no sense. */
function bytesOf(
  text: string,
  defaultUnit: string | undefined,
  isBits: boolean,
): number | undefined {
  const found = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text);
  const digits = found?.[1] ?? '';
  if (!/\d/.test(digits)) return undefined;
  const n = Number(digits);
  const unit = found?.[2] ?? defaultUnit;
  if (unit === undefined) return roundHalfEven(n);
  const limit = UNITS.find(([letter]) => letter === unit.charAt(0).toUpperCase())?.[1];
  if (limit === undefined) return undefined;
  const named = isBits ? 'bit' : 'byte';
  if (unit.length > 1 && !unit.toLowerCase().includes(named) && unit[1] !== (isBits ? 'b' : 'B')) {
    return undefined;
  }
  return roundHalfEven(n * limit);
}

const humanReadable = plugin(
  'human_readable',
  ['size', ['isbits', false], ['unit', null]],
  ({ args: [size = 0, isBits = false, unit = null] }) => {
    if (size instanceof Undefined) failUndefined(size);
    const n = asDouble(size);
    if (n === undefined) {
      throw filterTypeError(
        `human_readable() failed on bad input: '>=' not supported between instances of '${errorTypeName(size)}' and 'int'`,
      );
    }
    const wanted = unit === null ? undefined : str(unit).toUpperCase();
    const found = UNITS.find(([letter, limit]) =>
      wanted === undefined ? n >= limit : wanted === letter,
    );
    const [letter, limit] = found ?? ['B', 1];
    const word = truthy(isBits) ? 'bits' : 'Bytes';
    return `${formatValue(new PyFloat(n / limit), '.2f')} ${limit === 1 ? word : letter + word.charAt(0)}`;
  },
);

const humanToBytes = plugin(
  'human_to_bytes',
  ['size', ['default_unit', null], ['isbits', false]],
  ({ args: [size = '', unit = null, isBits = false] }) => {
    const text = str(size);
    const bytes = bytesOf(text, unit === null ? undefined : str(unit), truthy(isBits));
    if (bytes === undefined) {
      throw filterError(`human_to_bytes() can't interpret following string: ${text}`);
    }
    return intFromDouble(bytes) as Value;
  },
);

export const humanFilters: Readonly<Record<string, Plugin>> = {
  human_readable: humanReadable,
  human_to_bytes: humanToBytes,
};
