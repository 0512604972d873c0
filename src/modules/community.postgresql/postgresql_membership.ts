import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import { unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';

/** Names of roles by the group that they were put into or taken out of. */
type ByGroup = Record<string, string[]>;

export const postgresql_membership = defineModule({
  name: 'community.postgresql.postgresql_membership',
  summary: 'Add or remove PostgreSQL roles from groups',
  examples: `- name: Readers may read
  community.postgresql.postgresql_membership:
    group: readers
    target_roles: [alice, bob]
`,
  args: {
    ...POSTGRES_LOGIN,
    groups: arg.list({
      elements: 'str',
      required: true,
      aliases: ['group', 'source_role', 'source_roles'],
      doc: 'Roles to be members of.',
    }),
    target_roles: arg.list({
      elements: 'str',
      required: true,
      aliases: ['target_role', 'user', 'users'],
      doc: 'Roles that are to be members.',
    }),
    fail_on_role: arg.bool({ default: true, doc: 'A role that is missing is a failure.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'exact', 'present'],
      doc: 'Whether they are to be members; `exact`: of no other groups.',
    }),
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: {
    queries: 'Statements that were executed',
    granted: 'Roles by the group that they were put into',
    revoked: 'Roles by the group that they were taken out of',
    state: 'Whether they are to be members',
    groups: 'The groups',
    target_roles: 'The roles',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { state } = args;
    if (!args.trust_input) refuseDangerousInput(args.groups, args.target_roles, args.session_role);
    const client = await psqlClient(context, args.db, args.session_role);
    const wanted = {
      groups: args.groups.map((name) => name.trim()),
      roles: args.target_roles.map((name) => name.trim()),
    };
    const names = [...wanted.groups, ...wanted.roles].map(postgresLiteral).join(', ');
    const [rows = []] = await client
      .ask([
        `SELECT rolname AS role, ARRAY(SELECT b.rolname FROM pg_auth_members m JOIN pg_roles b ON m.roleid = b.oid WHERE m.member = r.oid) AS groups FROM pg_roles r WHERE rolname IN (${names})`,
      ])
      .catch(unreachable);
    const memberOf = new Map(
      rows.map((row) => [String(row.role), new Set(row.groups as readonly string[])]),
    );
    const missing = (name: string): void => {
      if (args.fail_on_role) fail(`Role ${name} does not exist`);
      controller.warn(`Role ${name} does not exist, pass`);
    };
    for (const name of wanted.groups) if (!memberOf.has(name)) missing(name);
    for (const name of wanted.roles) {
      if (memberOf.has(name)) continue;
      missing(name);
      if (wanted.groups.includes(name)) {
        controller.warn(`Role role '${name}' is a member of role '${name}', pass`);
      }
    }
    const groups = wanted.groups.filter((name) => memberOf.has(name));
    const target_roles = wanted.roles.filter((name) => memberOf.has(name));

    const statements: string[] = [];
    const granted: ByGroup = {};
    const revoked: ByGroup = {};
    const grant = (group: string, role: string): void => {
      if (memberOf.get(role)?.has(group)) return;
      memberOf.get(role)?.add(group);
      statements.push(`GRANT "${group}" TO "${role}"`);
      granted[group] = [...(granted[group] ?? []), role];
    };
    const revoke = (group: string, role: string): void => {
      if (!memberOf.get(role)?.delete(group)) return;
      statements.push(`REVOKE "${group}" FROM "${role}"`);
      revoked[group] = [...(revoked[group] ?? []), role];
    };
    if (state === 'exact') {
      for (const role of target_roles) {
        const others = [...(memberOf.get(role) ?? [])].filter((name) => !groups.includes(name));
        for (const group of others) revoke(group, role);
        for (const group of groups) grant(group, role);
      }
    } else {
      for (const group of groups) {
        if (state === 'present') granted[group] = [];
        else revoked[group] = [];
        for (const role of target_roles) {
          if (state === 'present') grant(group, role);
          else revoke(group, role);
        }
      }
    }
    const result = {
      changed: statements.length > 0,
      state,
      groups,
      target_roles,
      queries: statements,
      ...(state !== 'absent' && { granted }),
      ...(state !== 'present' && { revoked }),
    };
    return transactionPlan({ client, check, statements, result });
  },
});
