import { fail } from '../definition/failure.ts';
import type { KnownRole } from './postgres-known-role.ts';
import { postgresLiteral } from './postgres-literals.ts';
import { passwordDiffers } from './postgres-password.ts';
import { privilegeStatement, type RolePrivileges } from './postgres-role-privileges.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  SUPERUSER: 'rolsuper',
  CREATEROLE: 'rolcreaterole',
  CREATEDB: 'rolcreatedb',
  INHERIT: 'rolinherit',
  LOGIN: 'rolcanlogin',
  REPLICATION: 'rolreplication',
  BYPASSRLS: 'rolbypassrls',
};

/** A statement; `shown` is how it is told, without password. */
export interface RoleStatement {
  readonly sql: string;
  readonly shown?: string;
  /** What goes before the server's words when it fails. */
  readonly failure?: string;
}

/** A role as it is to be. */
export interface WantedRole {
  readonly user: string;
  readonly password: string | null;
  readonly encrypted: boolean;
  readonly no_password_changes: boolean;
  readonly expires: string | null;
  readonly conn_limit: number | null;
  readonly comment: string | null;
  readonly flags: string;
  readonly groups: readonly string[];
  readonly privileges: readonly RolePrivileges[];
}

/** Reads `CREATEDB,NOSUPERUSER` as statements have it. @throws ModuleFailure for what the server doesn't know */
export function roleFlags(text: string, version: number): string {
  const flags = [
    ...new Set(
      text
        .split(',')
        .filter(Boolean)
        .map((flag) => flag.toUpperCase()),
    ),
  ];
  const strange = flags.filter((flag) => {
    const name = flag in COLUMNS ? flag : flag.replace(/^NO/, '');
    return !(name in COLUMNS) || (name === 'BYPASSRLS' && version < 90500);
  });
  if (strange.length > 0) fail(`Invalid role_attr_flags specified: ${strange.join(' ')}`);
  return flags.join(' ');
}

/** What makes the role as it is wanted, in one transaction. */
export function roleStatements(wanted: WantedRole, known: KnownRole): RoleStatement[] {
  const { user, comment } = wanted;
  const statements: RoleStatement[] = [];
  const role = known.exists ? alteration(wanted, known) : creation(wanted);
  if (role !== null) statements.push(role);
  for (const one of known.missing) {
    statements.push({ sql: privilegeStatement('GRANT', user, one) });
  }
  for (const group of wanted.groups) {
    if (!known.memberOf.includes(group)) statements.push({ sql: `GRANT "${group}" TO "${user}"` });
  }
  if (comment !== null && comment !== known.comment) {
    statements.push({
      sql: `COMMENT ON ROLE "${user}" IS ${postgresLiteral(comment)}`,
      failure: 'Unable to add comment on role: ',
    });
  }
  return statements;
}

/** Words of a statement, each as it is sent and as it is shown. */
class Words {
  readonly sent: string[] = [];
  readonly told: string[] = [];

  add(sent: string, told = sent): void {
    this.sent.push(sent);
    this.told.push(told);
  }

  statement(failure?: string): RoleStatement {
    const words = { sql: this.sent.join(' '), shown: this.told.join(' ') };
    return failure === undefined ? words : { ...words, failure };
  }
}

function addLimits(words: Words, { expires, conn_limit }: WantedRole): void {
  if (expires !== null) {
    words.add(`VALID UNTIL ${postgresLiteral(expires)}`, 'VALID UNTIL %(expires)s');
  }
  if (conn_limit !== null) words.add(`CONNECTION LIMIT ${conn_limit}`);
}

function addPassword(words: Words, { password, encrypted }: WantedRole): void {
  words.add(`WITH ${encrypted ? 'ENCRYPTED' : 'UNENCRYPTED'}`);
  words.add(`PASSWORD ${postgresLiteral(password)}`, 'PASSWORD %(password)s');
}

function creation(wanted: WantedRole): RoleStatement {
  const words = new Words();
  words.add(`CREATE USER "${wanted.user}"`);
  if (wanted.password) addPassword(words, wanted);
  addLimits(words, wanted);
  words.add(wanted.flags);
  return words.statement('Unable to add user with given requirement due to : ');
}

function alteration(wanted: WantedRole, known: KnownRole): RoleStatement | null {
  const { user, password, flags, expires, conn_limit } = wanted;
  if (user === 'PUBLIC') {
    if (password !== null) fail('cannot change the password for PUBLIC user');
    if (flags !== '') fail('cannot change the role_attr_flags for PUBLIC user');
    return null;
  }
  const words = new Words();
  words.add(`ALTER USER "${user}"`);
  const flagsDiffer = flags !== '' && flags.split(' ').some((flag) => differs(flag, known));
  if (wanted.no_password_changes) {
    if (!flagsDiffer) return null;
    words.add(`WITH ${flags}`);
    return words.statement();
  }
  if (password === null && flags === '' && expires === null && conn_limit === null) return null;
  const stored = known.showsPassword ? (known.row.rolpassword as string | null) : undefined;
  const passwordChanges = passwordDiffers(password, user, stored, wanted.encrypted);
  const expiresChanges = expires !== null && known.expiresDiffers;
  const limitChanges = conn_limit !== null && conn_limit !== known.row.rolconnlimit;
  if (!passwordChanges && !flagsDiffer && !expiresChanges && !limitChanges) return null;
  if (passwordChanges) {
    if (password === '') words.add('WITH PASSWORD NULL');
    else addPassword(words, wanted);
    words.add(flags);
  } else if (flags !== '') {
    words.add(`WITH ${flags}`);
  }
  addLimits(words, wanted);
  return words.statement();
}

function differs(flag: string, { row }: KnownRole): boolean {
  const negated = flag.startsWith('NO');
  return row[COLUMNS[negated ? flag.slice(2) : flag] ?? ''] !== !negated;
}
