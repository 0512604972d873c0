import { PyFloat } from '../../values/types.ts';

export type MysqlValue = number | string | bigint | PyFloat | boolean;

/** Text as a number where Python would take it as one. */
export function typedValue(text: string): number | bigint | PyFloat | string {
  const bare = text.trim();
  if (/^[+-]?\d+(_\d+)*$/.test(bare)) return wholeNumber(bare.replaceAll('_', ''));
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(bare)) return new PyFloat(Number(bare));
  return text;
}

/** Whether Python takes two values as equal: 2 and 2.0 are. */
export function sameValue(a: MysqlValue | null, b: MysqlValue | null): boolean {
  const plain = (value: MysqlValue | null) => (value instanceof PyFloat ? value.value : value);
  return plain(a) === plain(b);
}

/** A whole number of any size. */
export function wholeNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

const WHOLE = new Set(['TINY', 'SHORT', 'INT24', 'LONG', 'LONGLONG', 'YEAR']);
const FRACTIONS = new Set(['FLOAT', 'DOUBLE', 'NEWDECIMAL', 'DECIMAL']);

/** A column's text as the value that PyMySQL makes of a column of its type, times as ISO text. */
export function columnValue(text: string | null, type: string | undefined): MysqlValue | null {
  if (text === null || type === undefined) return text;
  if (WHOLE.has(type)) return wholeNumber(text);
  if (FRACTIONS.has(type)) return new PyFloat(Number(text));
  if (type === 'DATETIME' || type === 'TIMESTAMP') {
    return text.startsWith('0000') ? text : text.replace(' ', 'T');
  }
  return text;
}

/** Types of the columns of each result, read from what the client prints with --column-type-info. */
export function columnTypes(text: string): Map<string, string>[] {
  const results: Map<string, string>[] = [];
  let name = '';
  for (const line of text.split('\n')) {
    const field = /^Field +(\d+): +`(.*)`$/.exec(line);
    if (field !== null) {
      if (field[1] === '1') results.push(new Map());
      name = field[2] ?? '';
    }
    const type = /^Type: +(\w+)/.exec(line)?.[1];
    if (type !== undefined) results.at(-1)?.set(name, type);
  }
  return results;
}
