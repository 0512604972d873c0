import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { isText } from '../values/markup.ts';
import { formatPercent } from '../values/percent-format.ts';
import { repr, str } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { ansibleError } from './lookup-error.ts';
import { parseKeyValues } from './parse-kv.ts';

const NUMBER = '(0?x?[0-9a-f]+)';
const SHORTCUT = new RegExp(`^(?:${NUMBER}-)?${NUMBER}(?:/${NUMBER})?(?::(.+))?\\n?$`, 'i');

interface Range {
  start: number;
  end?: number;
  count?: number;
  stride: number;
  format: string;
}

/** Python's int(text, 0): a leading zero is no decimal number. */
function integer(name: string, text: string): number {
  const plain = text.trim().replaceAll('_', '');
  if (/^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0+|[1-9]\d*)$/.test(plain)) {
    return plain.startsWith('-') ? -Number(plain.slice(1)) : Number(plain.replace(/^\+/, ''));
  }
  throw ansibleError(`can't parse ${name}=${text} as integer`);
}

function parse(term: string): Range {
  const range: Range = { start: 1, stride: 1, format: '%d' };
  const short = SHORTCUT.exec(term);
  if (short) {
    if (short[1] !== undefined) range.start = integer('start', short[1]);
    range.end = integer('end', short[2] as string);
    if (short[3] !== undefined) range.stride = integer('stride', short[3]);
    if (short[4] !== undefined) range.format = short[4];
    return range;
  }
  const values = parseKeyValues(term);
  for (const name of ['start', 'end', 'count', 'stride'] as const) {
    const text = values.get(name);
    if (text !== undefined) range[name] = integer(name, text);
    values.delete(name);
  }
  range.format = values.get('format') ?? range.format;
  values.delete('format');
  if (values.size > 0) {
    const names = [...values.keys()].map((name) => `'${name}'`).join(', ');
    throw ansibleError(`unrecognized arguments to with_sequence: [${names}]`);
  }
  return range;
}

function numbers(range: Range): number[] {
  let { start, end, stride } = range;
  if (range.count === undefined && end === undefined) {
    throw ansibleError('must specify count or end in with_sequence');
  }
  if (range.count !== undefined) {
    if (end !== undefined) throw ansibleError("can't specify both count and end in with_sequence");
    if (range.count === 0) start = end = stride = 0;
    else end = start + range.count * stride - 1;
  }
  const last = end as number;
  if (stride > 0 && last < start) throw ansibleError('to count backwards make stride negative');
  if (stride < 0 && last > start) throw ansibleError("to count forward don't make stride negative");
  if (range.format.split('%').length !== 2)
    throw ansibleError(`bad formatting string: ${range.format}`);
  const found: number[] = [];
  if (stride === 0) return found;
  for (let n = start; stride > 0 ? n <= last : n >= last; n += stride) found.push(n);
  return found;
}

/** Formatted numbers: `start=1 end=5 stride=2 format=x%02d`, or short `1-5/2:x%02d`. */
export const sequence: LookupPlugin = ({ terms }) =>
  terms.flatMap((term) => {
    if (!isText(term)) {
      throw ansibleError(
        `unknown error parsing with_sequence arguments: ${repr(term)}. ` +
          `Error was: expected string or bytes-like object, got '${typeName(term)}'`,
      );
    }
    const range = parse(str(term));
    return numbers(range).map((n) => {
      try {
        return formatPercent(range.format, n);
      } catch {
        throw ansibleError(`problem formatting ${n} with '${range.format}'`);
      }
    });
  });
