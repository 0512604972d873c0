import { TemplateError } from '../../diagnostics/errors.ts';
import { decodeText } from '../../targets/text.ts';
import { compileRegex, type PythonRegex, type RegexFlags } from '../../values/python-regex.ts';
import { UncaughtException } from '../definition/crash.ts';

/** UTF-8 bytes as a string of one character a byte: what Python's byte regexes see. */
export function toByteText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The bytes of byte text. */
export function fromByteText(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Byte text as the text that it is in UTF-8, for diffs. */
export function asUtf8(text: string): string {
  return decodeText(fromByteText(text));
}

/** Compiles a pattern for byte text. @throws UncaughtException for a faulty one. */
export function byteRegex(pattern: string): PythonRegex {
  return compileOrEnd(toByteText(pattern), { ascii: true });
}

/** Compiles a Python pattern. @throws UncaughtException for a faulty one. */
export function textRegex(pattern: string, flags: RegexFlags): PythonRegex {
  return compileOrEnd(pattern, flags);
}

function compileOrEnd(pattern: string, flags: RegexFlags): PythonRegex {
  try {
    return compileRegex(pattern, flags);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new UncaughtException(`re.error: ${error.message}`);
  }
}
