import { fail } from '../definition/failure.ts';
import { encodeAttribute, encodeName, type NameParts } from './distinguished-name.ts';
import { objectNumber, shortName } from './object-names.ts';

type Part = NameParts[number];

const START = /^ *([a-zA-Z0-9.[\\\]^_`]+) *= */;

/** An attribute's number, and the rest of the text behind its equals sign. @throws RangeError */
function attribute(text: string): Part {
  const [start, name = ''] = START.exec(text) ?? [];
  if (start === undefined) throw new RangeError(`cannot start part in "${text}"`);
  return [objectNumber(name), text.slice(start.length)];
}

/** A value up to the separator, escapes resolved, and what follows. @throws RangeError */
function value(text: string, separator: string): readonly [value: string, rest: string] {
  if (text.startsWith('#')) {
    const [digits = ''] = /^(?:[0-9a-f]{2})*/i.exec(text.slice(1)) ?? [];
    const rest = text.slice(1 + digits.length);
    if (rest.length > 1) throw new RangeError(`Invalid hex sequence entry "${rest.slice(0, 2)}"`);
    return [Buffer.from(digits, 'hex').toString(), rest];
  }
  const bytes: Buffer[] = [];
  let at = 0;
  while (at < text.length && text[at] !== separator) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const escaped = char === '\\' ? text.slice(at + 1) : '';
    const [hex = ''] = /^[0-9a-f].?/is.exec(escaped) ?? [];
    if (hex.length === 1) {
      throw new RangeError(`Hex escape sequence "\\${hex}" incomplete at end of string`);
    }
    if (hex !== '' && !/^[0-9a-f]{2}$/i.test(hex)) {
      throw new RangeError(`Hex escape sequence "\\${hex}" has invalid second letter`);
    }
    bytes.push(hex === '' ? Buffer.from(escaped.slice(0, 1) || char) : Buffer.from(hex, 'hex'));
    at += hex !== '' ? 3 : escaped === '' ? char.length : 2;
  }
  return [Buffer.concat(bytes).toString(), text.slice(at)];
}

/** Reads `CN=a, O=b` or `/CN=a/O=b` in the order of the text. @throws ModuleFailure, BeyondNative */
function readParts(text: string): Part[] {
  const trimmed = text.trimStart();
  const separator = trimmed.startsWith('/') ? '/' : ',';
  const parts: Part[] = [];
  const begin = `Error while parsing distinguished name "${text}": `;
  let rest = separator === '/' ? trimmed.slice(1) : trimmed;
  while (rest !== '') {
    try {
      const [dotted, behind] = attribute(rest);
      const [content, left] = value(behind, separator);
      parts.push([dotted, content]);
      rest = left;
    } catch (error) {
      if (error instanceof RangeError) fail(`${begin}${error.message}`);
      throw error;
    }
    if (rest === '') break;
    if (!rest.startsWith(separator) || rest.length < 2) fail(`${begin}unexpected end of string`);
    rest = rest.slice(1);
  }
  return parts;
}

/** A distinguished name in DER from its text, which has the parts the other way round. @throws ModuleFailure, BeyondNative */
export const directoryName = (text: string): Buffer => encodeName(readParts(text).reverse());

/** The content of a relative name in DER: a set of attributes. @throws ModuleFailure, BeyondNative */
export function relativeName(texts: readonly string[]): Buffer {
  const attributes = texts.map((text) => {
    try {
      return encodeAttribute(attribute(text));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return fail(`Error while parsing relative distinguished name "${text}": ${error.message}`);
    }
  });
  return Buffer.concat(attributes.sort(Buffer.compare));
}

const escaped = (text: string): string =>
  text
    .replace(/[\\,+<>;"]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');

/** A distinguished name as text: short names, the last part first. */
export const shownDirectoryName = (parts: NameParts): string =>
  parts
    .map(([dotted, text]) => `${shortName(dotted)}=${escaped(text)}`)
    .reverse()
    .join(',');
