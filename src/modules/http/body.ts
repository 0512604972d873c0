import { randomInt } from 'node:crypto';
import { PyFloat } from '../../values/types.ts';
import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';

/** JSON text as Python's json.dumps writes it: blanks after separators, everything but ASCII escaped. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return asciiString(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' || value instanceof PyFloat) return pythonText(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(', ')}]`;
  const entries = Object.entries(value as Record<string, unknown>);
  return `{${entries.map(([key, item]) => `${asciiString(key)}: ${jsonText(item)}`).join(', ')}}`;
}

function asciiString(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * `application/x-www-form-urlencoded` of a dict or a list of pairs; a list value repeats its key.
 * @throws ModuleFailure where an item of the list is no pair
 */
export function formText(body: unknown): string {
  if (typeof body === 'string') return body;
  const pairs = Array.isArray(body) ? body.map(pairOf) : Object.entries(body as object);
  const encoded: string[] = [];
  for (const [key, values] of pairs) {
    for (const value of Array.isArray(values) ? values : [values]) {
      if (value !== null)
        encoded.push(`${quotePlus(pythonText(key))}=${quotePlus(pythonText(value))}`);
    }
  }
  return encoded.join('&');
}

/** An item taken apart as Python does: text has characters, a dict has keys. */
function pairOf(item: unknown): readonly [unknown, unknown] {
  const parts: unknown[] =
    typeof item === 'string' ? [...item] : Array.isArray(item) ? item : Object.keys(item ?? {});
  if (parts.length === 2) return [parts[0], parts[1]];
  const fault =
    parts.length > 2
      ? 'too many values to unpack (expected 2)'
      : `not enough values to unpack (expected 2, got ${parts.length})`;
  return fail(`failed to parse body as form_urlencoded: ${fault}`, { elapsed: 0 });
}

function quotePlus(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** One field of a multipart form; `content` undefined takes `file`. */
export interface FormPart {
  readonly name: string;
  readonly filename?: string;
  readonly mimeType: string;
  readonly content: Buffer;
  /** Files travel as base64. */
  readonly encoded: boolean;
}

/** `multipart/form-data` (RFC 7578) with its content type. */
export function multipartBody(parts: readonly FormPart[]): { contentType: string; body: Buffer } {
  const boundary = `===============${String(randomInt(2 ** 47)).padStart(19, '0')}==`;
  const chunks: Buffer[] = [];
  for (const part of parts) {
    const file = part.filename === undefined ? '' : `; filename="${part.filename}"`;
    const head = [
      `--${boundary}`,
      ...(part.encoded ? ['Content-Transfer-Encoding: base64'] : []),
      `Content-Type: ${part.mimeType}`,
      `Content-Disposition: form-data; name="${part.name}"${file}`,
      '',
      '',
    ].join('\r\n');
    chunks.push(
      Buffer.from(head),
      part.encoded ? base64Lines(part.content) : part.content,
      Buffer.from('\r\n'),
    );
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    contentType: `multipart/form-data; boundary="${boundary}"`,
    body: Buffer.concat(chunks),
  };
}

function base64Lines(content: Buffer): Buffer {
  const lines = content.toString('base64').match(/.{1,76}/g) ?? [];
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}
