/** A request as it is written; the answer to the last one of a connection ends with the connection. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query, encoded. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface HttpReply {
  readonly status: number;
  /** The words behind the status. */
  readonly reason: string;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The bytes of one request; an answer by version 1.0 has no chunks. */
export function encodeRequest(request: HttpRequest, last: boolean, version: '1.0' | '1.1'): Buffer {
  const body = Buffer.from(request.body ?? '');
  const hasBody = request.method === 'POST';
  const lines = [
    `${request.method} ${request.url} HTTP/${version}`,
    'Host: docker',
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(hasBody ? [`Content-Length: ${body.length}`] : []),
    ...(last ? ['Connection: close'] : []),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** All answers that came on a connection, one after another; a broken last one is left out. */
export function decodeReplies(bytes: Buffer): HttpReply[] {
  const replies: HttpReply[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
    const [, status = '0', reason = ''] = /^HTTP\/\d\.\d (\d+) ?(.*)$/.exec(first) ?? [];
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(':');
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const [body, next] = bodyAt(bytes, end + 4, Number(status), headers);
    replies.push({ status: Number(status), reason, headers, body });
    at = next;
  }
  return replies;
}

function bodyAt(
  bytes: Buffer,
  start: number,
  status: number,
  headers: Readonly<Record<string, string>>,
): [body: Buffer, next: number] {
  if (headers['transfer-encoding'] === 'chunked') return chunksAt(bytes, start);
  const length = headers['content-length'];
  if (length !== undefined) {
    const end = start + Number(length);
    return [bytes.subarray(start, end), end];
  }
  if (status === 204 || status === 304) return [Buffer.alloc(0), start];
  return [bytes.subarray(start), bytes.length];
}

function chunksAt(bytes: Buffer, start: number): [body: Buffer, next: number] {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return [Buffer.concat(chunks), bytes.length];
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    at = line + 2;
    if (!size) return [Buffer.concat(chunks), bytes.indexOf('\r\n', at) + 2];
    chunks.push(bytes.subarray(at, at + size));
    at += size + 2;
  }
}
