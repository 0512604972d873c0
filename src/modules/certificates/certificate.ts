import type { Json } from '../contract.ts';
import { fingerprints } from '../keys/openssl-public-key.ts';
import {
  type DerValue,
  der,
  derValue,
  derValues,
  dottedOid,
  explicit,
  fromPem,
  integer,
  sequence,
  wholeNumber,
} from './der.ts';
import { decodeName, type NameParts, shownName } from './distinguished-name.ts';
import { extensionFacts } from './extension-facts.ts';
import {
  decodeExtensions,
  EXTENSION,
  type Extension,
  encodeExtensions,
  findExtension,
} from './extensions.ts';
import { objectName } from './object-names.ts';
import { signatureHolds } from './signatures.ts';
import { type FactOptions, publicKeyFacts } from './signing-request.ts';
import { refusePem } from './unreadable-pem.ts';
import { decodeTime, encodeTime, timestamp } from './validity.ts';

/** A certificate (RFC 5280, 4.1). */
export interface Certificate {
  readonly bytes: Buffer;
  readonly version: number;
  readonly serial: bigint;
  readonly issuer: NameParts;
  readonly subject: NameParts;
  /** The subject in DER. */
  readonly name: Buffer;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo */
  readonly key: Buffer;
  readonly extensions: readonly Extension[];
  /** What is signed. */
  readonly info: Buffer;
  /** Content of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly signature: Buffer;
}

const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** Reads a certificate in PEM; null for what is none. */
export const readCertificate = (pem: string): Certificate | null =>
  readable(() => decodeCertificate(fromPem(pem, 'CERTIFICATE', 'X509 CERTIFICATE')));

/** Reads a certificate in DER; null for what is none. */
export const readCertificateDer = (bytes: Buffer): Certificate | null =>
  readable(() => decodeCertificate(derValue(bytes).bytes));

/** Reads a certificate in PEM. @throws ModuleFailure, BeyondNative for what is none */
export const pemCertificate = (pem: string): Certificate =>
  readCertificate(pem) ?? refusePem(pem, 'certificate');

function readable(decode: () => Certificate | null): Certificate | null {
  try {
    return decode();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function decodeCertificate(bytes: Buffer): Certificate | null {
  const [info, algorithm, signature] = derValues(derValue(bytes).content);
  const fields = derValues(info?.content ?? Buffer.alloc(0));
  const version = fields[0]?.tag === VERSION ? fields.shift() : undefined;
  const [serial, , issuer, validity, subject, key, ...rest] = fields;
  if (!info || !algorithm || !signature || !serial || !issuer || !validity) return null;
  if (!subject || !key) return null;
  const [from, until] = derValues(validity.content);
  const extensions = rest.find(({ tag }) => tag === EXTENSIONS);
  return {
    bytes,
    version: version === undefined ? 1 : Number(wholeNumber(derValue(version.content).content)) + 1,
    serial: wholeNumber(serial.content),
    issuer: decodeName(issuer.content),
    subject: decodeName(subject.content),
    name: subject.bytes,
    notBefore: decodeTime(from ?? derValue(undefined)),
    notAfter: decodeTime(until ?? derValue(undefined)),
    key: key.bytes,
    extensions:
      extensions === undefined ? [] : decodeExtensions(derValue(extensions.content).content),
    info: info.bytes,
    algorithm: algorithm.content,
    signature: signature.content.subarray(1),
  };
}

/** Whether the certificate is signed by a key. @param key SubjectPublicKeyInfo */
export const isSignedBy = (certificate: Certificate, key: Buffer): boolean =>
  signatureHolds(certificate.info, certificate.algorithm, certificate.signature, key);

/** What a new certificate is to say; names and keys in DER. */
export interface CertificateInfo
  extends Pick<Certificate, 'serial' | 'name' | 'notBefore' | 'notAfter' | 'key' | 'extensions'> {
  readonly issuer: Buffer;
  /** AlgorithmIdentifier of the signature to come. */
  readonly algorithm: Buffer;
}

/** What is signed of a certificate of version 3. */
export function certificateInfo(info: CertificateInfo): Buffer {
  const { extensions } = info;
  return sequence(
    explicit(0, integer(2)),
    integer(info.serial),
    info.algorithm,
    info.issuer,
    sequence(encodeTime(info.notBefore), encodeTime(info.notAfter)),
    info.name,
    info.key,
    ...(extensions.length > 0 ? [der(EXTENSIONS, encodeExtensions(extensions))] : []),
  );
}

const URI = 0x86;

/** Where an authority tells more: of a kind, by its number. */
function authorityUri(extensions: readonly Extension[], kind: string): string | null {
  const extension = findExtension(extensions, EXTENSION.authorityInformation);
  const entries: DerValue[] =
    extension === undefined ? [] : derValues(derValue(extension.value).content);
  for (const entry of entries) {
    const [method, place] = derValues(entry.content);
    if (method && place?.tag === URI && dottedOid(method.content) === kind) {
      return place.content.toString();
    }
  }
  return null;
}

/**
 * What results tell of a certificate.
 * @param now seconds since the epoch
 */
export function certificateFacts(
  certificate: Certificate,
  now: number,
  { digests, encoding }: FactOptions = {},
): { [name: string]: Json } {
  const { extensions, key, notBefore, notAfter, serial, version } = certificate;
  const [subject, issuer] = [shownName(certificate.subject), shownName(certificate.issuer)];
  return {
    signature_algorithm: objectName(dottedOid(derValue(certificate.algorithm).content)),
    subject: Object.fromEntries(subject),
    subject_ordered: subject,
    issuer: Object.fromEntries(issuer),
    issuer_ordered: issuer,
    version,
    ...extensionFacts(extensions, encoding),
    not_before: timestamp(notBefore),
    not_after: timestamp(notAfter),
    expired: notAfter < now,
    ...publicKeyFacts(key, digests),
    fingerprints: fingerprints(certificate.bytes, digests),
    serial_number: serial,
    ocsp_uri: authorityUri(extensions, '1.3.6.1.5.5.7.48.1'),
    issuer_uri: authorityUri(extensions, '1.3.6.1.5.5.7.48.2'),
  };
}

/** What the diff tells of a certificate. @param pem null where there is none @param now seconds since the epoch */
export function certificateSide(pem: string | null, now: number): { [name: string]: Json } {
  if (pem === null) return {};
  const certificate = readCertificate(pem);
  if (certificate === null) return { can_parse_certificate: false };
  return {
    ...certificateFacts(certificate, now, { digests: ['sha256'] }),
    can_parse_certificate: true,
  };
}
