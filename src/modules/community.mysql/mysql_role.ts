import type { ModuleContext, Plan, Result } from '../contract.ts';
import { mysqlServer } from '../databases/mysql-account.ts';
import { type MysqlClient, MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { mysqlLiteral } from '../databases/mysql-literals.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import {
  changePrivileges,
  grantStatement,
  type PrivilegeChanges,
  type UserStatement,
} from '../databases/mysql-privilege-changes.ts';
import {
  type Privileges,
  privilegeText,
  readGrants,
  readPrivileges,
  samePrivileges,
} from '../databases/mysql-privileges.ts';
import type { MysqlRow } from '../databases/mysql-results.ts';
import {
  type Member,
  memberText,
  memberUpdate,
  type Role,
  readMember,
  roleOf,
  sameMember,
} from '../databases/mysql-role.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { pythonClass } from '../definition/python-text.ts';

const ARGUMENTS = {
  ...MYSQL_LOGIN,
  name: arg.str({ required: true, doc: 'Name of the role.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the role is to be.',
  }),
  admin: arg.str({ doc: 'User that may give the role to others (MariaDB).' }),
  priv: arg.raw({ doc: 'Privileges: `db.table:SELECT,INSERT/…`, or a dict.' }),
  append_privs: arg.bool({ default: false, doc: 'Add the privileges to those there are.' }),
  subtract_privs: arg.bool({ default: false, doc: 'Take the privileges away.' }),
  members: arg.list({ elements: 'str', doc: 'Users that have the role: `user@host`.' }),
  append_members: arg.bool({ default: false, doc: 'Add the members to those there are.' }),
  detach_members: arg.bool({ default: false, doc: 'Take the role from the members.' }),
  check_implicit_admin: arg.bool({ default: false, doc: 'Try root without password first.' }),
  set_default_role_all: arg.bool({
    default: true,
    doc: "Members' roles count from log-in (MySQL).",
  }),
  members_must_exist: arg.bool({ default: true, doc: 'Members that are missing are a failure.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const mysql_role = defineModule({
  name: 'community.mysql.mysql_role',
  summary: 'Adds, removes, or updates a MySQL or MariaDB role',
  examples: `- name: Readers of the shop
  community.mysql.mysql_role:
    name: readers
    priv: shop.*:SELECT
    members: [anna@localhost]
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['append_members', 'detach_members'],
      ['admin', 'members'],
      ['admin', 'append_members'],
      ['admin', 'detach_members'],
      ['append_privs', 'subtract_privs'],
    ],
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const { priv, name } = args;
    if (priv && typeof priv !== 'string' && (typeof priv !== 'object' || Array.isArray(priv))) {
      fail(`The "priv" parameter must be str or dict but ${pythonClass(priv)} was passed`);
    }
    const { client, server: answers } = await connectMysql(args, target, {
      implicitAdmin: args.check_implicit_admin,
      statements: [
        'SELECT VERSION() AS version, @@GLOBAL.sql_mode AS mode',
        'SELECT User, Host FROM mysql.user',
        `SELECT * FROM mysql.user WHERE User = ${mysqlLiteral(name)}`,
      ],
    }).catch(refused);
    const [about, all = [], own = []] = answers;
    const { version = '', mode = '' } = about?.[0] ?? {};
    const server = mysqlServer(version ?? '');
    if (!server.hasRoles) {
      fail(
        'Roles are not supported by the server. Minimal versions are MySQL 8.0.0 or MariaDB 10.0.5.',
      );
    }
    const role = roleOf(name, server.mariadb);
    const exists = own.some((row) => (server.mariadb ? row.is_role === 'Y' : row.Host === '%'));
    const text = privilegeText(priv);
    const wanted: Wanted = {
      ...wantedMembers(args, all, server.mariadb),
      privileges:
        text === null
          ? null
          : readPrivileges(text, {
              ansiQuotes: (mode ?? '').includes('ANSI'),
              ensureUsage: !args.subtract_privs,
            }),
    };
    const scope: Scope = { context, client, role };
    if (args.state === 'absent') {
      return rolePlan(scope, exists ? [{ sql: `DROP ROLE ${mysqlLiteral(name)}` }] : []);
    }
    return exists ? planExisting(scope, wanted) : rolePlan(scope, creation(scope, wanted));
  },
});

interface Scope {
  readonly context: ModuleContext<Arguments>;
  readonly client: MysqlClient;
  readonly role: Role;
}

interface Wanted {
  readonly members: readonly Member[];
  readonly admin: Member | null;
  readonly privileges: Privileges | null;
}

/** Members and admin as they are named. @throws ModuleFailure when one is no user of the server */
function wantedMembers(
  args: Arguments,
  users: readonly MysqlRow[],
  mariadb: boolean,
): Pick<Wanted, 'members' | 'admin'> {
  const known = users.map((row): Member => ({ user: row.User ?? '', host: row.Host ?? '' }));
  const there = (member: Member): boolean => known.some((one) => sameMember(one, member));
  const needed = (members: readonly Member[]): void => {
    const missing = members.find((member) => !there(member));
    if (missing === undefined) return;
    fail(`User / role \`${missing.user}\` with host \`${missing.host}\` does not exist`);
  };
  if (args.admin && !mariadb) fail('The "admin" option can be used only with MariaDB.');
  const [admin = null] = args.admin ? readMember(args.admin, mariadb) : [];
  if (admin !== null) needed([admin]);
  const members = (args.members ?? []).flatMap((text) => readMember(text, mariadb));
  if (args.members_must_exist) needed(members);
  return { admin, members: members.filter(there) };
}

/** What makes a role that isn't. */
function creation({ context, role }: Scope, { members, admin, privileges }: Wanted) {
  const { args } = context;
  const withAdmin = admin === null ? '' : ` WITH ADMIN ${memberText(admin)}`;
  const given = args.detach_members
    ? []
    : memberUpdate(role, { wanted: members, current: [], append: true }, args);
  const granted = args.subtract_privs ? [] : [...(privileges ?? [])];
  return [
    { sql: `CREATE ROLE ${mysqlLiteral(role.name)}${withAdmin}` },
    ...given,
    ...granted.map(([object, names]) => grantStatement(role.grantee, object, names)),
  ];
}

async function planExisting(scope: Scope, wanted: Wanted): Promise<Plan> {
  const { context, client, role } = scope;
  const { args, controller } = context;
  const { privileges } = wanted;
  const grantsQuestion = `SHOW GRANTS FOR ${role.grantee.bare}`;
  const [mapped = [], grants = []] = await client
    .ask([role.membersQuestion, ...(privileges === null ? [] : [grantsQuestion])])
    .catch(refused);
  const current = mapped.map((row): Member => ({ user: row.user ?? '', host: row.host ?? '' }));
  const statements: UserStatement[] = [
    ...memberUpdate(
      role,
      {
        wanted: wanted.members,
        current,
        append: args.append_members,
        detach: args.detach_members,
      },
      args,
    ),
  ];
  const changes: PrivilegeChanges = {
    statements,
    changed: statements.length > 0,
    adjusted: new Map(),
    msg: '',
    passwordChanged: false,
    first: null,
  };
  if (privileges !== null) {
    const mode = args.append_privs ? 'append' : args.subtract_privs ? 'subtract' : 'replace';
    const held = readGrants(grants, role.mariadb);
    changePrivileges(
      { grantee: role.grantee, wanted: privileges, current: held, mode, host: '' },
      { grantOption: false },
      changes,
    );
  }
  if (wanted.admin !== null) {
    const row = mapped.find((one) => one.Admin_option === 'Y');
    if (row === undefined) fail("'NoneType' object is not subscriptable");
    const admin = { user: row.user ?? '', host: row.host ?? '' };
    if (!sameMember(admin, wanted.admin)) {
      controller.warn(
        `The "admin" option value and the current roles admin (${admin.user}@${admin.host}) don not match. Ignored. To change the admin, you need to drop and create the role again.`,
      );
    }
  }
  return rolePlan(scope, statements, changes, grantsQuestion);
}

/** Performs statements, and looks afterwards at privileges that were adjusted. */
function rolePlan(
  { context, client, role }: Scope,
  statements: readonly UserStatement[],
  changes: Pick<PrivilegeChanges, 'changed' | 'adjusted'> | null = null,
  grantsQuestion = '',
): Plan {
  const changed = statements.length > 0;
  if (context.check || !changed) return { changes: [], result: { changed } };
  const before = changes?.changed ? undefined : changes?.adjusted.get('');
  const all = [...statements, ...(before === undefined ? [] : [{ sql: grantsQuestion }])];
  const texts = all.map(({ sql }) => sql);
  return {
    changes: [{ op: 'run', command: client.command(texts) }],
    result: { changed },
    finish([outcome]): Result {
      try {
        const [after = []] = client.read(texts, outcome?.command);
        if (before === undefined) return { changed };
        return { changed: !samePrivileges(before, readGrants(after, role.mariadb)) };
      } catch (error) {
        return refused(error, all);
      }
    },
  };
}

function refused(error: unknown, statements: readonly UserStatement[] = []): never {
  if (!(error instanceof MysqlError)) throw error;
  const failure = statements[error.statement]?.failure;
  return fail(failure === undefined ? error.message : failure(error.message));
}
