import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

interface Database {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly byId: ReadonlyMap<number, readonly string[]>;
}

const cache = new Map<string, { readonly stamp: string; readonly database: Database }>();

/** Entries of /etc/passwd or /etc/group, read again only when the file has changed. */
function load(kind: 'passwd' | 'group'): Database {
  const path = `/etc/${kind}`;
  const info = statSync(path, { throwIfNoEntry: false });
  const stamp = info ? `${info.mtimeMs}:${info.ino}:${info.size}` : '';
  const known = cache.get(kind);
  if (known?.stamp === stamp) return known.database;
  const byName = new Map<string, readonly string[]>();
  const byId = new Map<number, readonly string[]>();
  for (const line of info ? readFileSync(path, 'utf8').split('\n') : []) {
    const fields = line.split(':');
    const [name, , id] = fields;
    if (!name || id === undefined) continue;
    if (!byName.has(name)) byName.set(name, fields);
    if (!byId.has(Number(id))) byId.set(Number(id), fields);
  }
  const database = { byName, byId };
  cache.set(kind, { stamp, database });
  return database;
}

let remoteSources: boolean | undefined;

/** Whether accounts may also come from elsewhere (LDAP, systemd …), so that getent(1) is worth a process. */
function hasRemoteSources(): boolean {
  if (remoteSources === undefined) {
    try {
      const text = readFileSync('/etc/nsswitch.conf', 'utf8');
      remoteSources = /^(passwd|group):.*\b(ldap|sss|winbind|nis|compat|systemd|db)\b/m.test(text);
    } catch {
      remoteSources = process.platform !== 'linux';
    }
  }
  return remoteSources;
}

const asked = new Map<string, readonly string[] | null>();

function getent(kind: 'passwd' | 'group', key: string): readonly string[] | null {
  if (!hasRemoteSources()) return null;
  const id = `${kind}:${key}`;
  let entry = asked.get(id);
  if (entry === undefined) {
    const { status, stdout } = spawnSync('getent', [kind, key], { encoding: 'utf8' });
    entry = status === 0 ? stdout.trimEnd().split(':') : null;
    // Only what was found is kept: an account may be made a moment later.
    if (entry) asked.set(id, entry);
  }
  return entry;
}

/** Fields of the passwd or group entry of a name or id (passwd(5), group(5)); null when there is none. */
export function findAccount(
  kind: 'passwd' | 'group',
  key: string | number,
): readonly string[] | null {
  const database = load(kind);
  const entry = typeof key === 'number' ? database.byId.get(key) : database.byName.get(key);
  return entry ?? getent(kind, String(key));
}

/** Name of a user or group id, null where the id has none. */
export function accountName(kind: 'passwd' | 'group', id: number): string | null {
  return findAccount(kind, id)?.[0] ?? null;
}

/** Numeric id of a name, or of digits; null when there is no such account. */
export function accountId(kind: 'passwd' | 'group', owner: string | number): number | null {
  if (typeof owner === 'number') return owner;
  if (/^\d+$/.test(owner)) return Number(owner);
  const entry = findAccount(kind, owner);
  return entry ? Number(entry[2]) : null;
}
