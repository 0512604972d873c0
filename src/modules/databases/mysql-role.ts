import { fail } from '../definition/failure.ts';
import { pythonRepr } from '../definition/python-text.ts';
import { mysqlAccount } from './mysql-account.ts';
import { mysqlLiteral } from './mysql-literals.ts';
import type { Grantee, UserStatement } from './mysql-privilege-changes.ts';

/** A user or role that has a role; without host where it is a role of MariaDB. */
export interface Member {
  readonly user: string;
  readonly host: string;
}

/** A role as statements name it. */
export interface Role {
  readonly name: string;
  readonly mariadb: boolean;
  readonly grantee: Grantee;
  /** Asks who has it: `user`, `host`, and in MariaDB `Admin_option`. */
  readonly membersQuestion: string;
}

export function roleOf(name: string, mariadb: boolean): Role {
  const literal = mysqlLiteral(name);
  const sql = mariadb ? literal : mysqlAccount(name, '%');
  return {
    name,
    mariadb,
    grantee: {
      name,
      sql,
      bare: sql,
      place: mariadb ? '%s' : '%s@%s',
      params: `(${pythonRepr(name)},${mariadb ? '' : " '%'"})`,
    },
    membersQuestion: mariadb
      ? `SELECT User AS user, Host AS host, Admin_option FROM mysql.roles_mapping WHERE Role = ${literal}`
      : `SELECT TO_USER AS user, TO_HOST AS host FROM mysql.role_edges WHERE FROM_USER = ${literal}`,
  };
}

/** Reads `user@host`; text with more than one `@` names nobody. @throws ModuleFailure */
export function readMember(text: string, mariadb: boolean): Member[] {
  const [user = '', host, ...rest] = text.split('@');
  if (user === '') fail("Member's name cannot be empty.");
  if (rest.length > 0) return [];
  return [{ user, host: host ?? (mariadb ? '' : '%') }];
}

export const sameMember = (a: Member, b: Member): boolean => a.user === b.user && a.host === b.host;

/** `'user'@'host'`, or the name alone. */
export const memberText = ({ user, host }: Member): string =>
  host === '' ? mysqlLiteral(user) : mysqlAccount(user, host);

interface MemberAim {
  readonly wanted: readonly Member[];
  readonly current: readonly Member[];
  /** Others keep the role. */
  readonly append?: boolean;
  /** The named ones lose it. */
  readonly detach?: boolean;
}

/** What gives the role to members and takes it from others; root keeps it. */
export function memberUpdate(
  { mariadb, grantee }: Role,
  { wanted, current, append, detach }: MemberAim,
  options: { readonly set_default_role_all: boolean },
): UserStatement[] {
  if (wanted.length === 0) return [];
  const has = (list: readonly Member[], member: Member): boolean =>
    list.some((one) => sameMember(one, member));
  const revoke = (member: Member): UserStatement => ({
    sql: `REVOKE ${grantee.bare} FROM ${memberText(member)}`,
  });
  if (detach) return wanted.filter((member) => has(current, member)).map(revoke);
  const given = wanted
    .filter((member) => !has(current, member))
    .flatMap((member): UserStatement[] => [
      { sql: `GRANT ${grantee.bare} TO ${memberText(member)}` },
      ...(options.set_default_role_all && !mariadb
        ? [{ sql: `SET DEFAULT ROLE ALL TO ${memberText(member)}` }]
        : []),
    ]);
  if (append) return given;
  const root = { user: 'root', host: 'localhost' };
  const others = current.filter((member) => !has(wanted, member) && !sameMember(member, root));
  return [...given, ...others.map(revoke)];
}
