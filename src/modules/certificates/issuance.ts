import { randomBytes } from 'node:crypto';
import { type Certificate, certificateInfo, isSignedBy } from './certificate.ts';
import { derValue, wholeNumber } from './der.ts';
import type { NameParts } from './distinguished-name.ts';
import {
  authorityKeyIdentifier,
  EXTENSION,
  type Extension,
  findExtension,
  keyIdentifier,
  subjectKeyIdentifier,
} from './extensions.ts';
import { signatureAlgorithm } from './signatures.ts';
import type { Signer } from './signer.ts';
import { type SigningRequest, signedPem } from './signing-request.ts';
import type { Moment } from './validity.ts';

/** A certificate to be issued: for what request, by whom, and how. */
export interface Issuance {
  readonly request: SigningRequest;
  readonly signer: Signer;
  /** The CA; null where the key signs itself. */
  readonly authority: Certificate | null;
  readonly notBefore: Moment;
  readonly notAfter: Moment;
  readonly digest: string;
  /** `create_if_not_provided`, `always_create` or `never_create`. */
  readonly subjectKey: string;
  /** Whether the CA's key is named. */
  readonly authorityKey: boolean;
  readonly ignoreTimestamps: boolean;
}

/** A random number of 159 bits. */
export const newSerial = (): bigint => wholeNumber(randomBytes(20)) >> 1n;

const same = (one: Extension | undefined, other: Extension | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  one.critical === other.critical &&
  one.value.equals(other.value);

const sameName = (one: NameParts, other: NameParts): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const without = (extensions: readonly Extension[], left: readonly string[]): Extension[] =>
  extensions.filter(({ oid }) => !left.includes(oid));

/** How a CA's key is named in what it signs. */
function authorityExtension(authority: Certificate): Extension {
  const own = findExtension(authority.extensions, EXTENSION.subjectKeyIdentifier);
  return authorityKeyIdentifier(
    own === undefined ? keyIdentifier(authority.key) : derValue(own.value).content,
  );
}

/** The key that is certified: one that signs itself is it, whatever the request says. */
const certifiedKey = ({ request, signer, authority }: Issuance): Buffer =>
  authority === null ? signer.key.der : request.key;

/** The identifier that the certificate gets where one is made; undefined where there is to be none. */
function subjectExtension(issuance: Issuance): Extension | undefined {
  const { request, subjectKey } = issuance;
  const given = findExtension(request.extensions, EXTENSION.subjectKeyIdentifier);
  if (subjectKey === 'never_create') return given;
  const takes = subjectKey === 'create_if_not_provided' && given !== undefined;
  return takes ? given : subjectKeyIdentifier(keyIdentifier(certifiedKey(issuance)));
}

/** Whether a certificate is as it would be issued. Its serial number and its digest have no part in that. */
export function isAsIssued(certificate: Certificate, issuance: Issuance): boolean {
  const { request, signer, authority, subjectKey, notBefore, notAfter } = issuance;
  if (!certificate.key.equals(certifiedKey(issuance))) return false;
  if (!request.valid || !request.key.equals(certificate.key)) return false;
  if (!sameName(request.subject, certificate.subject)) return false;
  const made = [
    ...(subjectKey === 'never_create' ? [] : [EXTENSION.subjectKeyIdentifier]),
    ...(authority !== null && issuance.authorityKey ? [EXTENSION.authorityKeyIdentifier] : []),
  ];
  const found = without(certificate.extensions, made);
  const wanted = without(request.extensions, made);
  if (found.length !== wanted.length) return false;
  if (!found.every((one) => same(one, findExtension(wanted, one.oid)))) return false;
  const find = (oid: string): Extension | undefined => findExtension(certificate.extensions, oid);
  if (subjectKey !== 'never_create') {
    const identifier = find(EXTENSION.subjectKeyIdentifier);
    const expected = subjectExtension(issuance);
    if (identifier === undefined || !expected?.value.equals(identifier.value)) return false;
  }
  const kept = (wantedMoment: Moment, seconds: number): boolean =>
    issuance.ignoreTimestamps || (!wantedMoment.relative && wantedMoment.seconds === seconds);
  if (!kept(notBefore, certificate.notBefore) || !kept(notAfter, certificate.notAfter))
    return false;
  if (authority === null) return isSignedBy(certificate, signer.key.der);
  if (!isSignedBy(certificate, authority.key)) return false;
  if (!sameName(authority.subject, certificate.issuer)) return false;
  const named = find(EXTENSION.authorityKeyIdentifier);
  return (
    !issuance.authorityKey || named?.value.equals(authorityExtension(authority).value) === true
  );
}

/** Issues the certificate, in PEM. @throws ModuleFailure, BeyondNative */
export async function issue(issuance: Issuance): Promise<string> {
  const { request, signer, authority, digest, authorityKey } = issuance;
  const names = authority !== null && authorityKey;
  const left: string[] = names ? [EXTENSION.authorityKeyIdentifier] : [];
  const given = findExtension(request.extensions, EXTENSION.subjectKeyIdentifier);
  const identifier = subjectExtension(issuance);
  const own = identifier === given ? [] : [EXTENSION.subjectKeyIdentifier];
  const extensions = [
    ...without(request.extensions, [...left, ...own]),
    ...(identifier === undefined || identifier === given ? [] : [identifier]),
    ...(names ? [authorityExtension(authority)] : []),
  ];
  const algorithm = signatureAlgorithm(signer.key.type, digest);
  const info = certificateInfo({
    serial: newSerial(),
    algorithm,
    issuer: authority?.name ?? request.name,
    notBefore: issuance.notBefore.seconds,
    notAfter: issuance.notAfter.seconds,
    name: request.name,
    key: certifiedKey(issuance),
    extensions,
  });
  return signedPem('CERTIFICATE', info, algorithm, await signer.sign(info, digest));
}
