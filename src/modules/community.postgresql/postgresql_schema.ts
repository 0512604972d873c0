import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresIdentifier } from '../databases/identifiers.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { statementsPlan } from '../databases/postgres-plan.ts';
import { unreachable } from '../databases/psql-client.ts';
import { arg, defineModule } from '../define.ts';

export const postgresql_schema = defineModule({
  name: 'community.postgresql.postgresql_schema',
  summary: 'Add or remove PostgreSQL schema',
  examples: `- name: A schema of its own
  community.postgresql.postgresql_schema:
    db: shop
    name: reports
    owner: reporter
`,
  args: {
    ...POSTGRES_LOGIN,
    schema: arg.str({ required: true, aliases: ['name'], doc: 'Name of the schema.' }),
    owner: arg.str({ default: '', doc: 'Role that owns it.' }),
    database: arg.str({ default: 'postgres', aliases: ['db', 'login_db'], doc: 'Its database.' }),
    cascade_drop: arg.bool({ default: false, doc: 'Remove what is in it, too.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the schema is to be.',
    }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: { schema: 'Name of the schema', queries: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller, check } = context;
    const { schema, owner } = args;
    if (!args.trust_input) refuseDangerousInput(schema, owner, args.session_role);
    warnOfDefaultDatabase(controller, args.database);
    const client = await psqlClient(context, args.database, args.session_role);
    const [rows = []] = await client
      .ask([
        `SELECT schema_owner AS owner FROM information_schema.schemata WHERE schema_name = ${postgresLiteral(schema)}`,
      ])
      .catch(unreachable);
    const [found] = rows;
    const present = args.state === 'present';
    const differs = found === undefined || (owner !== '' && owner !== found.owner);
    if (check) {
      const changed = present ? differs : found === undefined;
      return { changes: [], result: { changed, schema } };
    }
    const name = postgresIdentifier(schema, 'schema');
    const queries: string[] = [];
    if (!present && found !== undefined) {
      queries.push(`DROP SCHEMA ${name}${args.cascade_drop ? ' CASCADE' : ''}`);
    } else if (present && found === undefined) {
      queries.push(`CREATE SCHEMA ${name}${owner ? ` AUTHORIZATION "${owner}"` : ''}`);
    } else if (present && differs) {
      queries.push(`ALTER SCHEMA ${name} OWNER TO "${owner}"`);
    }
    const result: Result = { changed: queries.length > 0, schema, queries };
    return statementsPlan(client, queries, result, (reason) => `Database query failed: ${reason}`);
  },
});
