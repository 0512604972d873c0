import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresIdentifier } from '../databases/identifiers.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import { unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';

const KINDS = [
  'database',
  'function',
  'matview',
  'sequence',
  'schema',
  'table',
  'tablespace',
  'view',
] as const;
type Kind = (typeof KINDS)[number];

export const postgresql_owner = defineModule({
  name: 'community.postgresql.postgresql_owner',
  summary: 'Change an owner of PostgreSQL database object',
  examples: `- name: The shop owns its orders
  community.postgresql.postgresql_owner:
    db: shop
    new_owner: shop
    obj_name: orders
    obj_type: table
`,
  args: {
    ...POSTGRES_LOGIN,
    new_owner: arg.str({ required: true, doc: 'Role that is to own.' }),
    obj_name: arg.str({ doc: 'Name of what it is to own.' }),
    obj_type: arg.str({ aliases: ['type'], choices: KINDS, doc: 'Kind of that object.' }),
    reassign_owned_by: arg.list({
      elements: 'str',
      doc: 'Roles all of whose objects it is to own.',
    }),
    fail_on_role: arg.bool({ default: true, doc: 'One of these that is missing is a failure.' }),
    db: arg.str({ aliases: ['login_db'], doc: 'Database to work in.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  constraints: {
    mutuallyExclusive: [
      ['obj_name', 'reassign_owned_by'],
      ['obj_type', 'reassign_owned_by'],
      ['obj_name', 'fail_on_role'],
      ['obj_type', 'fail_on_role'],
    ],
  },
  returns: { queries: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { new_owner: owner, obj_name: name, obj_type: kind } = args;
    const old = args.reassign_owned_by ?? [];
    if (!args.trust_input) {
      refuseDangerousInput(owner, name, args.reassign_owned_by, args.session_role);
    }
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const question = name && kind ? [ownsQuestion(kind, name, owner)] : [];
    const [roles = [], owned = []] = await client
      .ask([
        `SELECT rolname AS role FROM pg_roles WHERE rolname IN (${[owner, ...old].map(postgresLiteral).join(', ')})`,
        ...question,
      ])
      .catch(unreachable);
    const known = new Set(roles.map(({ role }) => role));
    if (!known.has(owner)) fail(`Role '${owner}' does not exist`);
    const statements: string[] = [];
    if (name) {
      if (kind !== null && owned.length === 0) statements.push(ownerStatement(kind, name, owner));
    } else {
      const there = old.filter((role) => {
        if (known.has(role)) return true;
        if (args.fail_on_role) fail(`Role '${role}' does not exist`);
        controller.warn(`Role '${role}' does not exist, pass`);
        return false;
      });
      const names = there.map((role) => `"${role}"`).join(',');
      if (there.length > 0) statements.push(`REASSIGN OWNED BY ${names} TO "${owner}"`);
    }
    const result = { changed: statements.length > 0, queries: statements };
    return transactionPlan({ client, check, statements, result });
  },
});

/** Has a row where the role owns the object. */
function ownsQuestion(kind: Kind, object: string, role: string): string {
  const [name, owner] = [postgresLiteral(object), postgresLiteral(role)];
  const joined = (from: string, column: string): string =>
    `SELECT 1 FROM ${from} o JOIN pg_roles r ON o.${column} = r.oid WHERE r.rolname = ${owner} AND o.`;
  switch (kind) {
    case 'database':
      return `${joined('pg_database', 'datdba')}datname = ${name}`;
    case 'function':
      return `${joined('pg_proc', 'proowner')}proname = ${name}`;
    case 'sequence':
      return `${joined('pg_class', 'relowner')}relname = ${name} AND o.relkind = 'S'`;
    case 'tablespace':
      return `${joined('pg_tablespace', 'spcowner')}spcname = ${name}`;
    case 'schema':
      return `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${name} AND schema_owner = ${owner}`;
    default:
      return `SELECT 1 FROM pg_${kind}s WHERE ${kind}name = ${name} AND ${kind}owner = ${owner}`;
  }
}

function ownerStatement(kind: Kind, object: string, role: string): string {
  const name =
    kind === 'database' || kind === 'tablespace'
      ? `"${object}"`
      : kind === 'function'
        ? object
        : postgresIdentifier(object, kind === 'schema' ? 'schema' : 'table');
  const word = kind === 'matview' ? 'MATERIALIZED VIEW' : kind.toUpperCase();
  return `ALTER ${word} ${name} OWNER TO "${role}"`;
}
