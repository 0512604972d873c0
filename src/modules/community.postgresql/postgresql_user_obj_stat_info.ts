import type { Json, Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { typedRows } from '../databases/postgres-query.ts';
import { unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail } from '../define.ts';

/** What statistics there are, by kind of object: the view, its column of names, and sizes. */
const VIEWS = {
  functions: { view: 'pg_stat_user_functions', name: 'funcname', sizes: '' },
  indexes: {
    view: 'pg_stat_user_indexes',
    name: 'indexrelname',
    sizes: ', pg_relation_size(indexrelid) AS size',
  },
  tables: {
    view: 'pg_stat_user_tables',
    name: 'relname',
    sizes: ', pg_relation_size(relid) AS size, pg_total_relation_size(relid) AS total_size',
  },
} as const;

type Kind = keyof typeof VIEWS;
const KINDS = Object.keys(VIEWS) as Kind[];

type BySchema = { [schema: string]: { [name: string]: Json } };

export const postgresql_user_obj_stat_info = defineModule({
  name: 'community.postgresql.postgresql_user_obj_stat_info',
  summary: 'Gather statistics about PostgreSQL user objects',
  examples: `- name: How the tables of the shop are used
  community.postgresql.postgresql_user_obj_stat_info:
    db: shop
    filter: tables
`,
  args: {
    ...POSTGRES_LOGIN,
    db: arg.str({ aliases: ['login_db'], doc: 'Database to look at.' }),
    filter: arg.list({ elements: 'str', doc: 'Kinds of objects: functions, indexes, tables.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    schema: arg.str({ doc: 'Only objects of this schema.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: {
    indexes: 'Statistics of indexes, by schema and name',
    tables: 'Statistics of tables, by schema and name',
    functions: 'Statistics of functions, by schema and name',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, controller } = context;
    const { schema } = args;
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    warnOfDefaultDatabase(controller, args.db);
    const wanted = (args.filter?.length ? args.filter : KINDS).map((one) => one.trim());
    const kinds = KINDS.filter((kind) => wanted.includes(kind));
    const where = schema ? ` WHERE schemaname = ${postgresLiteral(schema)}` : '';
    const client = await psqlClient(context, args.db, args.session_role);
    const [schemas = [], ...sets] = await typedRows(client, [
      schema
        ? `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${postgresLiteral(schema)}`
        : 'SELECT 1',
      ...kinds.map((kind) => `SELECT *${VIEWS[kind].sizes} FROM ${VIEWS[kind].view}${where}`),
    ]).catch(unreachable);
    if (schemas.length === 0) fail(`Schema '${schema}' does not exist`);
    for (const one of wanted) {
      if (!(one in VIEWS)) controller.warn(`Unknown filter option '${one}'`);
    }
    const info: Record<Kind, BySchema> = { functions: {}, indexes: {}, tables: {} };
    for (const [index, kind] of kinds.entries()) {
      const column = VIEWS[kind].name;
      for (const row of sets[index] ?? []) {
        const { schemaname, [column]: name, ...about } = row;
        const names = info[kind];
        names[String(schemaname)] = { ...names[String(schemaname)], [String(name)]: about };
      }
    }
    return { changes: [], result: info };
  },
});
