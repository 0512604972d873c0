import { domainToASCII, domainToUnicode } from 'node:url';
import { leaveToPython } from '../definition/failure.ts';

/** How international names are shown: as they are, in ASCII (`xn--…`), or in letters of all scripts. */
export type NameEncoding = 'ignore' | 'idna' | 'unicode';

const ASCII = /^\p{ASCII}*$/u;

function label(text: string, encoding: NameEncoding): string {
  if (encoding === 'ignore') return text;
  if (encoding === 'idna' ? ASCII.test(text) : !text.startsWith('xn--')) return text;
  const other = encoding === 'idna' ? domainToASCII(text) : domainToUnicode(text);
  return other === '' ? leaveToPython(`The name "${text}" can't be rewritten`) : other;
}

/** A domain, its labels rewritten one by one. @throws BeyondNative for labels that can't be */
export const rewrittenDomain = (domain: string, encoding: NameEncoding): string =>
  domain
    .split('.')
    .map((part) => label(part, encoding))
    .join('.');

/** An address of mail, its domain rewritten. */
export function rewrittenEmail(address: string, encoding: NameEncoding): string {
  const at = address.indexOf('@') + 1;
  return at === 0 ? address : address.slice(0, at) + rewrittenDomain(address.slice(at), encoding);
}

/** A URI as Python puts its parts together again: its host in small letters, and rewritten. */
export function rewrittenUri(uri: string, encoding: NameEncoding): string {
  const parts = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(uri);
  const [, scheme, authority, path = '', query = '', fragment = ''] = parts ?? [];
  if (encoding === 'ignore' || !authority) return uri;
  const [, user = '', host = '', port = ''] =
    /^(.*@)?(\[[^\]]*\]|[^:]*)(:\d*)?$/.exec(authority) ?? leaveToPython(`The URI "${uri}"`);
  const name = rewrittenDomain(host.replace(/^\[|\]$/g, '').toLowerCase(), encoding);
  const begin = scheme === undefined ? '' : `${scheme.toLowerCase()}:`;
  const end = `${path}${query === '?' ? '' : query}${fragment === '#' ? '' : fragment}`;
  return `${begin}//${user}${name}${port === ':' ? '' : port}${end}`;
}
