import { createHash } from 'node:crypto';
import { splitWords } from '../commands/words.ts';
import { mysqlLiteral } from './mysql-literals.ts';
import type { MysqlRow } from './mysql-results.ts';

/** What the server can, by its version. */
export interface MysqlServer {
  readonly mariadb: boolean;
  /** Before ALTER USER could do what it does now. */
  readonly oldAccounts: boolean;
  readonly byPassword: boolean;
  readonly altersUsers: boolean;
  /** A server that follows another is a REPLICA in its statements, not a SLAVE. */
  readonly saysReplica: boolean;
  readonly hasRoles: boolean;
}

/** Reads the server's version (`10.11.6-MariaDB-0+deb12u1`, `8.0.36`). */
export function mysqlServer(version: string): MysqlServer {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const before = (...other: readonly number[]): boolean => {
    const at = other.findIndex((part, index) => part !== (parts[index] ?? 0));
    return at >= 0 && (parts[at] ?? 0) < (other[at] ?? 0);
  };
  const mariadb = version.toLowerCase().includes('mariadb');
  return {
    mariadb,
    oldAccounts: mariadb ? before(10, 2) : before(5, 7),
    byPassword: mariadb || before(8, 0),
    altersUsers: !(mariadb ? before(10, 2) : before(5, 6)),
    saysReplica: !(mariadb ? before(10, 5, 1) : before(8, 0, 22)),
    hasRoles: !(mariadb ? before(10, 0, 5) : before(8)),
  };
}

/** `'user'@'host'` */
export const mysqlAccount = (user: string, host: string): string =>
  `${mysqlLiteral(user)}@${mysqlLiteral(host)}`;

/** A password as mysql_native_password keeps it. */
export function nativeHash(password: string): string {
  const once = createHash('sha1').update(password).digest();
  return `*${createHash('sha1').update(once).digest('hex').toUpperCase()}`;
}

/** Whether text is a hash of mysql_native_password. */
export const isNativeHash = (text: string): boolean => /^\*[0-9A-Fa-f]{40}$/.test(text);

/** What a connection must have: `SSL`, `X509`, or values by their names (`SUBJECT`); null is nothing. */
export type TlsRequirement = string | Readonly<Record<string, string>> | null;

/** Reads `tls_requires`: single values count more than X509, that more than SSL. */
export function tlsRequirement(given: Readonly<Record<string, unknown>> | null): TlsRequirement {
  const entries = Object.entries(given ?? {}).map(
    ([name, value]) => [name.toUpperCase(), String(value)] as const,
  );
  if (entries.length === 0) return null;
  const names = entries.map(([name]) => name);
  if (names.some((name) => ['CIPHER', 'ISSUER', 'SUBJECT'].includes(name))) {
    return Object.fromEntries(entries.filter(([name]) => name !== 'SSL' && name !== 'X509'));
  }
  return names.includes('X509') ? 'X509' : 'SSL';
}

/** What SHOW CREATE USER (or SHOW GRANTS of old servers) tells of it. */
export function currentRequirement(rows: readonly MysqlRow[]): TlsRequirement {
  const line = rows
    .map((row) => Object.values(row)[0] ?? '')
    .find((text) => text.includes('REQUIRE'));
  const text = (/\bREQUIRE\b(.*?)(?:\bPASSWORD\b|$)/.exec(line ?? '')?.[1] ?? '').trim();
  const [word = ''] = text.split(/\s+/);
  if (/^(SSL|X509|NONE)/.test(text)) return word === 'NONE' ? null : word;
  const words = splitWords(text) ?? [];
  const pairs: Record<string, string> = {};
  for (let at = 0; at + 1 < words.length; at += 2) pairs[words[at] ?? ''] = words[at + 1] ?? '';
  return Object.keys(pairs).length === 0 ? null : pairs;
}

/** Whether two requirements are the same. */
export function sameRequirement(a: TlsRequirement, b: TlsRequirement): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && a[name] === b[name])
  );
}

/** ` REQUIRE …`; empty without requirement. */
export function requireClause(requirement: TlsRequirement): string {
  if (requirement === null) return '';
  if (typeof requirement === 'string') return ` REQUIRE ${requirement}`;
  const parts = Object.entries(requirement).map(
    ([name, value]) => `${name} ${mysqlLiteral(value)}`,
  );
  return ` REQUIRE ${parts.join(' AND ')}`;
}

/** The privileges as statements name them: without the grant option. */
export const privilegeNames = (privileges: readonly string[]): string =>
  privileges.filter((name) => name !== 'GRANT').join(',');
