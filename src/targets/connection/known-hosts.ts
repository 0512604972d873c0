import { createHmac, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { matchesPatterns } from './ssh-config.ts';

interface KnownKey {
  readonly marker: string | undefined;
  readonly patterns: string;
  readonly type: string;
  readonly key: string;
  readonly place: string;
}

/** What known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) say of a host. */
export interface KnownHost {
  /** Key types that are known, for the order of algorithms in the handshake. */
  readonly types: readonly string[];
  /** Judges the key that the server showed. */
  judge(key: Buffer): KeyJudgement;
}

type KeyJudgement =
  | { readonly verdict: 'known' | 'unknown' }
  | { readonly verdict: 'changed' | 'revoked'; readonly place: string };

const files = new Map<string, readonly KnownKey[]>();

function load(path: string): readonly KnownKey[] {
  const known = files.get(path);
  if (known) return known;
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // A file that is not there knows nobody.
  }
  const keys: KnownKey[] = [];
  text.split('\n').forEach((line, index) => {
    const match = /^\s*(?:(@[\w-]+)\s+)?([^#\s]\S*)\s+(\S+)\s+([A-Za-z0-9+/=]+)/.exec(line);
    if (!match) return;
    const [, marker, patterns = '', type = '', key = ''] = match;
    keys.push({ marker, patterns, type, key, place: `${path}:${index + 1}` });
  });
  files.set(path, keys);
  return keys;
}

/** Name under which a host stands in known_hosts: `[host]:port` unless the port is 22. */
function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

function matches(entry: KnownKey, name: string): boolean {
  if (entry.patterns.startsWith('|1|')) {
    const [, , salt = '', hash = ''] = entry.patterns.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
  }
  return matchesPatterns(name, entry.patterns.split(','));
}

/** Looks a host up in the files. */
export function lookUpHost(paths: readonly string[], host: string, port: number): KnownHost {
  const find = (name: string) =>
    paths.flatMap((path) => load(path).filter((entry) => matches(entry, name)));
  const entries = find(knownHostName(host, port));
  // A key that is known for the host without a port will do too (ssh looks there next).
  const portless = port === 22 ? [] : find(host.toLowerCase());
  const plain = entries.filter(({ marker }) => marker === undefined);
  return {
    types: [...new Set([...plain, ...portless].map(({ type }) => type))],
    judge(key) {
      const shown = key.toString('base64');
      const revoked = [...entries, ...portless].find(
        (entry) => entry.marker === '@revoked' && entry.key === shown,
      );
      if (revoked) return { verdict: 'revoked', place: revoked.place };
      if (plain.some((entry) => entry.key === shown)) return { verdict: 'known' };
      const sameType = plain.find((entry) => entry.type === keyType(key));
      if (sameType) return { verdict: 'changed', place: sameType.place };
      if (portless.some((entry) => entry.marker === undefined && entry.key === shown)) {
        return { verdict: 'known' };
      }
      return plain[0] ? { verdict: 'changed', place: plain[0].place } : { verdict: 'unknown' };
    },
  };
}

/** Whether a host is only known by who signs for it, which needs certificates. */
export function needsAuthority(paths: readonly string[], host: string, port: number): boolean {
  const name = knownHostName(host, port);
  const entries = paths.flatMap((path) => load(path).filter((entry) => matches(entry, name)));
  return (
    entries.some(({ marker }) => marker === '@cert-authority') &&
    entries.every(({ marker }) => marker !== undefined)
  );
}

/** The type that stands at the beginning of a public key in wire form (RFC 4253, 6.6). */
export function keyType(key: Buffer): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

/** Adds a host's key to a known_hosts file, as `StrictHostKeyChecking accept-new` wants it. */
export function rememberHost(
  path: string,
  host: string,
  port: number,
  key: Buffer,
  hashed: boolean,
): void {
  if (path === '/dev/null') return;
  const name = knownHostName(host, port);
  const salt = randomBytes(20);
  const shown = hashed
    ? `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
    : name;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    appendFileSync(path, `${shown} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
    files.delete(path);
  } catch {
    // ssh goes on too when it can't write the file.
  }
}
