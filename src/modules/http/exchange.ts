import type { ReadTarget } from '../../targets/types.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { authorization, challengeAnswer } from './authorization.ts';
import { type Endpoint, HttpFailure, type HttpRequest, type HttpResponse } from './message.ts';
import { netrcCredentials } from './netrc.ts';
import { proxyFor } from './proxy.ts';
import { exchangeBytes } from './relay.ts';
import { parseResponse } from './response.ts';
import { serializeRequest } from './serialize.ts';
import { exchangeDirectly } from './socket.ts';

const MAX_REDIRECTS = 10;

/**
 * Performs an HTTP request from the target, with redirects and authentication. The target needs no HTTP client:
 * bytes are relayed by a shell (or go over this process' own sockets where the target is this machine).
 * @throws HttpFailure when there is no answer
 */
export async function exchange(target: ReadTarget, request: HttpRequest): Promise<HttpResponse> {
  // Without time to wait the system only says that the connection is on its way.
  if (request.timeout === 0) {
    throw new HttpFailure('Request failed: <urlopen error [Errno 115] Operation now in progress>');
  }
  const bare = withoutUserInfo(request);
  const asksNetrc = request.useNetrc === true && bare.username === undefined;
  const [environment, netrc] = await Promise.all([
    request.useProxy ? target.environment() : {},
    asksNetrc ? netrcCredentials(target, bare.url) : undefined,
    checkCertificates(target, bare),
  ]);
  const known = netrc === undefined ? bare : { ...bare, ...netrc, forceBasicAuth: true };
  let current = withBasicAuthorization(known);
  const home = parseUrl(current.url).host;
  /** Answers the challenge of the URL that is asked now; a redirect leads to one that challenges anew. */
  let answer: string | undefined;
  for (let redirects = 0; ; ) {
    const url = parseUrl(current.url);
    const endpoint: Endpoint = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      secure: url.protocol === 'https:',
      proxy: request.unixSocket === undefined ? proxyFor(url, environment) : undefined,
      request,
    };
    const bytes = serializeRequest(current, url, endpoint, answer);
    const raw = target.local
      ? await exchangeDirectly(endpoint, bytes, current.method)
      : await exchangeBytes(target, endpoint, bytes);
    const response = parseResponse(raw, current);
    const mayAnswer = answer === undefined && !current.forceBasicAuth && url.host === home;
    if (response.status === 401 && mayAnswer) {
      answer = challengeAnswer(response, current, url);
      if (answer !== undefined) continue;
    }
    const next = redirectOf(current, response);
    if (next === undefined) return response;
    if (++redirects > MAX_REDIRECTS) {
      return {
        ...response,
        reason: `The HTTP server returned a redirect error that would lead to an infinite loop.\nThe last 30x error message was:\n${response.reason}`,
      };
    }
    current = next;
    answer = undefined;
  }
}

/** Files that a secure connection can't do without. @throws HttpFailure */
async function checkCertificates(target: ReadTarget, request: HttpRequest): Promise<void> {
  const { caPath, clientCertificate, validateCertificates } = request;
  if (!/^https:/i.test(request.url)) return;
  const [authorities, certificate] = await Promise.all([
    caPath === undefined || !validateCertificates || target.stat(caPath, { follow: true }),
    clientCertificate === undefined || target.stat(clientCertificate, { follow: true }),
  ]);
  const missing = 'Connection failure: [Errno 2] No such file or directory';
  if (authorities === null) throw new HttpFailure(`${missing}: b${stringRepr(caPath ?? '')}`);
  if (certificate === null) throw new HttpFailure(missing);
}

function parseUrl(text: string): URL {
  const scheme = /^([a-zA-Z][\w+.-]*):/.exec(text)?.[1];
  if (scheme === undefined) throw new HttpFailure(`unknown url type: '${text}'`, 'plain');
  if (!/^https?$/i.test(scheme)) {
    throw new HttpFailure(`Request failed: <urlopen error unknown url type: ${scheme}>`);
  }
  try {
    return new URL(text);
  } catch {
    throw new HttpFailure('Request failed: <urlopen error no host given>');
  }
}

/** Name and password may stand in the URL: they leave it and are used when the server asks. */
function withoutUserInfo(request: HttpRequest): HttpRequest {
  const match = /^(https?:\/\/)([^/?#]*)@(.*)$/i.exec(request.url);
  if (match === null) return request;
  const [name = '', ...rest] = (match[2] ?? '').split(':');
  return {
    ...request,
    url: `${match[1]}${match[3]}`,
    username: request.username ?? decodeURIComponent(name),
    password: request.password ?? decodeURIComponent(rest.join(':')),
  };
}

/** With `force_basic_auth` name and password are a header like others: redirects take it along. */
function withBasicAuthorization(request: HttpRequest): HttpRequest {
  const { username, password, forceBasicAuth, headers } = request;
  if (username === undefined || !forceBasicAuth) return request;
  const others = headers.filter(([name]) => name.toLowerCase() !== 'authorization');
  return {
    ...request,
    headers: [...others, ['Authorization', authorization(username, password ?? '')]],
  };
}

/** The request that a redirect leads to; undefined when the response is the end of it. */
function redirectOf(request: HttpRequest, response: HttpResponse): HttpRequest | undefined {
  const { status } = response;
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  if (location === undefined) return undefined;
  const reading = request.method === 'GET' || request.method === 'HEAD';
  const policy = request.followRedirects;
  if (policy === 'none') return undefined;
  if (policy === 'safe' && !reading) return undefined;
  if (policy === 'urllib2' && !reading && !(request.method === 'POST' && status < 304)) {
    return undefined;
  }
  const url = new URL(location.replaceAll(' ', '%20'), request.url).href;
  const keeps = reading || status === 307 || status === 308;
  // urllib asks for what a redirect leads to with GET, even where the first request was HEAD.
  const method =
    policy !== 'urllib2' && (keeps || (status === 301 && request.method !== 'POST'))
      ? request.method
      : 'GET';
  const dropsBody = policy === 'urllib2' || !(status === 307 || status === 308);
  const contentHeader = /^(content-length|content-type|transfer-encoding)$/i;
  const { body: _body, ...rest } = request;
  return {
    ...(dropsBody ? rest : request),
    url,
    method,
    headers: request.headers.filter(
      ([name]) =>
        !(dropsBody && contentHeader.test(name)) &&
        !request.unredirectedHeaders.some((header) => header.toLowerCase() === name.toLowerCase()),
    ),
  };
}
