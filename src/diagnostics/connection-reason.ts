import { existsSync } from 'node:fs';
import { isIP } from 'node:net';

/** Authorities that the system trusts, where distributions keep them. */
const SYSTEM_AUTHORITIES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** File of the authorities that this machine's system trusts; undefined where it has none. */
export function systemAuthorities(): string | undefined {
  return SYSTEM_AUTHORITIES.find((path) => existsSync(path));
}

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

/** What Python's urlopen gives as the reason of a connection that failed, from the text of Node, openssl or a shell. */
export function connectionReason(text: string, host: string): string {
  const verify = /verify error:num=\d+:(.*)/i.exec(text)?.[1]?.trim();
  if (verify !== undefined) return certificateReason(verify, host);
  if (VERIFY_TEXTS.some(([pattern]) => pattern.test(text))) return certificateReason(text, host);
  const known = ERRORS.find(([pattern]) => pattern.test(text));
  return known === undefined ? text.trim() : `[Errno ${known[1]}] ${known[2]}`;
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

/** The same of a certificate that was refused. */
export function certificateReason(reason: string, host: string): string {
  const known = VERIFY_TEXTS.find(([pattern]) => pattern.test(reason));
  const text = known === undefined ? reason : known[1](host);
  return `[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${text} (_ssl.c:992)`;
}
