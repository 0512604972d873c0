import { fail } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';
import {
  currentRequirement,
  isNativeHash,
  type MysqlServer,
  mysqlAccount,
  nativeHash,
  privilegeNames,
  requireClause,
  sameRequirement,
  type TlsRequirement,
} from './mysql-account.ts';
import { mysqlLiteral } from './mysql-literals.ts';
import {
  changePrivileges,
  type Grantee,
  note,
  type PrivilegeChanges,
  type PrivilegeMode,
} from './mysql-privilege-changes.ts';
import { type Privileges, readGrants } from './mysql-privileges.ts';
import type { MysqlRow } from './mysql-results.ts';

/** A user as it is to be. */
export interface WantedUser {
  readonly name: string;
  readonly password: string | null;
  readonly encrypted: boolean;
  readonly plugin: string | null;
  readonly pluginHash: string | null;
  readonly pluginText: string | null;
  /** null: privileges stay as they are. */
  readonly privileges: Privileges | null;
  readonly mode: PrivilegeMode;
  readonly tls: TlsRequirement;
}

/** A user's account on one host, as it is. */
export interface KnownAccount {
  readonly host: string;
  /** Row of mysql.user. */
  readonly row: MysqlRow;
  /** Of SHOW GRANTS. */
  readonly grants: readonly MysqlRow[];
  /** Of SHOW CREATE USER. */
  readonly creation: readonly MysqlRow[];
}

/** A user's account as statements name it; old servers take what a connection must have with its privileges. */
export function userGrantee(user: WantedUser, host: string, server: MysqlServer): Grantee {
  return {
    name: user.name,
    sql: mysqlAccount(user.name, host) + (server.oldAccounts ? requireClause(user.tls) : ''),
    bare: mysqlAccount(user.name, host),
    place: '%s@%s',
    params: `(${pythonRepr(user.name)}, ${pythonRepr(host)})`,
  };
}

/** What makes an account as it is wanted, in the order and the words of the real module. */
export function userChanges(
  user: WantedUser,
  accounts: readonly KnownAccount[],
  server: MysqlServer,
): PrivilegeChanges {
  const changes: PrivilegeChanges = {
    statements: [],
    changed: false,
    adjusted: new Map(),
    msg: 'User unchanged',
    passwordChanged: false,
    first: null,
  };
  const state = { grantOption: false };
  for (const account of accounts) {
    if (user.password) changePassword(user, account, server, changes);
    if (user.plugin) changePlugin(user, account, changes);
    if (user.privileges !== null) {
      changePrivileges(
        {
          grantee: userGrantee(user, account.host, server),
          wanted: user.privileges,
          current: readGrants(account.grants),
          mode: user.mode,
          host: account.host,
        },
        state,
        changes,
      );
    }
    changeTls(user, account, server, changes);
  }
  return changes;
}

function changePassword(
  user: WantedUser,
  { host, row }: KnownAccount,
  server: MysqlServer,
  changes: PrivilegeChanges,
): void {
  const password = user.password ?? '';
  const current = row.Password || row.authentication_string || null;
  if (user.encrypted && !isNativeHash(password)) {
    fail(
      'encrypted was specified however it does not appear to be a valid hash expecting: *SHA1(SHA1(your_password))',
    );
  }
  const hash = user.encrypted ? password : nativeHash(password);
  if (current === hash) return;
  changes.passwordChanged = true;
  changes.first ??= { msg: 'Password updated', passwordChanged: true };
  note(changes, `Password updated (${server.oldAccounts ? 'old' : 'new'} style)`);
  const account = mysqlAccount(user.name, host);
  changes.statements.push({
    sql: server.oldAccounts
      ? `SET PASSWORD FOR ${account} = ${mysqlLiteral(hash)}`
      : `ALTER USER ${account} IDENTIFIED WITH mysql_native_password AS ${mysqlLiteral(hash)}`,
  });
}

function changePlugin(
  user: WantedUser,
  { host, row }: KnownAccount,
  changes: PrivilegeChanges,
): void {
  const { plugin, pluginHash, pluginText } = user;
  const text = row.authentication_string ?? null;
  const differs =
    row.plugin !== plugin ||
    (pluginHash && text !== pluginHash) ||
    (pluginText && text !== pluginText);
  if (!differs) return;
  changes.statements.push({
    sql: `ALTER USER ${mysqlAccount(user.name, host)} ${identifiedWith(user)}`,
  });
  changes.passwordChanged = true;
  changes.changed = true;
}

/** `IDENTIFIED WITH 'plugin' …` */
export function identifiedWith({ plugin, pluginHash, pluginText }: WantedUser): string {
  const begin = `IDENTIFIED WITH ${mysqlLiteral(plugin)}`;
  if (pluginHash) return `${begin} AS ${mysqlLiteral(pluginHash)}`;
  if (!pluginText) return begin;
  return `${begin} ${plugin === 'pam' ? 'USING' : 'BY'} ${mysqlLiteral(pluginText)}`;
}

function changeTls(
  user: WantedUser,
  { host, grants, creation }: KnownAccount,
  server: MysqlServer,
  changes: PrivilegeChanges,
): void {
  if (user.name === '') return;
  if (sameRequirement(currentRequirement(server.oldAccounts ? grants : creation), user.tls)) return;
  note(changes, 'TLS requires updated');
  const account = mysqlAccount(user.name, host);
  const everywhere = readGrants(grants).get('*.*') ?? ['USAGE'];
  const begin = server.oldAccounts
    ? `GRANT ${privilegeNames(everywhere)} ON *.* TO ${account}`
    : `ALTER USER ${account}`;
  const clause = user.tls === null ? ' REQUIRE NONE' : requireClause(user.tls);
  changes.statements.push({ sql: begin + clause });
}
