import { fail } from '../definition/failure.ts';
import { readPublicKeyDer } from '../keys/openssl-public-key.ts';
import { type Certificate, isSignedBy, readCertificate } from './certificate.ts';
import { shownDirectoryName } from './directory-names.ts';

/** A certificate with its text as it was found. */
export interface Link {
  readonly pem: string;
  readonly certificate: Certificate;
}

const BLOCK = /^-----BEGIN [\s\S]*?^-----END [^\n]*\n?/gm;

/** The certificates of a text. @param broken is told of those that can't be read, by their number */
export function linksOf(text: string, broken: (number: number) => void): Link[] {
  const links: Link[] = [];
  for (const [block] of text.matchAll(BLOCK)) {
    const pem = `${block.replace(/^\s*\n/gm, '').trimEnd()}\n`;
    const certificate = readCertificate(pem);
    if (certificate === null) broken(links.length + 1);
    else links.push({ pem, certificate });
  }
  return links;
}

const shown = ({ certificate }: Link): string =>
  `<Certificate(subject=<Name(${shownDirectoryName(certificate.subject)})>, ...)>`;

/** Whether a certificate was issued by another one. Kinds of keys that are newer than RSA and ECC don't count. */
function isParent({ certificate }: Link, { certificate: parent }: Link): boolean {
  return (
    JSON.stringify(certificate.issuer) === JSON.stringify(parent.subject) &&
    ['RSA', 'ECC'].includes(readPublicKeyDer(parent.key).type) &&
    isSignedBy(certificate, parent.key)
  );
}

/** Checks that each certificate was issued by the next. @throws ModuleFailure */
export function checkChain(chain: readonly Link[]): void {
  chain.forEach((parent, at) => {
    const child = chain[at - 1];
    if (child === undefined || isParent(child, parent)) return;
    fail(
      `Cannot verify input chain: certificate #${at + 1}: ${shown(parent)} is not issuer of certificate #${at}: ${shown(child)}`,
    );
  });
}

/** What leads from the end of a chain to a root. @throws ModuleFailure where nothing does */
export function completion(
  chain: readonly Link[],
  roots: readonly Link[],
  intermediates: readonly Link[],
): Link[] {
  const found: Link[] = [];
  const same = (one: Link) => (other: Link) =>
    one.certificate.bytes.equals(other.certificate.bytes);
  let current = chain.at(-1);
  if (current === undefined || roots.some(same(current))) return found;
  for (;;) {
    const child: Link = current;
    const root = roots.find((one) => isParent(child, one));
    const next = root ?? intermediates.find((one) => isParent(child, one));
    if (next === undefined) fail(`Cannot complete chain. Stuck at certificate ${shown(child)}`);
    if ([...chain, ...found].some(same(next))) fail('Found cycle while building certificate chain');
    found.push(next);
    if (root !== undefined) return found;
    current = next;
  }
}
