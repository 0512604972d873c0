import { basename } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import type { Controller } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { pythonText, pythonTypeName } from '../definition/python-text.ts';
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

/** Bytes of a request and the content type that they imply. @throws ModuleFailure with Ansible's text */
export async function requestBody(
  args: BodyArguments,
  { controller, target }: Sources,
): Promise<{ content?: Buffer; contentType?: string }> {
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
  if (format === 'form-urlencoded') {
    return { content: Buffer.from(formText(body)), ...impliedType(format) };
  }
  if (format === 'form-multipart') {
    const { body: content, contentType } = multipartBody(
      await formParts(args, { controller, target }),
    );
    return { content, contentType };
  }
  if (body === null || body === undefined) return {};
  return { content: Buffer.from(typeof body === 'object' ? jsonText(body) : pythonText(body)) };
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
