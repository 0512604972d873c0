import { readFileSync } from 'node:fs';
import type { ParsedKey, utils as sshUtils } from 'ssh2';

/** A private key that can be used, or why a file has none. */
export type Identity =
  | { readonly path: string; readonly key: ParsedKey; readonly problem?: never }
  | { readonly path: string; readonly key?: never; readonly problem: string };

const cache = new Map<string, Identity | null>();

/**
 * Private key of a file, parsed once; null when there is no such file. An encrypted one needs the passphrase (or an
 * agent, which is asked apart).
 */
export function loadIdentity(
  path: string,
  passphrase: string | undefined,
  utils: typeof sshUtils,
): Identity | null {
  const id = `${path}\0${passphrase ?? ''}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const identity = readIdentity(path, passphrase, utils);
  cache.set(id, identity);
  return identity;
}

function readIdentity(
  path: string,
  passphrase: string | undefined,
  utils: typeof sshUtils,
): Identity | null {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : { path, problem: `Load key "${path}": ${message}` };
  }
  const parsed: ParsedKey | ParsedKey[] | Error = utils.parseKey(text, passphrase);
  if (parsed instanceof Error) return { path, problem: `Load key "${path}": ${parsed.message}` };
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  // A public key names one that an agent has.
  if (key && !key.isPrivateKey()) return null;
  if (!key) return { path, problem: `Load key "${path}": not a private key` };
  return { path, key };
}

/** Public key, in wire form, of an identity whose private half an agent may have: from `FILE.pub` or the file itself. */
export function loadPublicKey(path: string, utils: typeof sshUtils): Buffer | null {
  for (const candidate of [path.endsWith('.pub') ? path : `${path}.pub`, path]) {
    try {
      const parsed: ParsedKey | ParsedKey[] | Error = utils.parseKey(readFileSync(candidate));
      const key = Array.isArray(parsed) ? parsed[0] : parsed;
      if (key && !(key instanceof Error)) return key.getPublicSSH();
    } catch {
      // Not readable: the other may be.
    }
  }
  return null;
}
