import { createPublicKey } from 'node:crypto';
import type { PublicKeyFacts } from './openssl-public-key.ts';

const CURVES: Readonly<Record<string, string>> = {
  secp256r1: 'nistp256',
  secp384r1: 'nistp384',
  secp521r1: 'nistp521',
};

/** A text or bytes with their length before them (RFC 4251, 5). */
export function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A whole number that is not negative. */
function number(value: unknown): Buffer {
  const hex = BigInt(String(value)).toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return field((bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** A public key as in authorized_keys, without comment; null for kinds and sizes that SSH has none of. */
export function authorizedText({ type, data, curve, der }: PublicKeyFacts): string | null {
  const text = (name: string, ...parts: readonly Buffer[]): string =>
    `${name} ${Buffer.concat([field(name), ...parts]).toString('base64')}`;
  if (type === 'RSA') return text('ssh-rsa', number(data.exponent), number(data.modulus));
  if (type === 'DSA' && data.size === 1024)
    return text('ssh-dss', ...['p', 'q', 'g', 'y'].map((one) => number(data[one])));
  if (type === 'Ed25519') return text('ssh-ed25519', field(der.subarray(-32)));
  const short = CURVES[curve ?? ''];
  if (type !== 'ECC' || short === undefined) return null;
  const { x, y } = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  const point = [
    Buffer.from([4]),
    Buffer.from(String(x), 'base64url'),
    Buffer.from(String(y), 'base64url'),
  ];
  return text(`ecdsa-sha2-${short}`, field(short), field(Buffer.concat(point)));
}

/** The key alone of a line of authorized_keys; undefined for what is none. */
export const withoutComment = (line: string): string | undefined =>
  /^\S+ [A-Za-z0-9+/]+=*(?=\s|$)/.exec(line)?.[0];
