import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { unhexlify, VaultFormatError } from './format.ts';

const ITERATIONS = 10_000;
const KEY_LENGTH = 32;
const BLOCK = 16;
const SALT_LENGTH = 32;

/**
 * The vault's only cipher: PBKDF2-SHA256 gives an AES-256-CTR key, an HMAC key and the first counter;
 * the HMAC covers the padded ciphertext. Gives the payload's hex digits.
 */
export function encryptAes256(
  plain: Uint8Array,
  secret: Uint8Array,
  salt: Uint8Array = randomBytes(SALT_LENGTH),
): string {
  const { key, macKey, counter } = deriveKeys(secret, salt);
  const padding = BLOCK - (plain.length % BLOCK);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  const cipher = createCipheriv('aes-256-ctr', key, counter);
  const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()]);
  const mac = createHmac('sha256', macKey).update(ciphertext).digest('hex');
  const parts = [Buffer.from(salt).toString('hex'), mac, ciphertext.toString('hex')];
  return Buffer.from(parts.join('\n'), 'ascii').toString('hex');
}

/** The plain bytes; undefined when the secret is not the one. @throws VaultFormatError */
export function decryptAes256(payload: string, secret: Uint8Array): Buffer | undefined {
  const parts = unhexlify(payload).toString('latin1').split('\n');
  const [saltHex, macHex] = parts;
  if (saltHex === undefined || macHex === undefined || parts.length < 3) {
    throw new VaultFormatError(
      `Vault vaulttext format error: not enough values to unpack (expected 3, got ${parts.length})`,
    );
  }
  const salt = unhexlify(saltHex);
  const ciphertext = unhexlify(parts.slice(2).join('\n'));
  const { key, macKey, counter } = deriveKeys(secret, salt);
  const expected = unhexlify(macHex);
  const mac = createHmac('sha256', macKey).update(ciphertext).digest();
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', key, counter);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  return padded.subarray(0, padded.length - padding);
}

function deriveKeys(
  secret: Uint8Array,
  salt: Uint8Array,
): { key: Buffer; macKey: Buffer; counter: Buffer } {
  const derived = pbkdf2Sync(secret, salt, ITERATIONS, 2 * KEY_LENGTH + BLOCK, 'sha256');
  return {
    key: derived.subarray(0, KEY_LENGTH),
    macKey: derived.subarray(KEY_LENGTH, 2 * KEY_LENGTH),
    counter: derived.subarray(2 * KEY_LENGTH),
  };
}
