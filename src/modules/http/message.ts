/** An HTTP request, as the uri and get_url modules make it. */
export interface HttpRequest {
  readonly url: string;
  /** In upper case. */
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer;
  /** Seconds for connecting and for each pause in the answer. */
  readonly timeout: number;
  readonly followRedirects: 'all' | 'none' | 'safe' | 'urllib2';
  /** Names of headers that a redirected request leaves out. */
  readonly unredirectedHeaders: readonly string[];
  readonly username?: string;
  readonly password?: string;
  /** Sends name and password without being asked for them. */
  readonly forceBasicAuth: boolean;
  readonly validateCertificates: boolean;
  /** Path on the target of authorities' certificates in PEM form. */
  readonly caPath?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly ciphers?: readonly string[];
  /** Path on the target of a socket to connect to instead of the URL's host. */
  readonly unixSocket?: string;
  /** Takes name and password from the target user's .netrc where there are no others. */
  readonly useNetrc?: boolean;
  readonly useProxy: boolean;
  /** Undoes gzip and deflate. */
  readonly decompress: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** URL that answered, after redirects. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Where the bytes of a request go. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly proxy:
    | { readonly host: string; readonly port: number; readonly auth?: string }
    | undefined;
  readonly request: HttpRequest;
}

/** There was no answer. The message is Ansible's (`Request failed: <urlopen error …>`). */
export class HttpFailure extends Error {
  /** `plain` failures are no answer of fetch_url but a fault in the request itself. */
  readonly kind: 'request' | 'plain';
  constructor(message: string, kind: 'request' | 'plain' = 'request') {
    super(message);
    this.name = 'HttpFailure';
    this.kind = kind;
  }
}

/** Values of a header, joined as Ansible joins repeated ones; undefined when it is not there. */
export function headerValue(response: HttpResponse, name: string): string | undefined {
  const values = response.headers
    .filter(([header]) => header.toLowerCase() === name)
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}
