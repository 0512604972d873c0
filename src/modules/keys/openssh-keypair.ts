import type { Sections } from '../commands/sections.ts';
import { fail } from '../definition/failure.ts';

/** What ssh-keygen tells of a private key. */
interface KeyKind {
  readonly size: number;
  readonly type: string;
  readonly fingerprint: string;
  /** `SSH`, `PKCS1` or `PKCS8`, where it is looked at. */
  readonly format: string;
}

export interface PublicKey {
  readonly type: string;
  readonly data: string;
  readonly comment: string;
}

/** A private key and its public one, as far as they are there. */
export interface KeyPair {
  readonly kind: KeyKind | null;
  /** In the file. */
  readonly publicKey: PublicKey | null;
  /** The one that belongs to the private key. */
  readonly matching: PublicKey | null;
  /** Whether the private key can be read with its phrase, or without one where it is to have none. */
  readonly readable: boolean;
}

/** Bits of a key: those given, or the default of its type. @throws ModuleFailure for what the type can't have */
export function keySize(type: string, given: number | null): number {
  if (type === 'ed25519') return 256;
  if (type === 'dsa') {
    if (given !== null && given !== 1024) {
      fail('DSA keys must be exactly 1024 bits as specified by FIPS 186-2.');
    }
    return 1024;
  }
  if (type === 'ecdsa') {
    if (given !== null && ![256, 384, 521].includes(given)) {
      fail(
        'For ECDSA keys, size determines the key length by selecting from one of three elliptic curve sizes: 256, 384 or 521 bits. Attempting to use bit lengths other than these three values for ECDSA keys will cause this module to fail.',
      );
    }
    return given ?? 256;
  }
  if (given !== null && given < 1024) {
    fail(
      'For RSA keys, the minimum size is 1024 bits and the default is 4096 bits. Attempting to use bit lengths under 1024 will cause the module to fail.',
    );
  }
  return given ?? 4096;
}

const FORMATS: Readonly<Record<string, string>> = {
  '-----BEGIN OPENSSH PRIVATE KEY-----': 'SSH',
  '-----BEGIN PRIVATE KEY-----': 'PKCS8',
  '-----BEGIN RSA PRIVATE KEY-----': 'PKCS1',
};

/**
 * Reads what ssh-keygen told of a key (sections `kind` and `matching`; with a phrase, `unlocked`), and its public file.
 * @param locked whether the key is to have a phrase
 */
export function pairOf(sections: Sections, publicFile: string | null, locked: boolean): KeyPair {
  const format = FORMATS[sections.text('head').trim()] ?? '';
  const open = locked && sections.rc('unlocked') === 0;
  const words = sections.text('kind.out').split(/\s+/).filter(Boolean);
  const size = Number(words[0]);
  const [, fingerprint = ''] = words;
  const error = sections.text('matching.err');
  const refused = /is not a public key file|incorrect passphrase|load failed/.test(error);
  return {
    kind:
      // The library takes no phrase for keys in PEM that have none.
      words.length > 0 && Number.isInteger(size) && !(open && format !== 'SSH')
        ? { size, type: (words.at(-1) ?? '').slice(1, -1).toLowerCase(), fingerprint, format }
        : null,
    publicKey:
      publicFile === null ? null : readPublicKey(publicFile.replace(/^[ \n]+|[ \n]+$/g, '')),
    matching: readPublicKey(sections.text('matching.out').replace(/\n+$/, '')),
    readable: sections.rc('matching') !== 255 && !refused && !open,
  };
}

function readPublicKey(text: string): PublicKey | null {
  const [, type, data, comment = ''] = /^(\S*) (\S*)(?: (.*))?$/s.exec(text) ?? [];
  return type === undefined || data === undefined ? null : { type, data, comment };
}

/** The key as results and files have it, without comment. */
export const publicText = ({ type, data }: PublicKey): string => `${type} ${data}`;

/** Whether the public file has the key that belongs to the private one, with the comment where one is wanted. */
export function samePublicKey({ publicKey, matching }: KeyPair, comment: string | null): boolean {
  if (publicKey === null || matching === null) return false;
  return (
    publicText(publicKey) === publicText(matching) &&
    (comment === null || publicKey.comment === comment)
  );
}

/** Both sides of a change. */
export function keyPairDiff(before: KeyPair, after: KeyPair) {
  const side = ({ kind, publicKey }: KeyPair) => ({
    ...kind,
    ...(publicKey && { comment: publicKey.comment, public_key: publicKey.data }),
  });
  return { before: side(before), after: side(after) };
}
