import { characterByName } from './character-names.ts';

/** What one escaped character stands for in Python's literals. */
export const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Why a string literal can't be read; the message names the escape. */
export class EscapeError extends Error {}

/**
 * Resolves the escapes of a Python string literal; unknown ones stay as they are.
 * @param bytes it is a bytes literal, which has no escapes of Unicode characters
 * @throws EscapeError
 */
export function unescapeString(text: string, bytes = false): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{0,2})|u([0-9a-fA-F]{0,4})|U([0-9a-fA-F]{0,8})|N(\{[^}]*\}?)?|([\s\S]))/g,
    (whole, octal, hex, short, long, named, simple) => {
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal as string, 8));
      if (hex !== undefined) return codePoint(hex as string, 2, '\\xXX');
      if (bytes && simple === undefined) return whole;
      if (short !== undefined) return codePoint(short as string, 4, '\\uXXXX');
      if (long !== undefined) return codePoint(long as string, 8, '\\UXXXXXXXX');
      if (simple !== undefined) return SIMPLE_ESCAPES[simple as string] ?? whole;
      return namedCharacter(named as string | undefined);
    },
  );
}

function namedCharacter(braced: string | undefined): string {
  if (braced === undefined || !braced.endsWith('}') || braced === '{}')
    throw new EscapeError('malformed \\N character escape');
  const character = characterByName(braced.slice(1, -1));
  if (character === undefined) throw new EscapeError('unknown Unicode character name');
  return character;
}

function codePoint(digits: string, size: number, form: string): string {
  if (digits.length < size) throw new EscapeError(`truncated ${form} escape`);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new EscapeError('illegal Unicode character');
  return String.fromCodePoint(code);
}
