import { pythonRepr } from '../definition/python-text.ts';
import { privilegeNames } from './mysql-account.ts';
import type { Privileges } from './mysql-privileges.ts';

/** Whether the named privileges are all there are to be, are added, or taken away. */
export type PrivilegeMode = 'replace' | 'append' | 'subtract';

/** A statement, and Ansible's words for its failure. */
export interface UserStatement {
  readonly sql: string;
  readonly failure?: (reason: string) => string;
}

/** A user's account or a role as GRANT names it, and how Ansible tells of the statement. */
export interface Grantee {
  readonly name: string;
  readonly sql: string;
  /** The same for REVOKE. */
  readonly bare: string;
  /** Its places in the statement, and repr of the values there. */
  readonly place: string;
  readonly params: string;
}

/** What is to be done, and how it is told. */
export interface PrivilegeChanges {
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

/** Privileges of one grantee, as they are and are to be. */
export interface PrivilegeAim {
  readonly grantee: Grantee;
  readonly wanted: Privileges;
  readonly current: Privileges;
  readonly mode: PrivilegeMode;
  /** Of the account; what `adjusted` is by. */
  readonly host: string;
}

/** Notes a change: its message is the module's from now on. */
export function note(changes: PrivilegeChanges, msg: string, sure = true): void {
  changes.msg = msg;
  changes.first ??= { msg, passwordChanged: changes.passwordChanged };
  if (sure) changes.changed = true;
}

/**
 * Adds what makes the privileges as they are wanted.
 * @param state whether the grant option is to be taken away, too: the real module keeps that from account to account
 */
export function changePrivileges(
  { grantee, wanted, current, mode, host }: PrivilegeAim,
  state: { grantOption: boolean },
  changes: PrivilegeChanges,
): void {
  const revoke = (object: string, privileges: readonly string[]): void => {
    const from = ` ON ${object} FROM ${grantee.bare}`;
    if (state.grantOption) changes.statements.push({ sql: `REVOKE GRANT OPTION${from}` });
    const names = privilegeNames(privileges);
    if (names !== '') changes.statements.push({ sql: `REVOKE ${names}${from}` });
    changes.statements.push({ sql: 'FLUSH PRIVILEGES' });
  };
  const give = (object: string, privileges: readonly string[]): void => {
    changes.statements.push(grantStatement(grantee, object, privileges));
  };
  if (mode === 'replace') {
    for (const [object, privileges] of current) {
      if (privileges.includes('GRANT')) state.grantOption = true;
      if (wanted.has(object) || grantee.name === 'root' || privileges.includes('PROXY')) continue;
      note(changes, 'Privileges updated');
      revoke(object, privileges);
    }
  }
  if (mode !== 'subtract') {
    for (const [object, privileges] of wanted) {
      if (current.has(object)) continue;
      note(changes, 'New privileges granted');
      give(object, privileges);
    }
  }
  for (const [object, privileges] of wanted) {
    const has = current.get(object);
    if (has === undefined) continue;
    const { granted, revoked } = difference(privileges, has, mode);
    if (mode === 'replace') {
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
  mode: PrivilegeMode,
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
  grantee: Grantee,
  object: string,
  privileges: readonly string[],
): UserStatement {
  const names = privilegeNames(privileges);
  const option = privileges.includes('GRANT') ? ' WITH GRANT OPTION' : '';
  const begin = `GRANT ${names} ON ${object} TO`;
  const escaped = begin.replaceAll('%', '%%');
  return {
    sql: `${begin} ${grantee.sql}${option}`,
    failure: (reason) =>
      `Error granting privileges, invalid priv string: ${names} , params: ${grantee.params}, query: ${escaped} ${grantee.place}${option} , exception: ${reason}.`,
  };
}
