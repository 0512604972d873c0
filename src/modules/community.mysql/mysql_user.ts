import type { ModuleContext, Plan, Result } from '../contract.ts';
import { mysqlIdentifier } from '../databases/identifiers.ts';
import {
  type MysqlServer,
  mysqlAccount,
  mysqlServer,
  nativeHash,
  requireClause,
  tlsRequirement,
} from '../databases/mysql-account.ts';
import { type MysqlClient, MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { mysqlLiteral } from '../databases/mysql-literals.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import {
  grantStatement,
  type PrivilegeChanges,
  type UserStatement,
} from '../databases/mysql-privilege-changes.ts';
import {
  privilegeText,
  readGrants,
  readPrivileges,
  samePrivileges,
} from '../databases/mysql-privileges.ts';
import { limitClause } from '../databases/mysql-resource-limits.ts';
import type { MysqlRow } from '../databases/mysql-results.ts';
import {
  identifiedWith,
  userChanges,
  userGrantee,
  type WantedUser,
} from '../databases/mysql-user-changes.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { pythonClass, pythonText } from '../definition/python-text.ts';

const ARGUMENTS = {
  ...MYSQL_LOGIN,
  user: arg.str({ required: true, aliases: ['name'], doc: 'Name of the user.' }),
  password: arg.str({ noLog: true, doc: 'Its password.' }),
  encrypted: arg.bool({ default: false, doc: 'The password is a hash of mysql_native_password.' }),
  host: arg.str({ default: 'localhost', doc: 'Host that the user comes from.' }),
  host_all: arg.bool({ default: false, doc: 'The user on all its hosts.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the user is to be.',
  }),
  priv: arg.raw({ doc: 'Privileges: `db.table:SELECT,INSERT/…`, or a dict.' }),
  tls_requires: arg.dict({ doc: 'What a connection must have.' }),
  append_privs: arg.bool({ default: false, doc: 'Add the privileges to those there are.' }),
  subtract_privs: arg.bool({ default: false, doc: 'Take the privileges away.' }),
  check_implicit_admin: arg.bool({ default: false, doc: 'Try root without password first.' }),
  update_password: arg.str({
    default: 'always',
    choices: ['always', 'on_create', 'on_new_username'],
    doc: 'When the password is set.',
  }),
  sql_log_bin: arg.bool({ default: true, doc: 'Write to the binary log.' }),
  plugin: arg.str({ doc: 'Plugin that checks who it is.' }),
  plugin_hash_string: arg.str({ doc: "The plugin's hash." }),
  plugin_auth_string: arg.str({ doc: "The plugin's text." }),
  resource_limits: arg.dict({ doc: 'Limits, `MAX_QUERIES_PER_HOUR` and the like.' }),
  force_context: arg.bool({ default: false, doc: 'Work in the database mysql.' }),
  session_vars: arg.dict({ doc: 'Variables of the session.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const mysql_user = defineModule({
  name: 'community.mysql.mysql_user',
  summary: 'Adds or removes a user from a MySQL or MariaDB database',
  examples: `- name: A user of one database
  community.mysql.mysql_user:
    name: shop
    password: "{{ shop_password }}"
    priv: shop.*:ALL
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['append_privs', 'subtract_privs']] },
  returns: { user: 'Name of the user', password_changed: 'Whether the password has changed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target } = context;
    const { priv } = args;
    if (priv && typeof priv !== 'string' && (typeof priv !== 'object' || Array.isArray(priv))) {
      fail(`priv parameter must be str or dict but ${pythonClass(priv)} was passed`);
    }
    const session = sessionStatements(args);
    const { client, server } = await connectMysql(args, target, {
      database: args.force_context ? 'mysql' : null,
      implicitAdmin: args.check_implicit_admin,
      statements: [
        ...session.map(({ sql }) => sql),
        'SELECT VERSION() AS version, @@GLOBAL.sql_mode AS mode',
        `SELECT * FROM mysql.user WHERE user = ${mysqlLiteral(args.user)}`,
      ],
    }).catch((error: unknown) => refused(error, session));
    const [facts, rows = []] = server;
    const about = facts?.[0] ?? {};
    const user = wantedUser(args, (about.mode ?? '').includes('ANSI'));
    const host = args.host.toLowerCase();
    const own = args.host_all ? rows : rows.filter((row) => row.Host?.toLowerCase() === host);
    const scope: Scope = {
      context,
      client,
      server: mysqlServer(about.version ?? ''),
      session,
      user,
      host,
    };
    if (args.state === 'absent') return planAbsent(scope, own);
    return own.length > 0 ? planExisting(scope, own, rows) : planNew(scope, rows);
  },
});

interface Scope {
  readonly context: ModuleContext<Arguments>;
  readonly client: MysqlClient;
  readonly server: MysqlServer;
  /** Statements that prepare the session. */
  readonly session: readonly UserStatement[];
  readonly user: WantedUser;
  readonly host: string;
}

function sessionStatements({ sql_log_bin, session_vars }: Arguments): UserStatement[] {
  return [
    ...(sql_log_bin ? [] : [{ sql: 'SET SQL_LOG_BIN=0' }]),
    ...Object.entries(session_vars ?? {}).map(([name, value]): UserStatement => {
      const begin = `SET SESSION ${mysqlIdentifier(name, 'vars')} = `;
      return {
        sql: begin + mysqlLiteral(value),
        failure: (reason) => `Failed to execute ${begin}${pythonText(value)}: ${reason}`,
      };
    }),
  ];
}

function wantedUser(args: Arguments, ansiQuotes: boolean): WantedUser {
  const { priv } = args;
  const text = privilegeText(priv);
  return {
    name: args.user,
    password: args.password,
    encrypted: args.encrypted,
    plugin: args.plugin,
    pluginHash: args.plugin_hash_string,
    pluginText: args.plugin_auth_string,
    privileges:
      text === null
        ? null
        : readPrivileges(text, { ansiQuotes, ensureUsage: !args.subtract_privs }),
    mode: args.append_privs ? 'append' : args.subtract_privs ? 'subtract' : 'replace',
    tls: tlsRequirement(args.tls_requires),
  };
}

function planAbsent(scope: Scope, own: readonly MysqlRow[]): Plan {
  const { context, server, user, host } = scope;
  const told = { user: user.name, password_changed: false };
  if (own.length === 0) {
    return { changes: [], result: { ...told, changed: false, msg: "User doesn't exist" } };
  }
  const result = { ...told, changed: true, msg: 'User deleted' };
  if (context.check) return { changes: [], result };
  const hosts = context.args.host_all ? own.map((row) => row.Host ?? '') : [host];
  const drop = server.oldAccounts ? 'DROP USER' : 'DROP USER IF EXISTS';
  const statements = hosts.map((one) => ({ sql: `${drop} ${mysqlAccount(user.name, one)}` }));
  return userPlan(scope, statements, result);
}

function planNew(scope: Scope, rows: readonly MysqlRow[]): Plan {
  const { context, server, user, host } = scope;
  const { args, check } = context;
  if (args.host_all) fail('host_all parameter cannot be used when adding a user');
  const limits = limitClause(args.resource_limits, null, server);
  const known = args.update_password === 'on_new_username' ? existingLogin(rows) : null;
  const made: WantedUser =
    known === null
      ? user
      : { ...user, password: null, plugin: known.plugin, pluginHash: known.hash };
  const result = {
    changed: true,
    user: user.name,
    msg: 'User added',
    password_changed: check ? null : known === null,
  };
  if (check) return { changes: [], result };
  const account = mysqlAccount(user.name, host);
  const grantee = userGrantee(user, host, server);
  const tls = server.oldAccounts ? '' : requireClause(user.tls);
  const privileges = user.mode === 'subtract' ? null : user.privileges;
  const statements: UserStatement[] = [
    { sql: `CREATE USER ${account}${identification(made, server)}${tls}` },
    ...[...(privileges ?? [])].map(([object, names]) => grantStatement(grantee, object, names)),
  ];
  if (user.tls !== null && server.oldAccounts) {
    statements.push(grantStatement(grantee, '*.*', privileges?.get('*.*') ?? ['USAGE']));
  }
  if (limits !== '') statements.push({ sql: `ALTER USER ${account}${limits}` });
  return userPlan(scope, statements, result);
}

function identification(user: WantedUser, server: MysqlServer): string {
  const { password, encrypted, plugin } = user;
  if (password && encrypted) {
    return server.byPassword
      ? ` IDENTIFIED BY PASSWORD ${mysqlLiteral(password)}`
      : ` IDENTIFIED WITH mysql_native_password AS ${mysqlLiteral(password)}`;
  }
  if (password) {
    return server.oldAccounts
      ? ` IDENTIFIED BY ${mysqlLiteral(password)}`
      : ` IDENTIFIED WITH mysql_native_password AS ${mysqlLiteral(nativeHash(password))}`;
  }
  return plugin ? ` ${identifiedWith(user)}` : '';
}

/** Plugin and hash of a user's accounts on other hosts, where all have the same. */
function existingLogin(rows: readonly MysqlRow[]): { plugin: string; hash: string } | null {
  const logins = new Map<string, { plugin: string; hash: string }>();
  for (const row of rows) {
    const plugin = row.plugin ?? '';
    const hashes = 'Password' in row ? [row.Password] : [];
    for (const hash of [...hashes, row.authentication_string]) {
      logins.set(JSON.stringify([plugin, hash]), { plugin, hash: hash ?? '' });
    }
  }
  return logins.size === 1 ? ([...logins.values()][0] ?? null) : null;
}

async function planExisting(
  scope: Scope,
  own: readonly MysqlRow[],
  rows: readonly MysqlRow[],
): Promise<Plan> {
  const { context, client, server, host } = scope;
  const { args, check } = context;
  const user: WantedUser =
    args.update_password === 'always'
      ? scope.user
      : { ...scope.user, password: null, plugin: null, pluginHash: null, pluginText: null };
  const questions = own.flatMap((row) => {
    const account = mysqlAccount(user.name, row.Host ?? '');
    return [
      `SHOW GRANTS FOR ${account}`,
      server.oldAccounts ? 'SELECT NULL' : `SHOW CREATE USER ${account}`,
    ];
  });
  const told = await client.ask(questions).catch((error: unknown) => refused(error, []));
  const accounts = own.map((row, index) => ({
    host: row.Host ?? '',
    row,
    grants: told[index * 2] ?? [],
    creation: told[index * 2 + 1] ?? [],
  }));
  const changes = userChanges(user, accounts, server);
  const here = rows.find((row) => row.Host?.toLowerCase() === host) ?? null;
  const limits = limitClause(args.resource_limits, here, server);
  if (check) {
    const first = changes.first ?? { msg: changes.msg, passwordChanged: changes.passwordChanged };
    const changed = changes.first !== null || changes.changed || limits !== '';
    return {
      changes: [],
      result: { changed, user: user.name, msg: first.msg, password_changed: first.passwordChanged },
    };
  }
  const statements = [
    ...changes.statements,
    ...(limits === '' ? [] : [{ sql: `ALTER USER ${mysqlAccount(user.name, host)}${limits}` }]),
  ];
  const result = {
    changed: changes.changed || limits !== '',
    user: user.name,
    msg: changes.msg,
    password_changed: changes.passwordChanged,
  };
  return userPlan(scope, statements, result, changes.adjusted);
}

/** Performs statements in one session, and looks afterwards at privileges that were adjusted. */
function userPlan(
  { client, session, user }: Scope,
  statements: readonly UserStatement[],
  result: Result,
  adjusted: PrivilegeChanges['adjusted'] = new Map(),
): Plan {
  if (statements.length === 0) return { changes: [], result };
  const all: UserStatement[] = [
    ...session,
    ...statements,
    ...[...adjusted.keys()].map((host) => ({
      sql: `SHOW GRANTS FOR ${mysqlAccount(user.name, host)}`,
    })),
  ];
  const texts = all.map(({ sql }) => sql);
  return {
    changes: [{ op: 'run', command: client.command(texts) }],
    result,
    finish([outcome]): Result {
      try {
        const after = client.read(texts, outcome?.command);
        const differs = [...adjusted.values()].some(
          (before, index) => !samePrivileges(before, readGrants(after[index] ?? [])),
        );
        return { ...result, changed: result.changed === true || differs };
      } catch (error) {
        return refused(error, all);
      }
    },
  };
}

function refused(error: unknown, statements: readonly UserStatement[]): never {
  if (!(error instanceof MysqlError)) throw error;
  const failure = statements[error.statement]?.failure;
  return fail(failure === undefined ? error.message : failure(error.message));
}
