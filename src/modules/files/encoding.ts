import { TemplateError } from '../../diagnostics/errors.ts';
import { decodeText, encodeText } from '../../targets/text.ts';
import * as codec from '../../values/methods/text-codec.ts';
import { ActionCrash } from '../definition/failure.ts';

const isUtf8 = (encoding: string): boolean => /^utf[-_ ]?8$/i.test(encoding);

/** Text in one of Python's encodings. @throws TemplateError (LookupError, UnicodeEncodeError) */
export function encodeIn(text: string, encoding: string): Buffer {
  return isUtf8(encoding)
    ? encodeText(text)
    : Buffer.from(codec.encodeText(text, encoding, 'strict'));
}

/** Bytes of a file as text; those that are no UTF-8 survive as lone surrogates. @throws TemplateError (LookupError, UnicodeDecodeError) */
export function decodeIn(bytes: Buffer, encoding: string): string {
  return isUtf8(encoding) ? decodeText(bytes) : codec.decodeBytes(bytes, encoding, 'strict');
}

/** Does what reads or writes text; its fault ends the task as an exception does. @throws ActionCrash */
export function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new ActionCrash(error.pythonClass, error.message);
  }
}
