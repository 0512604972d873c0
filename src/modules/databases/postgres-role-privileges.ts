import { fail } from '../definition/failure.ts';
import { postgresIdentifier } from './identifiers.ts';
import { postgresLiteral } from './postgres-literals.ts';

type Kind = 'table' | 'database';

/** Privileges on one table or database, as the option `priv` of a role names them. */
export interface RolePrivileges {
  readonly kind: Kind;
  readonly name: string;
  readonly privileges: readonly string[];
}

const KNOWN: Readonly<Record<Kind, readonly string[]>> = {
  table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'],
  database: ['CREATE', 'CONNECT', 'TEMPORARY'],
};

/** Reads `CONNECT/orders:SELECT,INSERT`: those without a table are for the database. @throws ModuleFailure */
export function readRolePrivileges(text: string | null, database: string): RolePrivileges[] {
  return (text?.split('/') ?? []).map((token) => {
    const colon = token.indexOf(':');
    const kind: Kind = colon < 0 ? 'database' : 'table';
    const names = token
      .slice(colon + 1)
      .split(',')
      .map((name) => name.trim().toUpperCase())
      .filter((name) => name !== '');
    const strange = names.filter(
      (name) => name !== 'ALL' && !KNOWN[kind].includes(name === 'TEMP' ? 'TEMPORARY' : name),
    );
    if (strange.length > 0) fail(`Invalid privs specified for ${kind}: ${strange.join(' ')}`);
    return {
      kind,
      name: colon < 0 ? database : token.slice(0, colon),
      privileges: normalized(names, kind),
    };
  });
}

function normalized(names: readonly string[], kind: Kind): string[] {
  const all = names.includes('ALL') ? KNOWN[kind] : [];
  const plain = names.filter((name) => name !== 'ALL');
  return [...new Set([...plain, ...all].map((name) => (name === 'TEMP' ? 'TEMPORARY' : name)))];
}

/** The question that heldPrivileges answers from. */
export function privilegeQuestion(user: string, { kind, name }: RolePrivileges): string {
  if (kind === 'database') {
    return `SELECT datacl::text AS held FROM pg_database WHERE datname = ${postgresLiteral(name)}`;
  }
  const [schema, table] = name.includes('.')
    ? [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)]
    : ['public', name];
  return `SELECT privilege_type AS held FROM information_schema.role_table_grants WHERE grantee=${postgresLiteral(user)} AND table_name=${postgresLiteral(table)} AND table_schema=${postgresLiteral(schema)}`;
}

/** What a role has of a table or database. */
export function heldPrivileges(
  user: string,
  { kind }: RolePrivileges,
  held: readonly (string | null)[],
): Set<string> {
  if (kind === 'table') return new Set(held.filter((name) => name !== null));
  const letters =
    new RegExp(`${user.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&')}\\\\?"?=(C?T?c?)/[^,]+,?`).exec(
      held[0] ?? '',
    )?.[1] ?? '';
  const names: Readonly<Record<string, string>> = { C: 'CREATE', T: 'TEMPORARY', c: 'CONNECT' };
  return new Set([...letters].map((letter) => names[letter] ?? ''));
}

/** GRANT or REVOKE of the privileges. */
export function privilegeStatement(
  verb: 'GRANT' | 'REVOKE',
  user: string,
  { kind, name, privileges }: RolePrivileges,
): string {
  const direction = verb === 'GRANT' ? 'TO' : 'FROM';
  const who = kind === 'database' && user === 'PUBLIC' ? 'PUBLIC' : `"${user}"`;
  return `${verb} ${privileges.join(', ')} ON ${kind.toUpperCase()} ${postgresIdentifier(name, kind)} ${direction} ${who}`;
}
