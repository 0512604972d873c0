import { decodeText, encodeText } from '../../targets/text.ts';
import { fail } from '../define.ts';

const NAMES: Readonly<Record<string, BufferEncoding>> = {
  utf8: 'utf8',
  ascii: 'latin1',
  usascii: 'latin1',
  latin1: 'latin1',
  iso88591: 'latin1',
  utf16le: 'utf16le',
};

/** Highest code point of the single-byte encodings. */
const LIMITS: Readonly<Record<string, number>> = {
  ascii: 0x7f,
  usascii: 0x7f,
  latin1: 0xff,
  iso88591: 0xff,
};

/** Text in one of Python's encodings. @throws ModuleFailure for an encoding that isn't known, or can't hold the text. */
export function encodeIn(text: string, encoding: string): Buffer {
  const key = encoding.toLowerCase().replace(/[-_ ]/g, '');
  if (key === 'utf16')
    return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  const name = NAMES[key] ?? fail(`LookupError: unknown encoding: ${encoding}`);
  const limit = LIMITS[key];
  if (limit !== undefined && [...text].some((char) => (char.codePointAt(0) ?? 0) > limit)) {
    fail(
      `UnicodeEncodeError: '${encoding}' codec can't encode character: ordinal not in range(${limit + 1})`,
    );
  }
  return name === 'utf8' ? encodeText(text) : Buffer.from(text, name);
}

/** Bytes of a file as text; those that are no UTF-8 survive as lone surrogates. @throws ModuleFailure for an unknown encoding or bytes that are none of its. */
export function decodeIn(bytes: Buffer, encoding: string): string {
  const key = encoding.toLowerCase().replace(/[-_ ]/g, '');
  // What the web calls latin1 is windows-1252: Python's is the plain one.
  if (NAMES[key] === 'latin1') return bytes.toString('latin1');
  if (key === 'utf8') return decodeText(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) return fail(`unknown encoding: ${encoding}`);
    return fail(`'${encoding}' codec can't decode bytes`);
  }
}
