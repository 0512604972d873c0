import { arg } from '../definition/arguments.ts';
import type { HttpRequest } from './message.ts';

/** Options that modules which speak HTTP share. */
export const URL_ARGUMENTS = {
  url: arg.str({ required: true, doc: 'URL to ask.' }),
  force: arg.bool({
    default: false,
    doc: 'Ask for all of it, even if the file is there and not older.',
  }),
  http_agent: arg.str({ default: 'ansible-httpget', doc: 'The User-Agent header.' }),
  use_proxy: arg.bool({ default: true, doc: 'Honour the proxy variables of the environment.' }),
  validate_certs: arg.bool({ default: true, doc: "Check the server's certificate." }),
  url_username: arg.str({ aliases: ['username'], doc: 'User for HTTP authentication.' }),
  url_password: arg.str({ noLog: true, aliases: ['password'], doc: 'Password for it.' }),
  force_basic_auth: arg.bool({ default: false, doc: 'Send user and password unasked.' }),
  client_cert: arg.path({ doc: 'Certificate of the client, in PEM form.' }),
  client_key: arg.path({ doc: 'Its key, when not in the same file.' }),
  use_gssapi: arg.bool({ default: false, doc: 'Authenticate by GSSAPI; not supported.' }),
  timeout: arg.int({ default: 10, doc: 'Seconds to wait for an answer.' }),
  headers: arg.dict({ doc: 'Further headers.' }),
  unredirected_headers: arg.list({
    elements: 'str',
    default: [],
    doc: 'Headers that are not sent again after a redirect.',
  }),
  decompress: arg.bool({ default: true, doc: 'Undo gzip.' }),
  ciphers: arg.list({ elements: 'str', doc: 'TLS ciphers.' }),
  use_netrc: arg.bool({ default: true, doc: 'Take credentials from ~/.netrc.' }),
};

/** Values of URL_ARGUMENTS, as far as a request needs them. */
export interface UrlValues {
  readonly http_agent: string;
  readonly use_proxy: boolean;
  readonly validate_certs: boolean;
  readonly url_username: string | null;
  readonly url_password: string | null;
  readonly force_basic_auth: boolean;
  readonly use_netrc: boolean;
  readonly client_cert: string | null;
  readonly client_key: string | null;
  readonly timeout: number;
  readonly headers: Readonly<Record<string, unknown>> | null;
  readonly unredirected_headers: readonly string[];
  readonly decompress: boolean;
  readonly ciphers: readonly string[] | null;
}

/** What options say about a request, whatever it asks. */
export function urlRequest(
  args: UrlValues,
): Omit<HttpRequest, 'url' | 'method' | 'headers' | 'followRedirects'> {
  return {
    timeout: args.timeout,
    unredirectedHeaders: args.unredirected_headers,
    forceBasicAuth: args.force_basic_auth,
    useNetrc: args.use_netrc,
    validateCertificates: args.validate_certs,
    useProxy: args.use_proxy,
    decompress: args.decompress,
    ...(args.url_username !== null && { username: args.url_username }),
    ...(args.url_password !== null && { password: args.url_password }),
    ...(args.client_cert !== null && { clientCertificate: args.client_cert }),
    ...(args.client_key !== null && { clientKey: args.client_key }),
    ...(args.ciphers !== null && { ciphers: args.ciphers }),
  };
}

/** The request that downloads a URL. */
export function downloadRequest(
  args: UrlValues,
  url: string,
  method: 'GET' | 'HEAD',
  conditions: { force: boolean; lastModified: number | null },
): HttpRequest {
  const headers: [string, string][] = [['User-Agent', args.http_agent]];
  if (args.decompress) headers.push(['Accept-Encoding', 'gzip']);
  if (conditions.force) headers.push(['Cache-Control', 'no-cache']);
  else if (conditions.lastModified !== null) {
    headers.push(['If-Modified-Since', new Date(conditions.lastModified * 1000).toUTCString()]);
  }
  for (const [name, value] of Object.entries(args.headers ?? {})) {
    headers.push([name, String(value)]);
  }
  return { ...urlRequest(args), url, method, headers, followRedirects: 'urllib2' };
}

/** The name that a URL gives a file. */
export function urlFilename(url: string): string {
  const path = url.replace(/^[^/]*\/\/[^/?#]*/, '').replace(/[?#].*$/, '');
  return path.slice(path.lastIndexOf('/') + 1) || 'index.html';
}
