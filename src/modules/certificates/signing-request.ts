import type { Json } from '../contract.ts';
import { fingerprints, readPublicKeyDer } from '../keys/openssl-public-key.ts';
import {
  bitString,
  der,
  derValue,
  derValues,
  explicit,
  fromPem,
  integer,
  oid,
  sequence,
  TAG,
  toPem,
} from './der.ts';
import { decodeName, type NameParts, shownName } from './distinguished-name.ts';
import { extensionFacts, nameConstraintFacts } from './extension-facts.ts';
import { decodeExtensions, type Extension, encodeExtensions } from './extensions.ts';
import type { NameEncoding } from './international-names.ts';
import { signatureHolds } from './signatures.ts';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** A request for a certificate (RFC 2986). */
export interface SigningRequest {
  readonly subject: NameParts;
  /** The subject in DER. */
  readonly name: Buffer;
  /** SubjectPublicKeyInfo */
  readonly key: Buffer;
  readonly extensions: readonly Extension[];
  /** Whether the request is signed by its own key. */
  readonly valid: boolean;
}

/** Reads a request in PEM; null for what is none. @throws BeyondNative */
export function readRequest(pem: string): SigningRequest | null {
  try {
    const bytes = fromPem(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST');
    const [info, algorithm, signature] = derValues(derValue(bytes).content);
    const [, name, key, attributes] = derValues(info?.content ?? Buffer.alloc(0));
    if (!info || !algorithm || !signature || !name || !key) return null;
    const wanted = derValues(attributes?.content ?? Buffer.alloc(0)).find((one) =>
      derValue(one.content).bytes.equals(oid(EXTENSION_REQUEST)),
    );
    const set = wanted && derValues(wanted.content)[1];
    return {
      subject: decodeName(name.content),
      name: name.bytes,
      key: key.bytes,
      extensions: set === undefined ? [] : decodeExtensions(derValue(set.content).content),
      valid: signatureHolds(
        info.bytes,
        algorithm.content,
        signature.content.subarray(1),
        key.bytes,
      ),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What is signed of a request. @param subject its name in DER */
export function requestInfo(
  subject: Buffer,
  key: Buffer,
  extensions: readonly Extension[],
): Buffer {
  const attributes =
    extensions.length === 0
      ? []
      : [sequence(oid(EXTENSION_REQUEST), der(TAG.set, encodeExtensions(extensions)))];
  return sequence(integer(0), subject, key, explicit(0, ...attributes));
}

/** Puts what was signed, how, and its signature together. @param name of the block of PEM */
export function signedPem(
  name: string,
  info: Buffer,
  algorithm: Buffer,
  signature: Buffer,
): string {
  return toPem(name, sequence(info, algorithm, bitString(signature)));
}

/** How facts are told. */
export interface FactOptions {
  /** Of fingerprints; default: all. */
  readonly digests?: readonly string[];
  readonly encoding?: NameEncoding;
}

/** What results tell of a public key. @param key SubjectPublicKeyInfo @param digests of the fingerprints */
export function publicKeyFacts(
  key: Buffer,
  digests: readonly string[] | undefined,
): { [name: string]: Json } {
  const facts = readPublicKeyDer(key);
  return {
    public_key: facts.pem,
    public_key_type: facts.type,
    public_key_data: facts.data,
    public_key_fingerprints: fingerprints(facts.der, digests),
  };
}

/** What results tell of a request. */
export function requestFacts(
  request: SigningRequest,
  { digests, encoding }: FactOptions = {},
): { [name: string]: Json } {
  const subject = shownName(request.subject);
  return {
    subject: Object.fromEntries(subject),
    subject_ordered: subject,
    ...extensionFacts(request.extensions, encoding),
    ...nameConstraintFacts(request.extensions, encoding),
    ...publicKeyFacts(request.key, digests),
    signature_valid: request.valid,
  };
}

/** What the diff tells of a request. @param pem null where there is none */
export function requestSide(pem: string | null): { [name: string]: Json } {
  if (pem === null) return {};
  const request = readRequest(pem);
  if (request === null) return { can_parse_csr: false };
  return { ...requestFacts(request, { digests: ['sha256'] }), can_parse_csr: true };
}
