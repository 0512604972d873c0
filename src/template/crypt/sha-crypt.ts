import * as crypto from 'node:crypto';
import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const ORDER_256 = [
  20, 10, 0, 11, 1, 21, 2, 22, 12, 23, 13, 3, 14, 4, 24, 5, 25, 15, 26, 16, 6, 17, 7, 27, 8, 28, 18,
  29, 19, 9, 30, 31,
];
const ORDER_512 = [
  42, 21, 0, 1, 43, 22, 23, 2, 44, 45, 24, 3, 4, 46, 25, 26, 5, 47, 48, 27, 6, 7, 49, 28, 29, 8, 50,
  51, 30, 9, 10, 52, 31, 32, 11, 53, 54, 33, 12, 13, 55, 34, 35, 14, 56, 57, 36, 15, 16, 58, 37, 38,
  17, 59, 60, 39, 18, 19, 61, 40, 41, 20, 62, 63,
];

/** Little-endian groups of 6 bits, as crypt(3) writes them. */
export function crypt64(bytes: Uint8Array, order: readonly number[]): string {
  let text = '';
  for (let i = 0; i < order.length; i += 3) {
    const group = order.slice(i, i + 3);
    let value = 0;
    for (const [n, index] of group.entries()) value |= (bytes[index] as number) << (8 * n);
    for (let chars = group.length + 1; chars > 0; chars--) {
      text += ALPHABET[value & 0x3f];
      value >>= 6;
    }
  }
  return text;
}

/** One-shot hashing where Node has it: a password takes half a million of them. */
const oneShot = (
  crypto as { hash?: (name: string, data: Uint8Array, encoding: 'buffer') => Buffer }
).hash;
const digest = (algorithm: string, data: Uint8Array): Buffer =>
  oneShot ? oneShot(algorithm, data, 'buffer') : createHash(algorithm).update(data).digest();

const repeat = (bytes: Buffer, length: number): Buffer =>
  Buffer.alloc(length, bytes.length === 0 ? Buffer.alloc(1) : bytes);

/**
 * SHA-crypt (`$5$` and `$6$`, by Ulrich Drepper's specification): the checksum part alone.
 * @param rounds 1000 to 999999999
 */
export function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  password: string,
  salt: string,
  rounds: number,
): string {
  const key = Buffer.from(password, 'utf8');
  const saltBytes = Buffer.from(salt, 'ascii');
  const size = algorithm === 'sha256' ? 32 : 64;
  const b = digest(algorithm, Buffer.concat([key, saltBytes, key]));
  const parts = [key, saltBytes, repeat(b, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? b : key);
  let a = digest(algorithm, Buffer.concat(parts));
  const p = repeat(
    digest(algorithm, Buffer.concat(Array.from({ length: key.length }, () => key))),
    key.length,
  );
  const s = repeat(
    digest(
      algorithm,
      Buffer.concat(Array.from({ length: 16 + (a[0] as number) }, () => saltBytes)),
    ),
    saltBytes.length,
  );
  const scratch = Buffer.alloc(size + 2 * p.length + s.length);
  for (let round = 0; round < rounds; round++) {
    let at = 0;
    const append = (bytes: Buffer): void => {
      at += bytes.copy(scratch, at);
    };
    append(round & 1 ? p : a);
    if (round % 3) append(s);
    if (round % 7) append(p);
    append(round & 1 ? a : p);
    a = digest(algorithm, scratch.subarray(0, at));
  }
  return crypt64(a, algorithm === 'sha256' ? ORDER_256 : ORDER_512);
}
