import { basename } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { PyFloat } from '../../values/types.ts';
import type { Controller } from '../contract.ts';
import { booleanWord } from '../definition/coercion.ts';
import { fail, failAction } from '../definition/failure.ts';
import { pythonClass, pythonTypeName } from '../definition/python-text.ts';
import { findSource } from '../files/find-source.ts';
import { type FormPart, formText, jsonText, multipartBody } from './body.ts';

/** What a body comes from. */
export interface BodyArguments {
  readonly body: unknown;
  readonly body_format: string;
  readonly src: string | null;
  readonly remote_src: boolean;
}

interface Sources {
  readonly controller: Controller;
  readonly target: ReadTarget;
}

/** Bytes of a request, and the content type that they imply. */
export interface RequestBody {
  readonly content?: Buffer;
  readonly contentType?: string;
  /** The type holds the boundary between parts: no other will do. */
  readonly multipart?: true;
  /** Why the client can't send the body, in Python's words. */
  readonly unsendable?: string;
}

/**
 * Looks for the controller's files that a task sends, before its arguments are checked: as the action does.
 * @throws ModuleFailure without arguments
 */
export function findBody(raw: Readonly<Record<string, unknown>>, controller: Controller): void {
  if (booleanWord(raw.remote_src)) return;
  const { src, body } = raw;
  if (typeof src === 'string' && src !== '') {
    findSource(() => controller.findFile('files', src), null);
  } else if (raw.body_format === 'form-multipart') {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      failAction(`body must be mapping, cannot be type ${loadedTypeName(body)}`);
    }
    for (const value of Object.values(body) as Readonly<Record<string, unknown>>[]) {
      const filename = value?.filename;
      if (typeof filename !== 'string' || filename === '' || value?.content) continue;
      findSource(() => controller.findFile('files', filename), null);
    }
  }
}

/** Text and lists of a playbook have types of Ansible's own. */
function loadedTypeName(value: unknown): string {
  if (typeof value === 'string') return 'AnsibleUnicode';
  return Array.isArray(value) ? 'AnsibleSequence' : pythonTypeName(value);
}

/** What a request sends. @throws ModuleFailure with Ansible's text */
export async function requestBody(
  args: BodyArguments,
  { controller, target }: Sources,
): Promise<RequestBody> {
  const { body, body_format: format, src } = args;
  if (src !== null) {
    const content = args.remote_src
      ? await target.readFile(src)
      : controller.readFile(controller.findFile('files', src));
    if (content === null) fail(`Unable to open source file ${src}`, { elapsed: 0 });
    return { content, ...impliedType(format) };
  }
  if (format === 'json') {
    const text = typeof body === 'string' ? body : jsonText(body);
    return { content: Buffer.from(text), ...impliedType(format) };
  }
  if (format === 'form-urlencoded' && (typeof body === 'string' || isCollection(body))) {
    return { content: Buffer.from(formText(body)), ...impliedType(format) };
  }
  if (format === 'form-multipart') {
    const { body: content, contentType } = multipartBody(
      await formParts(args, { controller, target }),
    );
    return { content, contentType, multipart: true };
  }
  return { ...asGiven(body), ...impliedType(format) };
}

/** A body without a format is text; Python's client goes through anything else piece by piece. */
function asGiven(body: unknown): RequestBody {
  if (body === null || body === undefined) return {};
  if (typeof body === 'string') return { content: Buffer.from(body) };
  if (!isCollection(body)) {
    const unsendable = `message_body should be a bytes-like object or an iterable, got ${pythonClass(body)}`;
    return { unsendable };
  }
  const [first] = (Array.isArray(body) ? body : Object.keys(body)).filter(
    (piece) => piece !== null && piece !== '' && piece !== 0 && piece !== false,
  );
  if (first === undefined) return { content: Buffer.alloc(0) };
  const measured = typeof first === 'string' || isCollection(first);
  return {
    unsendable: measured
      ? `can't concat ${pythonTypeName(first)} to bytes`
      : `object of type '${pythonTypeName(first)}' has no len()`,
  };
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof PyFloat);
}

function impliedType(format: string): { contentType?: string } {
  if (format === 'json') return { contentType: 'application/json' };
  return format === 'form-urlencoded' ? { contentType: 'application/x-www-form-urlencoded' } : {};
}

async function formParts(args: BodyArguments, sources: Sources): Promise<FormPart[]> {
  const { body } = args;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    fail(`body must be mapping, cannot be type ${pythonTypeName(body)}`);
  }
  const fields = Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(fields.map(([name, value]) => formPart(name, value, args, sources)));
}

async function formPart(
  name: string,
  value: unknown,
  args: BodyArguments,
  { controller, target }: Sources,
): Promise<FormPart> {
  if (typeof value === 'string') {
    return { name, mimeType: 'text/plain', content: Buffer.from(value), encoded: false };
  }
  if (typeof value !== 'object' || value === null) {
    fail(
      `failed to parse body as form-multipart: value must be a string, or mapping, cannot be type ${pythonTypeName(value)}`,
    );
  }
  const field = value as Readonly<Record<string, unknown>>;
  const filename = typeof field.filename === 'string' ? field.filename : undefined;
  const given = typeof field.content === 'string' ? Buffer.from(field.content) : undefined;
  if (filename === undefined && given === undefined) {
    fail(
      'failed to parse body as form-multipart: at least one of filename or content must be provided',
    );
  }
  const read = async (path: string): Promise<Buffer> => {
    if (!args.remote_src) return controller.readFile(controller.findFile('files', path));
    return (await target.readFile(path)) ?? fail(`Unable to open source file ${path}`);
  };
  const file = given === undefined ? await read(filename ?? '') : undefined;
  const mime = typeof field.mime_type === 'string' ? field.mime_type : undefined;
  return {
    name,
    ...(filename === undefined ? {} : { filename: basename(filename) }),
    mimeType: mime ?? (file === undefined ? 'text/plain' : mimeOf(filename ?? '')),
    content: file ?? given ?? Buffer.alloc(0),
    encoded: file !== undefined,
  };
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  sh: 'application/x-sh',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  xml: 'text/xml',
  zip: 'application/zip',
};

function mimeOf(filename: string): string {
  const extension = filename.slice(filename.lastIndexOf('.') + 1).toLowerCase();
  return MIME_TYPES[extension] ?? 'application/octet-stream';
}
