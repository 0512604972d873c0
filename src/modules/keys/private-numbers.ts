import { createPrivateKey } from 'node:crypto';
import { derValue, derValues, wholeNumber } from '../certificates/der.ts';

/**
 * Secret numbers of a private key in PEM, as results show them.
 * @param type as results have it; kinds that aren't numbers have none
 * @throws Error of node:crypto where the key can't be read
 */
export function privateNumbers(
  pem: string,
  passphrase: string | null,
  type: string,
): { readonly [name: string]: bigint } {
  if (!['RSA', 'DSA', 'ECC'].includes(type)) return {};
  const key = createPrivateKey({ key: pem, ...(passphrase !== null && { passphrase }) });
  // PrivateKeyInfo (RFC 5208, 5): version, algorithm, and the key as its kind has it.
  const [, , wrapped] = derValues(derValue(key.export({ type: 'pkcs8', format: 'der' })).content);
  const inner = derValue(wrapped?.content);
  if (type === 'DSA') return { x: wholeNumber(inner.content) };
  const numbers = derValues(inner.content).map(({ content }) => wholeNumber(content));
  if (type === 'ECC') return { multiplier: numbers[1] ?? 0n };
  const [, , , exponent = 0n, p = 0n, q = 0n] = numbers;
  return { p, q, exponent };
}
