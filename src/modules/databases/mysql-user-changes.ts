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
  readonly mode: 'replace' | 'append' | 'subtract';
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

/** A statement, and Ansible's words for its failure. */
export interface UserStatement {
  readonly sql: string;
  readonly failure?: (reason: string) => string;
}

/** What is to be done, and how it is told. */
export interface UserChanges {
  readonly statements: UserStatement[];
  /** Whether something changes for sure; where privileges are only adjusted, what they are afterwards decides. */
  changed: boolean;
  /** Privileges that are adjusted: by host, as they were. */
  readonly adjusted: Map<string, Privileges>;
  msg: string;
  passwordChanged: boolean;
  /** The message of the first change: check mode looks no further. */
  first: { readonly msg: string; readonly passwordChanged: boolean } | null;
}

/** What makes an account as it is wanted, in the order and the words of the real module. */
export function userChanges(
  user: WantedUser,
  accounts: readonly KnownAccount[],
  server: MysqlServer,
): UserChanges {
  const changes: UserChanges = {
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
      changePrivileges(user, user.privileges, account, server, state, changes);
    }
    changeTls(user, account, server, changes);
  }
  return changes;
}

/** Notes a change: its message is the module's from now on. */
function note(changes: UserChanges, msg: string, sure = true): void {
  changes.msg = msg;
  changes.first ??= { msg, passwordChanged: changes.passwordChanged };
  if (sure) changes.changed = true;
}

function changePassword(
  user: WantedUser,
  { host, row }: KnownAccount,
  server: MysqlServer,
  changes: UserChanges,
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

function changePlugin(user: WantedUser, { host, row }: KnownAccount, changes: UserChanges): void {
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

function changePrivileges(
  user: WantedUser,
  wanted: Privileges,
  { host, grants }: KnownAccount,
  server: MysqlServer,
  state: { grantOption: boolean },
  changes: UserChanges,
): void {
  const current = readGrants(grants);
  const revoke = (object: string, privileges: readonly string[]): void => {
    const from = ` ON ${object} FROM ${mysqlAccount(user.name, host)}`;
    if (state.grantOption) changes.statements.push({ sql: `REVOKE GRANT OPTION${from}` });
    const names = privilegeNames(privileges);
    if (names !== '') changes.statements.push({ sql: `REVOKE ${names}${from}` });
    changes.statements.push({ sql: 'FLUSH PRIVILEGES' });
  };
  const give = (object: string, privileges: readonly string[]): void => {
    changes.statements.push(grantStatement(user, host, object, privileges, server));
  };
  if (user.mode === 'replace') {
    for (const [object, privileges] of current) {
      if (privileges.includes('GRANT')) state.grantOption = true;
      if (wanted.has(object) || user.name === 'root' || privileges.includes('PROXY')) continue;
      note(changes, 'Privileges updated');
      revoke(object, privileges);
    }
  }
  if (user.mode !== 'subtract') {
    for (const [object, privileges] of wanted) {
      if (current.has(object)) continue;
      note(changes, 'New privileges granted');
      give(object, privileges);
    }
  }
  for (const [object, privileges] of wanted) {
    const has = current.get(object);
    if (has === undefined) continue;
    const { granted, revoked } = difference(privileges, has, user.mode);
    if (user.mode === 'replace') {
      state.grantOption = revoked.includes('GRANT') && !granted.includes('GRANT');
    }
    if (granted.length === 1 && granted[0] === 'GRANT') granted.push('USAGE');
    if (granted.length + revoked.length === 0) continue;
    const msg = `Privileges updated: granted ${pythonRepr(granted)}, revoked ${pythonRepr(revoked)}`;
    note(changes, msg, false);
    changes.adjusted.set(host, current);
    if (revoked.length > 0) revoke(object, revoked);
    if (granted.length > 0) give(object, granted);
  }
}

function difference(
  wanted: readonly string[],
  current: readonly string[],
  mode: WantedUser['mode'],
): { granted: string[]; revoked: string[] } {
  const missing = [...new Set(wanted)].filter((name) => !current.includes(name));
  if (mode === 'append') return { granted: missing, revoked: [] };
  if (mode === 'subtract') {
    const revoked = [...new Set(wanted)].filter((name) => current.includes(name));
    return { granted: [], revoked };
  }
  const extra = [...new Set(current)].filter((name) => !wanted.includes(name));
  const all = missing.includes('ALL') || missing.includes('ALL PRIVILEGES');
  const revoked = all ? extra.filter((name) => name === 'GRANT' || name === 'PROXY') : extra;
  return { granted: missing, revoked };
}

/** GRANT of privileges on an object. */
export function grantStatement(
  user: WantedUser,
  host: string,
  object: string,
  privileges: readonly string[],
  server: MysqlServer,
): UserStatement {
  const names = privilegeNames(privileges);
  const tls = server.oldAccounts ? requireClause(user.tls) : '';
  const option = privileges.includes('GRANT') ? ' WITH GRANT OPTION' : '';
  const begin = `GRANT ${names} ON ${object} TO`;
  const params = `(${pythonRepr(user.name)}, ${pythonRepr(host)})`;
  const escaped = begin.replaceAll('%', '%%');
  return {
    sql: `${begin} ${mysqlAccount(user.name, host)}${tls}${option}`,
    failure: (reason) =>
      `Error granting privileges, invalid priv string: ${names} , params: ${params}, query: ${escaped} %s@%s${option} , exception: ${reason}.`,
  };
}

function changeTls(
  user: WantedUser,
  { host, grants, creation }: KnownAccount,
  server: MysqlServer,
  changes: UserChanges,
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
