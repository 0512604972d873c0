import { createPublicKey, verify } from 'node:crypto';
import { leaveToPython } from '../definition/failure.ts';
import { der, derValues, dottedOid, oid, sequence, TAG } from './der.ts';

const DIGESTS: Readonly<Record<string, readonly [rsa: string, ecdsa: string, dsa: string]>> = {
  md5: ['1.2.840.113549.1.1.4', '', ''],
  sha1: ['1.2.840.113549.1.1.5', '1.2.840.10045.4.1', '1.2.840.10040.4.3'],
  sha256: ['1.2.840.113549.1.1.11', '1.2.840.10045.4.3.2', '2.16.840.1.101.3.4.3.2'],
  sha384: ['1.2.840.113549.1.1.12', '1.2.840.10045.4.3.3', '2.16.840.1.101.3.4.3.3'],
  sha512: ['1.2.840.113549.1.1.13', '1.2.840.10045.4.3.4', '2.16.840.1.101.3.4.3.4'],
};

/** Whether signatures can be made of a digest. */
export const isDigest = (name: string): boolean => Object.hasOwn(DIGESTS, name);

/** Kinds of keys whose signatures bring a digest of their own. */
const OWN_DIGEST: Readonly<Record<string, string>> = {
  Ed25519: '1.3.101.112',
  Ed448: '1.3.101.113',
};

/** Whether signing by keys of this kind takes a digest. */
export const needsDigest = (keyType: string): boolean => OWN_DIGEST[keyType] === undefined;

/** AlgorithmIdentifier of a signature. @throws BeyondNative for keys and digests that aren't known here */
export function signatureAlgorithm(keyType: string, digest: string): Buffer {
  const own = OWN_DIGEST[keyType];
  if (own !== undefined) return sequence(oid(own));
  const [rsa, ecdsa, dsa] = DIGESTS[digest] ?? leaveToPython(`The digest ${digest}`);
  if (keyType === 'RSA') return sequence(oid(rsa), der(TAG.null));
  if (keyType === 'ECC' && ecdsa) return sequence(oid(ecdsa));
  if (keyType === 'DSA' && dsa) return sequence(oid(dsa));
  return leaveToPython(`Signatures of keys of type ${keyType}`);
}

/**
 * Whether a signature is the key's own.
 * @param algorithm AlgorithmIdentifier's content
 * @param key SubjectPublicKeyInfo
 */
export function signatureHolds(
  signed: Buffer,
  algorithm: Buffer,
  signature: Buffer,
  key: Buffer,
): boolean {
  return verifies(key, digestOf(algorithm), signed, signature);
}

/**
 * The digest that a signature is made of; null where keys bring their own.
 * @param algorithm AlgorithmIdentifier's content
 * @throws BeyondNative for algorithms that aren't known here
 */
export function digestOf(algorithm: Buffer): string | null {
  const dotted = dottedOid(derValues(algorithm)[0]?.content ?? Buffer.alloc(0));
  if (Object.values(OWN_DIGEST).includes(dotted)) return null;
  const digest = Object.keys(DIGESTS).find((name) => DIGESTS[name]?.includes(dotted));
  return digest ?? leaveToPython(`The signature algorithm ${dotted}`);
}

/** Whether bytes were signed by a key. @param key SubjectPublicKeyInfo @param digest null for keys that bring their own */
export function verifies(
  key: Buffer,
  digest: string | null,
  bytes: Buffer,
  signature: Buffer,
): boolean {
  try {
    const publicKey = createPublicKey({ key, format: 'der', type: 'spki' });
    return verify(digest, bytes, publicKey, signature);
  } catch {
    return false;
  }
}
