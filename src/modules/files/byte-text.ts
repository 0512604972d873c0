import { TemplateError } from '../../diagnostics/errors.ts';
import { decodeText } from '../../targets/text.ts';
import { compileRegex, type PythonRegex, type RegexFlags } from '../../values/python-regex.ts';
import { fail } from '../define.ts';

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

/** Compiles a pattern for byte text. @throws ModuleFailure for a faulty one. */
export function byteRegex(pattern: string): PythonRegex {
  return compileOrFail(toByteText(pattern), { ascii: true }, pattern);
}

/** Compiles a Python pattern. @throws ModuleFailure for a faulty one. */
export function textRegex(pattern: string, flags: RegexFlags): PythonRegex {
  return compileOrFail(pattern, flags, pattern);
}

function compileOrFail(pattern: string, flags: RegexFlags, shown: string): PythonRegex {
  try {
    return compileRegex(pattern, flags);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return fail(`invalid regular expression '${shown}': ${error.message}`);
  }
}
