import { createHash, randomBytes } from 'node:crypto';
import { type HttpRequest, type HttpResponse, headerValue } from './message.ts';

/** The value of an Authorization header for name and password (RFC 7617). */
export function authorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * The Authorization header that answers a 401: for a digest challenge (RFC 7616, MD5 and SHA-256) or a basic one;
 * undefined where the server asks for something else, or where there is no name to answer with.
 */
export function challengeAnswer(
  response: HttpResponse,
  request: HttpRequest,
  url: URL,
): string | undefined {
  const { username, password } = request;
  if (username === undefined) return undefined;
  const challenge = headerValue(response, 'www-authenticate') ?? '';
  if (/\bdigest\b/i.test(challenge)) return digest(challenge, request, url);
  return /\bbasic\b/i.test(challenge) ? authorization(username, password ?? '') : undefined;
}

function digest(challenge: string, request: HttpRequest, url: URL): string {
  const field = (name: string): string | undefined =>
    new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(challenge)?.slice(1).find(Boolean);
  const algorithm = field('algorithm') ?? 'MD5';
  const hash = (text: string): string =>
    createHash(/sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const realm = field('realm') ?? '';
  const nonce = field('nonce') ?? '';
  const path = `${url.pathname}${url.search}`;
  const cnonce = randomBytes(8).toString('hex');
  const secret = hash(`${request.username ?? ''}:${realm}:${request.password ?? ''}`);
  const action = hash(`${request.method}:${path}`);
  const quality = field('qop') === undefined ? undefined : 'auth';
  const response =
    quality === undefined
      ? hash(`${secret}:${nonce}:${action}`)
      : hash(`${secret}:${nonce}:00000001:${cnonce}:auth:${action}`);
  const opaque = field('opaque');
  return [
    `Digest username="${request.username ?? ''}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${path}"`,
    `response="${response}"`,
    `algorithm="${algorithm}"`,
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(quality === undefined ? [] : [`qop=${quality}, nc=00000001, cnonce="${cnonce}"`]),
  ].join(', ');
}
