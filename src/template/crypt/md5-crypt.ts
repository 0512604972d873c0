import { createHash } from 'node:crypto';
import { crypt64 } from './sha-crypt.ts';

const ORDER = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];
const md5 = (...parts: Uint8Array[]): Buffer =>
  createHash('md5').update(Buffer.concat(parts)).digest();

/** MD5-crypt (`$1$`, and `$apr1$` with its own magic): the checksum part alone. */
export function md5Crypt(password: string, salt: string, magic = '$1$'): string {
  const key = Buffer.from(password, 'utf8');
  const saltBytes = Buffer.from(salt, 'ascii');
  const b = md5(key, saltBytes, key);
  const parts: Uint8Array[] = [key, Buffer.from(magic), saltBytes, Buffer.alloc(key.length, b)];
  for (let bits = key.length; bits > 0; bits >>= 1) {
    parts.push(bits & 1 ? Buffer.alloc(1) : key.subarray(0, 1));
  }
  let a = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const mixed: Uint8Array[] = [round & 1 ? key : a];
    if (round % 3) mixed.push(saltBytes);
    if (round % 7) mixed.push(key);
    mixed.push(round & 1 ? a : key);
    a = md5(...mixed);
  }
  return crypt64(a, ORDER);
}
