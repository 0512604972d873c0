import { str } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';

const UNRESERVED = /[A-Za-z0-9_.~-]/;

/** Percent-encodes text as UTF-8. @param query quote `/` too and write blanks as `+` */
export function quoteUrl(value: Value, query: boolean): string {
  const bytes = value instanceof Uint8Array ? value : Buffer.from(str(value), 'utf8');
  let text = '';
  for (const byte of bytes) {
    const c = String.fromCharCode(byte);
    if (byte < 0x80 && (UNRESERVED.test(c) || (c === '/' && !query))) text += c;
    else if (c === ' ' && query) text += '+';
    else text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
