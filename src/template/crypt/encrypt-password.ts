import { createRequire } from 'node:module';
import { TemplateError } from '../../diagnostics/errors.ts';
import { systemRandom } from '../../values/mersenne-twister.ts';
import { md5Crypt } from './md5-crypt.ts';
import { shaCrypt } from './sha-crypt.ts';

const SALT_CHARS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BCRYPT_CHARS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export interface PasswordOptions {
  salt?: string | undefined;
  saltSize?: number | undefined;
  rounds?: number | undefined;
  /** bcrypt's variant: `2`, `2a`, `2y` or `2b` (default). */
  ident?: string | undefined;
}

interface Scheme {
  readonly saltSize: number;
  readonly maxSalt: number;
  readonly minSalt: number;
  readonly rounds?: { readonly default: number; readonly min: number; readonly max: number };
  hash(password: string, salt: string, rounds: number, ident: string): string;
}

const sha = (algorithm: 'sha256' | 'sha512', id: string, rounds: number): Scheme => ({
  saltSize: 16,
  minSalt: 0,
  maxSalt: 16,
  rounds: { default: rounds, min: 1000, max: 999999999 },
  // 5000 is what crypt(3) takes when no number is written.
  hash: (password, salt, n) =>
    `$${id}$${n === 5000 ? '' : `rounds=${n}$`}${salt}$${shaCrypt(algorithm, password, salt, n)}`,
});

const SCHEMES: Readonly<Record<string, Scheme>> = {
  md5_crypt: {
    saltSize: 8,
    minSalt: 0,
    maxSalt: 8,
    hash: (password, salt) => `$1$${salt}$${md5Crypt(password, salt)}`,
  },
  apr_md5_crypt: {
    saltSize: 8,
    minSalt: 0,
    maxSalt: 8,
    hash: (password, salt) => `$apr1$${salt}$${md5Crypt(password, salt, '$apr1$')}`,
  },
  sha256_crypt: sha('sha256', '5', 535000),
  sha512_crypt: sha('sha512', '6', 656000),
  bcrypt: {
    saltSize: 22,
    minSalt: 22,
    maxSalt: 22,
    rounds: { default: 12, min: 4, max: 31 },
    hash: bcrypt,
  },
};

const NAMES: Readonly<Record<string, string>> = {
  md5: 'md5_crypt',
  blowfish: 'bcrypt',
  sha256: 'sha256_crypt',
  sha512: 'sha512_crypt',
};

function bcrypt(password: string, salt: string, rounds: number, ident: string): string {
  const { hashSync } = createRequire(import.meta.url)('bcryptjs') as typeof import('bcryptjs');
  const cost = String(rounds).padStart(2, '0');
  return hashSync(password, `$2b$${cost}$${salt}`).replace(/^\$2b\$/, `$${ident}$`);
}

/** Clears the bits of the last salt character that bcrypt doesn't use. */
function repairBcryptSalt(salt: string): string {
  if (salt.length !== 22) return salt;
  const last = BCRYPT_CHARS.indexOf(salt.charAt(21));
  return last < 0 ? salt : salt.slice(0, 21) + BCRYPT_CHARS.charAt(last & 0x30);
}

/** What passlib says is chained to Ansible's own sentence. */
function refuse(reason: string): never {
  throw new TemplateError('AnsibleError', `Could not hash the secret.. ${reason}`);
}

/** Random text for a salt. */
export function randomSalt(length = 8): string {
  return Array.from({ length }, () => SALT_CHARS.charAt(systemRandom.below(64))).join('');
}

/**
 * Hashes a password for /etc/shadow, as Ansible does with passlib.
 * @param scheme `sha512` (`$6$`), `sha256` (`$5$`), `md5` (`$1$`), `blowfish` or `bcrypt` (`$2b$`), `apr_md5_crypt`
 * @throws TemplateError AnsibleError with Ansible's text for unknown schemes and faulty salts or rounds
 */
export function encryptPassword(
  password: string,
  scheme = 'sha512',
  options: PasswordOptions = {},
): string {
  const name = NAMES[scheme] ?? scheme;
  const found = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (!found) {
    throw new TemplateError('AnsibleError', `passlib does not support '${name}' algorithm`);
  }
  const size = options.saltSize || found.saltSize;
  let salt = options.salt || randomSalt(size);
  if (!/^[./0-9A-Za-z]*$/.test(salt)) refuse(`invalid characters in ${name} salt`);
  if (salt.length > found.maxSalt || size > found.maxSalt) {
    refuse(
      found.minSalt === found.maxSalt
        ? `salt too large (${name} requires exactly ${found.maxSalt} chars)`
        : `salt too large (${name} requires <= ${found.maxSalt} chars)`,
    );
  }
  if (salt.length < found.minSalt) {
    refuse(`salt too small (${name} requires exactly ${found.minSalt} chars)`);
  }
  if (name === 'bcrypt') salt = repairBcryptSalt(salt);
  const limits = found.rounds;
  const rounds = options.rounds || limits?.default || 0;
  if (limits && rounds < limits.min) {
    refuse(`rounds (${rounds}) is too low, must be at least ${limits.min}`);
  }
  if (limits && rounds > limits.max) {
    refuse(`rounds (${rounds}) is too high, cannot be more than ${limits.max}`);
  }
  return found.hash(password, salt, rounds, options.ident || '2b');
}
