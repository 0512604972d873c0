import type { Endpoint, HttpRequest } from './message.ts';

/** Bytes of a request in HTTP/1.1, headers in the order and spelling that Ansible's client sends. */
export function serializeRequest(
  request: HttpRequest,
  url: URL,
  endpoint: Endpoint,
  credentials: string | undefined,
): Buffer {
  const own = new Map<string, string>();
  for (const [name, value] of request.headers) own.set(titleCase(name), value);
  const plainProxy = endpoint.proxy !== undefined && !endpoint.secure;
  const path = `${url.pathname}${url.search}`;
  const lines = [`${request.method} ${plainProxy ? `http://${url.host}${path}` : path} HTTP/1.1`];
  const standard = (name: string, value: string): void => {
    lines.push(`${name}: ${own.get(name) ?? value}`);
    own.delete(name);
  };
  standard('Accept-Encoding', 'identity');
  if (request.body !== undefined) standard('Content-Length', String(request.body.length));
  standard('Host', url.host);
  if (own.has('User-Agent')) standard('User-Agent', '');
  for (const [name, value] of own) {
    if (name !== 'Connection') lines.push(`${name}: ${value}`);
  }
  if (request.body !== undefined && !own.has('Content-Type')) {
    lines.push('Content-Type: application/x-www-form-urlencoded');
  }
  if (credentials !== undefined) lines.push(`Authorization: ${credentials}`);
  if (plainProxy && endpoint.proxy?.auth !== undefined) {
    lines.push(`Proxy-Authorization: ${endpoint.proxy.auth}`);
  }
  lines.push('Connection: close', '', '');
  const head = Buffer.from(lines.join('\r\n'));
  return request.body === undefined ? head : Buffer.concat([head, request.body]);
}

function titleCase(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
    .join('-');
}
