import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { ReadTarget } from '../../targets/types.ts';
import { fail } from '../definition/failure.ts';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Schemes that crypt(3) of the host knows, by prefix and length of the salt. */
const CRYPT: Readonly<Record<string, readonly [prefix: string, salt: number]>> = {
  bcrypt: ['$2b$12$', 22],
  des_crypt: ['', 2],
  sha256_crypt: ['$5$', 16],
  sha512_crypt: ['$6$', 16],
};

/** Names of schemes that this knows. */
export const HASH_SCHEMES: readonly string[] = [
  'apr_md5_crypt',
  'md5_crypt',
  'ldap_sha1',
  'plaintext',
  ...Object.keys(CRYPT),
];

/**
 * Hashes a password for an htpasswd file, with a random salt.
 * @throws ModuleFailure for a scheme that is not known, or that the host can't do
 */
export async function hashPassword(
  target: ReadTarget,
  scheme: string,
  password: string,
): Promise<string> {
  if (scheme === 'plaintext') return password;
  if (scheme === 'ldap_sha1') return ldapSha1(password);
  if (scheme === 'apr_md5_crypt') return md5Crypt(password, randomSalt(8), '$apr1$');
  if (scheme === 'md5_crypt') return md5Crypt(password, randomSalt(8), '$1$');
  const [prefix, length] =
    CRYPT[scheme] ?? fail(`no crypt handler found for algorithm: '${scheme}'`);
  return crypt(target, password, prefix + bcryptSafe(prefix, randomSalt(length)));
}

/** Whether a password is the one that a hash was made of. */
export async function verifiesPassword(
  target: ReadTarget,
  hash: string,
  password: string,
): Promise<boolean> {
  if (hash.startsWith('{SHA}')) return same(hash, ldapSha1(password));
  const [, prefix, salt] = /^(\$apr1\$|\$1\$)([^$]*)\$/.exec(hash) ?? [];
  if (prefix !== undefined) return same(hash, md5Crypt(password, salt ?? '', prefix));
  if (/^\$(2[aby]?|5|6)\$/.test(hash)) {
    const asKnown = hash.replace(/^\$2y\$/, '$2b$');
    return same(asKnown, await crypt(target, password, asKnown));
  }
  if (/^[./0-9A-Za-z]{13}$/.test(hash)) return same(hash, await crypt(target, password, hash));
  return same(hash, password);
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function randomSalt(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(64))).join('');
}

/** The last character of a bcrypt salt holds two bits only. */
function bcryptSafe(prefix: string, salt: string): string {
  return prefix.startsWith('$2') ? `${salt.slice(0, -1)}u` : salt;
}

function ldapSha1(password: string): string {
  return `{SHA}${createHash('sha1').update(password).digest('base64')}`;
}

/** crypt(3) of the host, by perl; the password goes to its input. */
async function crypt(target: ReadTarget, password: string, setting: string): Promise<string> {
  const program =
    'local $/; my $p = <STDIN>; my $h = crypt($p, $ARGV[0]); print defined $h ? $h : ""';
  const { rc, stdout, spawnError } = await target.query({
    argv: ['perl', '-e', program, setting],
    stdin: password,
  });
  const hash = stdout.toString();
  if (spawnError !== undefined || rc !== 0 || hash.length < 13) {
    fail(`The host can't hash passwords as ${setting.slice(0, 3)}: that takes perl and its crypt`);
  }
  return hash;
}

/** MD5-based crypt by Poul-Henning Kamp, and Apache's variant of it with another prefix. */
function md5Crypt(password: string, salt: string, prefix: string): string {
  const secret = Buffer.from(password);
  const own = Buffer.from(salt.slice(0, 8));
  const md5 = (...parts: readonly Buffer[]): Buffer =>
    createHash('md5').update(Buffer.concat(parts)).digest();
  const inner = md5(secret, own, secret);
  const parts: Buffer[] = [secret, Buffer.from(prefix), own];
  for (let left = secret.length; left > 0; left -= 16)
    parts.push(inner.subarray(0, Math.min(16, left)));
  for (let bits = secret.length; bits > 0; bits >>= 1) {
    parts.push(bits & 1 ? Buffer.from([0]) : secret.subarray(0, 1));
  }
  let digest = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    digest = md5(
      round & 1 ? secret : digest,
      ...(round % 3 ? [own] : []),
      ...(round % 7 ? [secret] : []),
      round & 1 ? digest : secret,
    );
  }
  const at = (index: number): number => digest[index] ?? 0;
  const triples: readonly (readonly number[])[] = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ];
  const encode = (value: number, length: number): string =>
    Array.from({ length }, (_, index) => ALPHABET.charAt((value >> (6 * index)) & 63)).join('');
  const body = triples
    .map(([a = 0, b = 0, c = 0]) => encode((at(a) << 16) | (at(b) << 8) | at(c), 4))
    .join('');
  return `${prefix}${salt.slice(0, 8)}$${body}${encode(at(11), 2)}`;
}
