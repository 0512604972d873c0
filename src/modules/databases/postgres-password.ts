import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

const SCRAM = /^SCRAM-SHA-256\$(\d+):([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)$/;

/**
 * Whether a role's password is another one than it is to be; '' is none.
 * @param stored the hash in pg_authid; undefined where it can't be seen
 */
export function passwordDiffers(
  password: string | null,
  user: string,
  stored: string | null | undefined,
  encrypted: boolean,
): boolean {
  if (stored === undefined) return true;
  if (password === null) return false;
  if (password === '') return stored !== null;
  if (SCRAM.test(password)) return password !== stored;
  const scram = stored === null ? null : SCRAM.exec(stored);
  if (scram !== null) return !provesScram(password, scram);
  if ((password.startsWith('md5') && password.length === 35) || !encrypted) {
    return password !== stored;
  }
  const hash = createHash('md5')
    .update(password + user)
    .digest('hex');
  return `md5${hash}` !== stored;
}

/** Computes the server's key of RFC 5802 from the password, and compares. */
function provesScram(password: string, [, rounds, salt, , key]: RegExpExecArray): boolean {
  const salted = pbkdf2Sync(
    password.normalize('NFKC'),
    Buffer.from(salt ?? '', 'base64'),
    Number(rounds),
    32,
    'sha256',
  );
  const proof = createHmac('sha256', salted).update('Server Key').digest();
  return proof.equals(Buffer.from(key ?? '', 'base64'));
}
