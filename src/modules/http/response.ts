import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { HttpFailure, type HttpRequest, type HttpResponse } from './message.ts';

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Offset of the body. */
  readonly end: number;
}

/** Reads the bytes of an answer. @throws HttpFailure when they are none of HTTP */
export function parseResponse(raw: Buffer, request: HttpRequest): HttpResponse {
  const head = readHead(raw);
  if (head === undefined) {
    throw new HttpFailure(
      raw.length === 0
        ? 'Request failed: Remote end closed connection without response'
        : `Connection failure: ${raw.toString('latin1').split('\r\n')[0] ?? ''}`,
    );
  }
  const field = (name: string): string | undefined =>
    head.headers.find(([header]) => header.toLowerCase() === name)?.[1];
  let body = Buffer.from(raw.subarray(head.end));
  if (bodyless(request.method, head.status)) body = Buffer.alloc(0);
  else if (/chunked/i.test(field('transfer-encoding') ?? '')) body = joinChunks(body).body;
  else if (field('content-length') !== undefined) {
    body = body.subarray(0, Number(field('content-length')));
  }
  if (request.decompress) body = decompressed(body, field('content-encoding') ?? '');
  return {
    status: head.status,
    reason: head.reason,
    url: request.url,
    headers: head.headers,
    body,
  };
}

/** Whether all of an answer has come, where that can be told before the connection ends. */
export function isComplete(raw: Buffer, method: string): boolean {
  const head = readHead(raw);
  if (head === undefined) return false;
  if (bodyless(method, head.status)) return true;
  const field = (name: string): string | undefined =>
    head.headers.find(([header]) => header.toLowerCase() === name)?.[1];
  if (/chunked/i.test(field('transfer-encoding') ?? '')) {
    return joinChunks(raw.subarray(head.end)).ended;
  }
  const length = field('content-length');
  return length !== undefined && raw.length - head.end >= Number(length);
}

function bodyless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

/** Status line and headers; interim answers (1xx) are passed over. */
function readHead(raw: Buffer, from = 0): Head | undefined {
  const end = raw.indexOf('\r\n\r\n', from);
  if (end < 0) return undefined;
  const [first = '', ...lines] = raw.subarray(from, end).toString('latin1').split('\r\n');
  const match = /^HTTP\/\d(?:\.\d)? (\d{3})(?: (.*))?$/.exec(first);
  if (match === null) return undefined;
  const status = Number(match[1]);
  if (status < 200 && status !== 101) return readHead(raw, end + 4);
  const headers: [string, string][] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) last[1] += ` ${line.trim()}`;
    else {
      const at = line.indexOf(':');
      if (at > 0) headers.push([line.slice(0, at), line.slice(at + 1).replace(/^[ \t]+/, '')]);
    }
  }
  return { status, reason: match[2] ?? '', headers, end: end + 4 };
}

function joinChunks(data: Buffer): { body: Buffer<ArrayBuffer>; ended: boolean } {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; ) {
    const line = data.indexOf('\r\n', at);
    if (line < 0) break;
    const size = Number.parseInt(data.subarray(at, line).toString('latin1'), 16);
    if (Number.isNaN(size)) break;
    if (size === 0) return { body: Buffer.concat(parts), ended: true };
    parts.push(data.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  return { body: Buffer.concat(parts), ended: false };
}

function decompressed(body: Buffer<ArrayBuffer>, encoding: string): Buffer<ArrayBuffer> {
  if (body.length === 0) return body;
  try {
    if (/gzip/i.test(encoding)) return Buffer.from(gunzipSync(body));
    if (/deflate/i.test(encoding)) {
      return Buffer.from((body[0] ?? 0) % 16 === 8 ? inflateSync(body) : inflateRawSync(body));
    }
  } catch {
    throw new HttpFailure('Connection failure: Not a gzipped file');
  }
  return body;
}
