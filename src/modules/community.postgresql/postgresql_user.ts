import type { ModuleContext, Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { type KnownRole, knownRole } from '../databases/postgres-known-role.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import {
  type RoleStatement,
  roleFlags,
  roleStatements,
} from '../databases/postgres-role-changes.ts';
import { readRolePrivileges } from '../databases/postgres-role-privileges.ts';
import { type PsqlClient, PsqlError, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

/** The collection misspells itself here, and users see it. */
const REMOVED = { removedInVersion: '3.0.0', removedFrom: 'community.postgreql' } as const;

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  user: arg.str({ required: true, aliases: ['name'], doc: 'Name of the role.' }),
  password: arg.str({ noLog: true, doc: 'Its password, or the hash of it; empty for none.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the role is to be.',
  }),
  priv: arg.str({ ...REMOVED, doc: 'Privileges: `CONNECT/orders:SELECT`.' }),
  db: arg.str({ default: '', aliases: ['login_db'], doc: 'Database to log in to.' }),
  fail_on_user: arg.bool({
    default: true,
    aliases: ['fail_on_role'],
    doc: 'A role that can not be removed is a failure.',
  }),
  role_attr_flags: arg.str({ default: '', doc: 'What it may: `CREATEDB,NOSUPERUSER`.' }),
  encrypted: arg.bool({ default: true, doc: 'Whether the password is kept as a hash.' }),
  no_password_changes: arg.bool({ default: false, doc: 'Leave the password as it is.' }),
  expires: arg.str({ doc: 'When the password ends.' }),
  conn_limit: arg.int({ doc: 'How many connections it may have.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  groups: arg.list({ elements: 'str', ...REMOVED, doc: 'Roles it belongs to.' }),
  comment: arg.str({ doc: 'Comment on the role.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

export type RoleArguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_user = defineModule({
  name: 'community.postgresql.postgresql_user',
  summary: 'Create, alter, or remove a user (role) from a PostgreSQL server instance',
  examples: `- name: A role with a password
  become: true
  become_user: postgres
  community.postgresql.postgresql_user:
    name: shop
    password: "{{ shop_password }}"
    role_attr_flags: CREATEDB,NOSUPERUSER
`,
  args: ARGUMENTS,
  returns: { queries: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args } = context;
    const { user } = args;
    if (args.db === '' && args.priv !== null) fail('privileges require a database to be specified');
    const privileges = readRolePrivileges(args.priv, args.db);
    if (!args.trust_input) {
      const { password, priv, expires, role_attr_flags, groups, comment, session_role } = args;
      refuseDangerousInput(
        user,
        password,
        priv,
        expires,
        role_attr_flags,
        groups,
        comment,
        session_role,
      );
    }
    const client = await psqlClient(context, args.db, args.session_role);
    const groups = (args.groups ?? []).map((group) => group.trim());
    const known = await knownRole(client, { ...args, groups, privileges }).catch(unreachable);
    const flags = roleFlags(args.role_attr_flags, known.version);
    if (args.state === 'absent') return planAbsent(context, client, known);
    const statements = roleStatements({ ...args, groups, privileges, flags }, known);
    return planStatements(context, client, statements);
  },
});

/** Refusals to alter a role that are told with the server's own beginning. */
const AS_SENT = /^cannot execute .* in a read-only transaction$|^.* is no longer supported$/m;

/** Performs the statements in one transaction; check mode takes it back. */
function planStatements(
  { args, check }: ModuleContext<RoleArguments>,
  client: PsqlClient,
  statements: readonly RoleStatement[],
): Promise<Plan> {
  return transactionPlan({
    client,
    check,
    statements: statements.map(({ sql }) => sql),
    result: {
      changed: statements.length > 0,
      user: args.user,
      queries: statements.map(({ sql, shown }) => shown ?? sql),
    },
    failure(reason, index) {
      const { failure } = statements[index] ?? {};
      if (failure !== undefined) return failure + reason;
      return AS_SENT.test(reason) ? `ERROR:  ${reason}` : reason;
    },
  });
}

function planAbsent(
  { args, check }: ModuleContext<RoleArguments>,
  client: PsqlClient,
  known: KnownRole,
): Plan {
  const { user } = args;
  if (!known.exists) return { changes: [], result: { user, changed: false, queries: [] } };
  if (check) {
    return { changes: [], result: { user, user_removed: true, changed: true, queries: [] } };
  }
  const drop = `DROP USER "${user}"`;
  const statements = [...known.revocations, drop];
  const result = { user, changed: true, user_removed: true, queries: statements };
  return {
    changes: [{ op: 'run', command: client.command(statements, { transaction: 'commit' }) }],
    result,
    finish([outcome]): Result {
      try {
        client.outputs(statements, outcome?.command);
        return result;
      } catch (error) {
        if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
        if (args.fail_on_user) fail('Unable to remove user');
        return { ...result, changed: false, user_removed: false };
      }
    },
  };
}
