import { TemplateError } from '../../diagnostics/errors.ts';
import { stringRepr } from '../string-repr.ts';

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
};

function codec(name: string): BufferEncoding {
  const known = NAMES[name.toLowerCase().replaceAll('_', '-')];
  if (known === undefined) throw new TemplateError('LookupError', `unknown encoding: ${name}`);
  return known;
}

/** Python's str.encode(). @throws TemplateError (UnicodeEncodeError, LookupError) */
export function encodeText(text: string, encoding: string, errors: string): Uint8Array {
  const name = codec(encoding);
  const limit = name === 'ascii' ? 0x7f : name === 'latin1' ? 0xff : 0x10ffff;
  let fitting = '';
  let position = 0;
  for (const c of text) {
    const code = c.codePointAt(0) as number;
    if (code <= limit) fitting += c;
    else if (errors === 'replace') fitting += '?';
    else if (errors === 'xmlcharrefreplace') fitting += `&#${code};`;
    else if (errors === 'backslashreplace') fitting += escaped(code);
    else if (errors !== 'ignore')
      throw new TemplateError(
        'UnicodeEncodeError',
        `'${name === 'ascii' ? 'ascii' : 'latin-1'}' codec can't encode character ${stringRepr(escaped(code)).replace('\\\\', '\\')} in position ${position}: ordinal not in range(${limit + 1})`,
      );
    position++;
  }
  return Uint8Array.from(Buffer.from(fitting, name === 'ascii' ? 'latin1' : name));
}

function escaped(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16)}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's bytes.decode(). @throws TemplateError (UnicodeDecodeError, LookupError) */
export function decodeBytes(bytes: Uint8Array, encoding: string, errors: string): string {
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
