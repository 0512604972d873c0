import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { ArgumentValues } from '../define.ts';
import { OPENSSL_CURVES, wantedFormat } from './openssl-private-key.ts';
import type { PRIVATE_KEY_ARGUMENTS } from './private-key-work.ts';

type Wanted = ArgumentValues<typeof PRIVATE_KEY_ARGUMENTS>;

const generate = promisify(generateKeyPair);

/** A new private key in PEM, made on the controller. */
export async function generatedKey(wanted: Wanted): Promise<string> {
  return keyText((await newKey(wanted)).privateKey, wanted);
}

/** A private key in PEM, brought into the format that is wanted. */
export function convertedKey(wanted: Wanted, pem: string): string {
  const { passphrase } = wanted;
  return keyText(
    createPrivateKey({ key: pem, ...(passphrase !== null && { passphrase }) }),
    wanted,
  );
}

function newKey({ type, size, curve }: Wanted): Promise<{ privateKey: KeyObject }> {
  if (type === 'ECC') {
    const namedCurve = OPENSSL_CURVES[curve ?? ''] ?? curve ?? '';
    return generate('ec', { namedCurve, paramEncoding: 'named' });
  }
  if (type === 'Ed25519') return generate('ed25519', {});
  if (type === 'Ed448') return generate('ed448', {});
  if (type === 'X25519') return generate('x25519', {});
  if (type === 'X448') return generate('x448', {});
  return generate('rsa', { modulusLength: size });
}

function keyText(key: KeyObject, { format, type, passphrase }: Wanted): string {
  const traditional = type === 'RSA' ? 'pkcs1' : 'sec1';
  return key
    .export({
      type: wantedFormat(format, type) === 'pkcs1' ? traditional : 'pkcs8',
      format: 'pem',
      ...(passphrase && { cipher: 'aes-256-cbc', passphrase }),
    })
    .toString();
}
