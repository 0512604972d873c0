import { compare } from '../../values/compare.ts';
import { textLength } from '../../values/iterate.ts';
import { splitLines } from '../../values/methods/string-split.ts';
import { repr } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import { PySet, Tuple, type Value } from '../../values/types.ts';

const WIDTH = 80;

/** Python's pprint.pformat(): dicts sorted, what is wider than 80 columns broken up. */
export function prettyPrint(value: Value): string {
  return format(sortDicts(value), 0, 0, 1);
}

function order(a: Value, b: Value): number {
  try {
    return compare(a, b);
  } catch {
    const [x, y] = [typeName(a), typeName(b)];
    return x < y ? -1 : x > y ? 1 : 0;
  }
}

/** The value with all dicts in the order of their keys. */
function sortDicts(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortDicts);
  if (value instanceof Tuple) return new Tuple(value.items.map(sortDicts));
  if (value instanceof PySet) return new PySet([...value.items].sort(order));
  if (!(value instanceof Map)) return value;
  const entries = Array.from(value, ([key, item]) => [key, sortDicts(item)] as const);
  return new Map(entries.sort((x, y) => order(x[0], y[0])));
}

/** @param allowance columns to leave free behind the value */
function format(value: Value, indent: number, allowance: number, level: number): string {
  const text = repr(value);
  if (textLength(text) <= WIDTH - indent - allowance) return text;
  if (value instanceof Map && value.size > 0)
    return `{${dictItems(value, indent + 1, allowance + 1, level)}}`;
  if (Array.isArray(value) && value.length > 0)
    return `[${items(value, indent + 1, allowance + 1, level)}]`;
  if (value instanceof Tuple) {
    const end = value.items.length === 1 ? ',)' : ')';
    return `(${items(value.items, indent + 1, allowance + end.length, level)}${end}`;
  }
  if (value instanceof PySet && value.items.length > 0)
    return `{${items(value.items, indent + 1, allowance + 1, level)}}`;
  return typeof value === 'string' && value !== ''
    ? brokenText(value, indent, allowance, level)
    : text;
}

function items(values: readonly Value[], indent: number, allowance: number, level: number): string {
  const last = values.length - 1;
  return values
    .map((value, i) => format(value, indent, i === last ? allowance : 1, level + 1))
    .join(`,\n${' '.repeat(indent)}`);
}

function dictItems(
  dict: ReadonlyMap<Value, Value>,
  indent: number,
  allowance: number,
  level: number,
): string {
  const last = dict.size - 1;
  return Array.from(dict, ([key, value], i) => {
    const name = repr(key);
    const column = indent + textLength(name) + 2;
    return `${name}: ${format(value, column, i === last ? allowance : 1, level + 1)}`;
  }).join(`,\n${' '.repeat(indent)}`);
}

/** A long text as several literals, broken at line ends and between words. */
function brokenText(text: string, start: number, end: number, level: number): string {
  const indent = level === 1 ? start + 1 : start;
  const allowance = level === 1 ? end + 1 : end;
  const width = WIDTH - indent;
  const lines = splitLines(text, true);
  const chunks: string[] = [];
  lines.forEach((line, i) => {
    const lastLine = i === lines.length - 1;
    const literal = repr(line);
    if (textLength(literal) <= width - (lastLine ? allowance : 0)) chunks.push(literal);
    else chunks.push(...brokenLine(line, width, lastLine ? allowance : 0));
  });
  if (chunks.length === 1) return repr(lines[lines.length - 1] as string);
  const joined = chunks.join(`\n${' '.repeat(indent)}`);
  return level === 1 ? `(${joined})` : joined;
}

function brokenLine(line: string, width: number, allowance: number): string[] {
  const parts = (line.match(/\S*\s*/g) ?? []).filter((part) => part !== '');
  const chunks: string[] = [];
  let current = '';
  parts.forEach((part, i) => {
    const limit = width - (i === parts.length - 1 ? allowance : 0);
    if (textLength(repr(current + part)) > limit) {
      if (current !== '') chunks.push(repr(current));
      current = part;
    } else current += part;
  });
  if (current !== '') chunks.push(repr(current));
  return chunks;
}
