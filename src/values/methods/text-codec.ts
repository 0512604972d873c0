import { TemplateError } from '../../diagnostics/errors.ts';
import { stringRepr } from '../string-repr.ts';
import { type Charmap, charmap } from './charmap.ts';

const NAMES: Record<string, BufferEncoding> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  u8: 'utf8',
  ascii: 'ascii',
  'us-ascii': 'ascii',
  latin1: 'latin1',
  'latin-1': 'latin1',
  'iso-8859-1': 'latin1',
  'utf-16-le': 'utf16le',
  'utf-16le': 'utf16le',
};

function codec(name: string): BufferEncoding {
  const known = NAMES[name.toLowerCase().replaceAll('_', '-')];
  if (known === undefined) throw new TemplateError('LookupError', `unknown encoding: ${name}`);
  return known;
}

/** Python's str.encode(). @throws TemplateError (UnicodeEncodeError, LookupError) */
export function encodeText(text: string, encoding: string, errors: string): Uint8Array {
  const table = charmap(encoding);
  if (table !== undefined) return encodeByTable(text, table, errors);
  if (/^utf[-_]?16$/i.test(encoding))
    return Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));
  const name = codec(encoding);
  const limit = name === 'ascii' ? 0x7f : name === 'latin1' ? 0xff : 0x10ffff;
  let fitting = '';
  let position = 0;
  for (const c of text) {
    const code = c.codePointAt(0) as number;
    const substitute = code <= limit ? c : replacement(code, errors);
    if (substitute === undefined)
      throw cantEncode(
        name === 'ascii' ? 'ascii' : 'latin-1',
        code,
        position,
        `ordinal not in range(${limit + 1})`,
      );
    fitting += substitute;
    position++;
  }
  return Uint8Array.from(Buffer.from(fitting, name === 'ascii' ? 'latin1' : name));
}

function encodeByTable(text: string, table: Charmap, errors: string): Uint8Array {
  const bytes: number[] = [];
  for (const [position, char] of [...text].entries()) {
    const code = char.codePointAt(0) as number;
    const found = table.indexOf(char);
    const chars = found >= 0 ? char : replacement(code, errors);
    if (chars === undefined)
      throw cantEncode('charmap', code, position, 'character maps to <undefined>');
    for (const one of chars) bytes.push(table.indexOf(one));
  }
  return Uint8Array.from(bytes);
}

/** What stands for a character that an encoding lacks; undefined where that is an error. */
function replacement(code: number, errors: string): string | undefined {
  if (errors === 'replace') return '?';
  if (errors === 'xmlcharrefreplace') return `&#${code};`;
  if (errors === 'backslashreplace') return escaped(code);
  return errors === 'ignore' ? '' : undefined;
}

function cantEncode(codec: string, code: number, position: number, why: string): TemplateError {
  const char = stringRepr(escaped(code)).replace('\\\\', '\\');
  return new TemplateError(
    'UnicodeEncodeError',
    `'${codec}' codec can't encode character ${char} in position ${position}: ${why}`,
  );
}

function escaped(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16)}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** A decoder of the platform for an encoding of several bytes a character. */
function otherDecoder(
  encoding: string,
  errors: string,
): InstanceType<typeof TextDecoder> | undefined {
  const label = encoding.toLowerCase().replaceAll('_', '-');
  if (label in NAMES) return undefined;
  try {
    return new TextDecoder(label, { fatal: errors === 'strict' });
  } catch {
    return undefined;
  }
}

function decodeWith(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  encoding: string,
): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new TemplateError('UnicodeDecodeError', `'${encoding}' codec can't decode bytes`);
  }
}

function decodeByTable(bytes: Uint8Array, table: Charmap, errors: string): string {
  let text = '';
  for (const [position, byte] of bytes.entries()) {
    const char = table[byte];
    if (char !== undefined) text += char;
    else if (errors === 'replace') text += '\ufffd';
    else if (errors !== 'ignore')
      throw new TemplateError(
        'UnicodeDecodeError',
        `'charmap' codec can't decode byte 0x${byte.toString(16)} in position ${position}: character maps to <undefined>`,
      );
  }
  return text;
}

/** Python's bytes.decode(). @throws TemplateError (UnicodeDecodeError, LookupError) */
export function decodeBytes(bytes: Uint8Array, encoding: string, errors: string): string {
  const table = charmap(encoding);
  if (table !== undefined) return decodeByTable(bytes, table, errors);
  const other = otherDecoder(encoding, errors);
  if (other !== undefined) return decodeWith(other, bytes, encoding);
  const name = codec(encoding);
  const text = Buffer.from(bytes).toString(name === 'ascii' ? 'latin1' : name);
  if (errors === 'ignore') return text.replaceAll('\ufffd', '');
  const bad =
    name === 'utf8'
      ? !Buffer.from(text, 'utf8').equals(Buffer.from(bytes))
      : name === 'ascii' && bytes.some((byte) => byte > 0x7f);
  if (bad && errors === 'strict')
    throw new TemplateError(
      'UnicodeDecodeError',
      `'${name === 'ascii' ? 'ascii' : 'utf-8'}' codec can't decode bytes: invalid data`,
    );
  return text;
}
