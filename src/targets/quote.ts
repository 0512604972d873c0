import { OperationError } from './errors.ts';
import { encodeText } from './text.ts';

/**
 * Scripts for the target's shell are built as "byte strings": each character is one byte (latin1), so that names and
 * contents of any encoding can stand in them. These functions make byte strings out of text and bytes.
 */
export type ByteString = string;

const ASCII = /^[\x01-\x7f]*$/;

/** Text as a byte string. @throws OperationError for NUL, which no argument or path can hold. */
export function byteString(text: string): ByteString {
  if (ASCII.test(text)) return text;
  if (text.includes('\0')) throw new OperationError('EINVAL', undefined, 'embedded null byte');
  return encodeText(text).toString('latin1');
}

/** One word for a POSIX shell, whatever the text holds. */
export function quoteWord(text: string): ByteString {
  return quoteBytes(byteString(text));
}

function quoteBytes(bytes: ByteString): ByteString {
  return `'${bytes.includes("'") ? bytes.replaceAll("'", "'\\''") : bytes}'`;
}

/** A path as a word that no tool takes for an option. */
export function quotePath(path: string): ByteString {
  return quoteWord(path === '' || path.startsWith('/') ? path : `./${path}`);
}

/** A shell command, built into every shell, that prints these very bytes. */
export function printCommand(content: Buffer): ByteString {
  const bytes = content.toString('latin1');
  if (!bytes.includes('\0')) return `printf %s ${quoteBytes(bytes)}`;
  // NUL can't stand in a word: as part of the format it can be written.
  const escaped = bytes
    .replace(/[\0\\%]/g, (c) => (c === '\0' ? '\\000' : c + c))
    // A format that begins with a hyphen would be an option.
    .replace(/^-/, '\\055');
  return `printf ${quoteBytes(escaped)}`;
}
