import { fail } from '../definition/failure.ts';
import { postgresLiteral } from './postgres-literals.ts';
import {
  heldPrivileges,
  privilegeQuestion,
  privilegeStatement,
  type RolePrivileges,
} from './postgres-role-privileges.ts';
import { type PostgresRow, type PsqlClient, PsqlError } from './psql-client.ts';

/** A role as the server has it. */
export interface KnownRole {
  readonly exists: boolean;
  /** Row of pg_authid, or of pg_roles where that can't be read. */
  readonly row: PostgresRow;
  /** Whether the row tells the password. */
  readonly showsPassword: boolean;
  /** Whether the time given for `expires` is another one than the role's. */
  readonly expiresDiffers: boolean;
  readonly comment: string | null;
  readonly memberOf: readonly string[];
  /** server_version_num. */
  readonly version: number;
  /** Privileges that are wanted but not held. */
  readonly missing: readonly RolePrivileges[];
  /** What takes the named privileges away, where any of them is held. */
  readonly revocations: readonly string[];
}

interface Asked {
  readonly user: string;
  readonly expires: string | null;
  readonly groups: readonly string[];
  readonly privileges: readonly RolePrivileges[];
}

/** Looks a role up in one round trip; a second one where passwords can't be read. @throws PsqlError, ModuleFailure */
export async function knownRole(client: PsqlClient, asked: Asked): Promise<KnownRole> {
  const { user, expires, groups, privileges } = asked;
  const name = postgresLiteral(user);
  const until = expires === null ? 'NULL' : `${postgresLiteral(expires)}::timestamptz`;
  const questions = (table: string): string[] => [
    `SELECT *, rolvaliduntil IS DISTINCT FROM ${until} AS expires_differs FROM ${table} WHERE rolname = ${name}`,
    `SELECT current_setting('server_version_num')::int AS version, ${until} AS expires`,
    `SELECT shobj_description(oid, 'pg_authid') AS comment, ARRAY(SELECT b.rolname FROM pg_auth_members m JOIN pg_roles b ON m.roleid = b.oid WHERE m.member = r.oid) AS member_of FROM pg_roles r WHERE rolname = ${name}`,
    `SELECT rolname FROM pg_roles WHERE rolname IN (${[...groups, user].map(postgresLiteral).join(', ')})`,
    ...privileges.map((one) => privilegeQuestion(user, one)),
  ];
  let showsPassword = true;
  let told: PostgresRow[][];
  try {
    told = await client.ask(questions('pg_authid'));
  } catch (error) {
    if (!(error instanceof PsqlError) || error.statement !== 0) throw error;
    showsPassword = false;
    told = await client.ask(questions('pg_roles'));
  }
  const [rows, about, more, roles, ...held] = told;
  const row = rows?.[0] ?? {};
  const there = new Set(roles?.map((one) => one.rolname));
  const unknown = groups.find((group) => !there.has(group));
  if (unknown !== undefined) fail(`Role ${unknown} does not exist`);
  const holds = privileges.map((one, index) =>
    heldPrivileges(
      user,
      one,
      (held[index] ?? []).map((each) => each.held as string | null),
    ),
  );
  return {
    exists: user === 'PUBLIC' || rows?.length === 1,
    row,
    showsPassword,
    expiresDiffers: row.expires_differs !== false,
    comment: (more?.[0]?.comment ?? null) as string | null,
    memberOf: (more?.[0]?.member_of ?? []) as string[],
    version: Number(about?.[0]?.version),
    missing: privileges.filter((one, index) =>
      one.privileges.some((privilege) => !holds[index]?.has(privilege)),
    ),
    revocations: privileges
      .filter((one, index) => one.privileges.some((privilege) => holds[index]?.has(privilege)))
      .map((one) => privilegeStatement('REVOKE', user, one)),
  };
}
