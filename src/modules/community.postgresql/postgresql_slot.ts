import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral, postgresStatement } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { cannotExecute, statementsPlan } from '../databases/postgres-plan.ts';
import { unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';

export const postgresql_slot = defineModule({
  name: 'community.postgresql.postgresql_slot',
  summary: 'Add or remove replication slots from a PostgreSQL database',
  examples: `- name: Keep the log for the standby
  community.postgresql.postgresql_slot:
    name: standby1
`,
  args: {
    ...POSTGRES_LOGIN,
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    name: arg.str({ required: true, aliases: ['slot_name'], doc: 'Name of the slot.' }),
    slot_type: arg.str({
      default: 'physical',
      choices: ['logical', 'physical'],
      doc: 'Kind of the slot.',
    }),
    immediately_reserve: arg.bool({ default: false, doc: 'Keep the log from now on.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    output_plugin: arg.str({ default: 'test_decoding', doc: 'Plugin of a logical slot.' }),
    state: arg.str({
      default: 'present',
      choices: ['absent', 'present'],
      doc: 'Whether the slot is to be.',
    }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: { name: 'Name of the slot', queries: 'Statements that were executed' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { name, slot_type: kind } = args;
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    if (args.immediately_reserve && kind === 'logical') {
      fail('Module parameters immediately_reserve and slot_type=logical are mutually exclusive');
    }
    if (kind === 'logical') warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const [rows = [], about] = await client
      .ask([
        `SELECT slot_type FROM pg_replication_slots WHERE slot_name = ${postgresLiteral(name)}`,
        "SELECT current_setting('server_version_num')::int AS version",
      ])
      .catch(unreachable);
    const [found] = rows;
    const present = args.state === 'present';
    if (present && found !== undefined && found.slot_type !== kind) {
      controller.warn(
        `slot with name '${name}' already exists but has another type '${found.slot_type}'`,
      );
    }
    const differs = present ? found === undefined : found !== undefined;
    if (check || !differs) {
      return { changes: [], result: { changed: differs, name, queries: [] } };
    }
    const reserves = Number(about?.[0]?.version) >= 90600 ? ', %(i_reserve)s' : '';
    const query = !present
      ? 'SELECT pg_drop_replication_slot(%(name)s)'
      : kind === 'physical'
        ? `SELECT pg_create_physical_replication_slot(%(name)s${reserves})`
        : 'SELECT pg_create_logical_replication_slot(%(name)s, %(o_plugin)s)';
    const values = { name, i_reserve: args.immediately_reserve, o_plugin: args.output_plugin };
    const statements = [postgresStatement(query, values)];
    const result = { changed: true, name, queries: statements };
    return statementsPlan(client, statements, result, cannotExecute([query]));
  },
});
