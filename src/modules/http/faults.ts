import { isIP } from 'node:net';
import { HttpFailure } from './message.ts';

/** Texts of system errors as tools print them, with their numbers. */
const ERRORS: readonly (readonly [pattern: RegExp, number: number, text: string])[] = [
  [/connection refused|ECONNREFUSED/i, 111, 'Connection refused'],
  [/no route to host|EHOSTUNREACH/i, 113, 'No route to host'],
  [/network is unreachable|ENETUNREACH/i, 101, 'Network is unreachable'],
  [/connection reset|ECONNRESET/i, 104, 'Connection reset by peer'],
  [/temporary failure in name resolution|EAI_AGAIN/i, -3, 'Temporary failure in name resolution'],
  [
    /name or service not known|nodename nor servname|unknown host|bad address|ENOTFOUND/i,
    -2,
    'Name or service not known',
  ],
  [/no such file|ENOENT/i, 2, 'No such file or directory'],
  [/permission denied|EACCES/i, 13, 'Permission denied'],
];

/** The failure that a connection's error text stands for. */
export function connectionFailure(text: string, host: string): HttpFailure {
  const verify = /verify error:num=\d+:(.*)/i.exec(text)?.[1]?.trim();
  if (verify !== undefined) return certificateFailure(verify, host);
  const known = ERRORS.find(([pattern]) => pattern.test(text));
  const reason = known === undefined ? text.trim() : `[Errno ${known[1]}] ${known[2]}`;
  return new HttpFailure(`Request failed: <urlopen error ${reason}>`);
}

/** Node's and the openssl program's texts that OpenSSL's library, and so Python, words otherwise. */
const VERIFY_TEXTS: readonly (readonly [pattern: RegExp, text: (host: string) => string])[] = [
  [
    /ip address mismatch/i,
    (host) => `IP address mismatch, certificate is not valid for '${host}'.`,
  ],
  [
    /hostname mismatch|altname/i,
    (host) =>
      isIP(host)
        ? `IP address mismatch, certificate is not valid for '${host}'.`
        : `Hostname mismatch, certificate is not valid for '${host}'.`,
  ],
  [/unable to verify the first certificate/i, () => 'unable to get local issuer certificate'],
  [/self[- ]signed certificate in/i, () => 'self-signed certificate in certificate chain'],
  [/self[- ]signed certificate/i, () => 'self-signed certificate'],
];

export function certificateFailure(reason: string, host: string): HttpFailure {
  const known = VERIFY_TEXTS.find(([pattern]) => pattern.test(reason));
  const text = known === undefined ? reason : known[1](host);
  return new HttpFailure(
    `Request failed: <urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${text} (_ssl.c:992)>`,
  );
}

export function timeoutFailure(connected: boolean): HttpFailure {
  return new HttpFailure(
    connected ? 'Connection failure: timed out' : 'Request failed: <urlopen error timed out>',
  );
}
