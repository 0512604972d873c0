import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { derValue, derValues, wholeNumber } from '../certificates/der.ts';
import type { Json } from '../contract.ts';

/** A public key, as far as results tell of it. */
export interface PublicKeyFacts {
  /** In PEM. */
  readonly pem: string;
  readonly der: Buffer;
  /** `RSA`, `ECC`, `Ed25519` … */
  readonly type: string;
  /** Bits of an RSA key. */
  readonly size: number | undefined;
  readonly curve: string | undefined;
  readonly data: { readonly [name: string]: Json };
}

const TYPES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  dsa: 'DSA',
  ec: 'ECC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
};

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'secp256r1',
  prime192v1: 'secp192r1',
};

/** Reads a public key in PEM; null for what is none. */
export function readPublicKeyPem(pem: string): PublicKeyFacts | null {
  if (!/^-----BEGIN (RSA )?PUBLIC KEY-----/m.test(pem)) return null;
  try {
    return publicKeyFacts(createPublicKey(pem));
  } catch {
    return null;
  }
}

/** Reads a SubjectPublicKeyInfo. @throws Error of node:crypto for what is none */
export function readPublicKeyDer(key: Buffer): PublicKeyFacts {
  return publicKeyFacts(createPublicKey({ key, format: 'der', type: 'spki' }));
}

/** The public half of a private key in PEM; null where it can't be read with the phrase. */
export function publicHalf(pem: string, passphrase: string | null): PublicKeyFacts | null {
  try {
    const options = passphrase === null ? {} : { passphrase };
    return publicKeyFacts(createPublicKey(createPrivateKey({ key: pem, ...options })));
  } catch {
    return null;
  }
}

function publicKeyFacts(key: KeyObject): PublicKeyFacts {
  const pem = String(key.export({ type: 'spki', format: 'pem' }));
  const der = key.export({ type: 'spki', format: 'der' });
  const type = TYPES[key.asymmetricKeyType ?? ''] ?? 'unknown';
  const { modulusLength: size, namedCurve } = key.asymmetricKeyDetails ?? {};
  const curve = namedCurve === undefined ? undefined : (CURVES[namedCurve] ?? namedCurve);
  return { pem, der, type, size, curve, data: publicData(key, type, der, curve) };
}

function publicData(
  key: KeyObject,
  type: string,
  der: Buffer,
  curve: string | undefined,
): { readonly [name: string]: Json } {
  if (type === 'RSA') {
    const { n, e } = key.export({ format: 'jwk' });
    const number = (text: unknown): bigint => wholeNumber(Buffer.from(String(text), 'base64url'));
    const modulus = number(n);
    return { size: modulus.toString(2).length, modulus, exponent: Number(number(e)) };
  }
  if (type === 'DSA') return discreteLogarithm(der);
  if (type !== 'ECC') return {};
  // The point, x and y, stands at the end of the key.
  const bits = Number(/\d{3}/.exec(curve ?? '')?.[0]);
  const length = Math.ceil(bits / 8);
  const [x, y] = [der.subarray(-2 * length, -length), der.subarray(-length)];
  return { curve: curve ?? '', x: wholeNumber(x), y: wholeNumber(y), exponent_size: bits };
}

/** Numbers of a DSA key from its SubjectPublicKeyInfo (RFC 3279, 2.3.2). */
function discreteLogarithm(der: Buffer): { readonly [name: string]: Json } {
  const [algorithm, bits] = derValues(derValue(der).content);
  const parameters = derValues(algorithm?.content ?? Buffer.alloc(0))[1];
  const [p = 0n, q = 0n, g = 0n] = derValues(parameters?.content ?? Buffer.alloc(0)).map((one) =>
    wholeNumber(one.content),
  );
  const y = wholeNumber(derValue(bits?.content.subarray(1)).content);
  return { size: p.toString(2).length, p, q, g, y };
}

const ALGORITHMS: Readonly<Record<string, readonly [name: string, length?: number]>> = {
  blake2b: ['blake2b512'],
  blake2s: ['blake2s256'],
  md5: ['md5'],
  sha1: ['sha1'],
  sha224: ['sha224'],
  sha256: ['sha256'],
  sha384: ['sha384'],
  sha3_224: ['sha3-224'],
  sha3_256: ['sha3-256'],
  sha3_384: ['sha3-384'],
  sha3_512: ['sha3-512'],
  sha512: ['sha512'],
  shake_128: ['shake128', 32],
  shake_256: ['shake256', 32],
};

/** Fingerprints of a key by Python's names of the algorithms; those in `only`, or all. */
export function fingerprints(
  der: Buffer,
  only: readonly string[] = Object.keys(ALGORITHMS),
): { [algorithm: string]: string } {
  return Object.fromEntries(
    only.map((name) => {
      const [algorithm, outputLength] = ALGORITHMS[name] ?? [name];
      const hash = createHash(algorithm, outputLength === undefined ? {} : { outputLength });
      const digest = hash.update(der).digest('hex');
      return [name, digest.replace(/..(?=.)/g, '$&:')];
    }),
  );
}

/** What is told of a public key by itself. @param only digests of the fingerprints; default: all */
export const publicKeyFingerprints = (key: PublicKeyFacts, only?: readonly string[]) => ({
  fingerprints: fingerprints(key.der, only),
  type: key.type,
  public_data: key.data,
});

/** What the diff tells of a public key. @param pem null where there is none */
export function publicKeyInfo(pem: string | null): { [name: string]: Json } {
  if (pem === null) return {};
  const key = readPublicKeyPem(pem);
  if (key === null) return { can_parse_key: false };
  return { ...publicKeyFingerprints(key, ['sha256']), can_parse_key: true };
}
