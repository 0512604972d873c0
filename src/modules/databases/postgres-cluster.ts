import type { Json, Result } from '../contract.ts';
import type { QueryResult } from './postgres-query.ts';
import { versionParts } from './postgres-version.ts';

export type TypedRows = NonNullable<QueryResult['rows']>;

/** A part of what is told of a server: the question, and what the answer makes of it. */
export interface Subset {
  readonly name: string;
  readonly question: string;
  read(rows: TypedRows): Result;
}

/** What is told of all of a server, in the order in which it is gathered. */
const CLUSTER_SUBSETS: readonly Subset[] = [
  {
    name: 'version',
    question: 'SELECT version()',
    read: ([row]) => ({ version: versionParts(String(row?.version)) }),
  },
  {
    name: 'in_recovery',
    question: 'SELECT pg_is_in_recovery() AS recovers',
    read: ([row]) => ({ in_recovery: row?.recovers ?? null }),
  },
  {
    name: 'tablespaces',
    question:
      'SELECT spcname AS key, pg_catalog.pg_get_userbyid(spcowner) AS spcowner, spcacl, spcoptions FROM pg_tablespace',
    read: (rows) => ({
      tablespaces: byKey(rows, ({ spcowner, spcacl, spcoptions }) => ({
        spcowner,
        spcacl: spcacl || '',
        spcoptions: spcoptions ?? [],
      })),
    }),
  },
  {
    name: 'databases',
    question: `SELECT d.datname AS key, pg_catalog.pg_get_userbyid(d.datdba) AS owner, pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype, pg_catalog.array_to_string(d.datacl, E'\\n') AS access_priv, CASE WHEN pg_catalog.has_database_privilege(d.datname, 'CONNECT') THEN pg_catalog.pg_database_size(d.datname)::text ELSE 'No Access' END AS size FROM pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON d.dattablespace = t.oid WHERE d.datname != 'template0'`,
    read: (rows) => ({
      databases: byKey(rows, (row) => ({ ...row, access_priv: row.access_priv || '' })),
    }),
  },
  {
    name: 'replications',
    question:
      'SELECT pid AS key, pg_catalog.pg_get_userbyid(usesysid) AS usename, application_name AS app_name, client_addr, client_hostname, backend_start::text, state FROM pg_stat_replication',
    read: (rows) => ({
      replications: byKey(rows, (row) => ({
        ...row,
        app_name: row.app_name || '',
        client_hostname: row.client_hostname || '',
      })),
    }),
  },
  {
    name: 'repl_slots',
    question:
      'SELECT slot_name AS key, plugin, slot_type, database, active FROM pg_replication_slots',
    read: (rows) => ({ repl_slots: byKey(rows, (row) => row) }),
  },
  {
    name: 'settings',
    question:
      'SELECT name AS key, setting, unit, context, vartype, boot_val, min_val, max_val, sourcefile, pending_restart, current_setting(name) AS pretty_val FROM pg_settings',
    read: (rows) => ({
      settings: byKey(rows, settingFacts),
      pending_restart_settings: rows
        .filter((row) => row.pending_restart)
        .map(({ key }) => String(key)),
    }),
  },
  {
    name: 'roles',
    question:
      "SELECT r.rolname AS key, r.rolsuper AS superuser, r.rolcanlogin AS canlogin, r.rolvaliduntil AS valid_until, ARRAY(SELECT b.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON m.roleid = b.oid WHERE m.member = r.oid) AS member_of FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'",
    read: (rows) => ({
      roles: byKey(rows, (row) => ({ ...row, valid_until: row.valid_until ?? '' })),
    }),
  },
];

/** Rows by their column `key`, which leaves them. */
export function byKey(
  rows: TypedRows,
  told: (row: { readonly [column: string]: Json | undefined }) => Result,
): Record<string, Result> {
  return Object.fromEntries(rows.map(({ key, ...row }) => [String(key), told(row)]));
}

const FACTORS: Readonly<Record<string, number>> = { kB: 1024, '8kB': 8192, MB: 1024 * 1024 };

function settingFacts(row: { readonly [column: string]: Json | undefined }): Result {
  const factor = FACTORS[String(row.unit)];
  const bytes = factor === undefined ? undefined : Math.max(Number(row.setting) * factor, 0);
  return {
    ...row,
    unit: row.unit || '',
    boot_val: row.boot_val || '',
    min_val: row.min_val || '',
    max_val: row.max_val || '',
    sourcefile: row.sourcefile || '',
    ...(bytes !== undefined && { val_in_bytes: bytes }),
  };
}

/** The subsets that a filter names: those that match one of its patterns, or none of those with `!`. */
export function wantedSubsets(
  filter: readonly string[],
  matcher: (pattern: string) => RegExp,
): readonly Subset[] {
  const matches = (patterns: readonly string[], { name }: Subset): boolean =>
    patterns.some((pattern) => matcher(pattern).test(name));
  const included = filter.filter((pattern) => !pattern.startsWith('!'));
  if (included.length > 0) return CLUSTER_SUBSETS.filter((subset) => matches(included, subset));
  const excluded = filter.map((pattern) => pattern.replace(/^!+/, ''));
  return CLUSTER_SUBSETS.filter((subset) => !matches(excluded, subset));
}
