import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresIdentifier } from '../databases/identifiers.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import { asJson, jsonRows, type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  table: arg.str({ required: true, aliases: ['name'], doc: 'Name of the table.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the table is to be.',
  }),
  db: arg.str({ default: '', aliases: ['login_db'], doc: 'Its database.' }),
  tablespace: arg.str({ doc: 'Its tablespace.' }),
  owner: arg.str({ doc: 'Role that owns it.' }),
  unlogged: arg.bool({ default: false, doc: 'Keep no log of it.' }),
  like: arg.str({ doc: 'Table whose columns it is to have.' }),
  including: arg.str({ doc: 'What else to take from that table.' }),
  rename: arg.str({ doc: 'New name.' }),
  truncate: arg.bool({ default: false, doc: 'Empty it.' }),
  columns: arg.list({ elements: 'str', doc: 'Its columns.' }),
  storage_params: arg.list({ elements: 'str', doc: 'How it is stored: `fillfactor=10`.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

type TableArguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_table = defineModule({
  name: 'community.postgresql.postgresql_table',
  summary: 'Create, drop, or modify a PostgreSQL table',
  examples: `- name: A table of orders
  community.postgresql.postgresql_table:
    db: shop
    name: orders
    columns: [id bigserial primary key, state text]
`,
  args: ARGUMENTS,
  returns: {
    table: 'Name of the table',
    state: 'Whether it is',
    owner: 'Its owner',
    tablespace: 'Its tablespace',
    queries: 'Statements that were executed',
    storage_params: 'How it is stored',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { table } = args;
    if (!args.trust_input) {
      const { tablespace, owner, like, including, rename, storage_params, columns } = args;
      const names = [table, tablespace, owner, like, including, rename];
      refuseDangerousInput(...names, storage_params, columns, args.session_role);
    }
    if (args.state === 'present' && args.cascade) {
      controller.warn('cascade=true is ignored when state=present');
    }
    refuseContradictions(args);
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const [[row] = []] = await client.ask([tableQuestion(table)]).catch(unreachable);
    const statements = statementsFor(args, row);
    const queries = statements;
    const changed = statements.length > 0;
    const before = row === undefined ? { table, state: '' } : { table, ...factsOf(row) };
    if (!changed || check) {
      const still = row !== undefined && !args.rename;
      const state = changed && !still ? { state: 'absent' } : {};
      const result = { ...before, ...state, queries, changed };
      return transactionPlan({ client, check, statements, result });
    }
    const question = asJson(tableQuestion(args.rename ?? table));
    return transactionPlan({
      client,
      check,
      statements: [...statements, question],
      result: {},
      read(outputs): Result {
        const [after] = jsonRows(outputs.at(-1) ?? '[]');
        const told = after === undefined ? { ...before, state: 'absent' } : factsOf(after);
        return { table, ...told, queries, changed };
      },
    });
  },
});

function refuseContradictions(args: TableArguments): void {
  const { table, rename, columns, like, unlogged, owner, tablespace, including } = args;
  const settings = [
    columns?.length,
    like,
    unlogged,
    args.storage_params?.length,
    owner,
    tablespace,
    including,
  ].some(Boolean);
  if (args.state === 'absent' && (args.truncate || rename || settings)) {
    fail(
      `${table}: state=absent is mutually exclusive with: truncate, rename, columns, tablespace, including, like, storage_params, unlogged, owner`,
    );
  }
  if (args.truncate && (rename || settings)) {
    fail(
      `${table}: truncate is mutually exclusive with: rename, columns, like, unlogged, including, storage_params, owner, tablespace`,
    );
  }
  if (rename && settings) {
    fail(
      `${table}: rename is mutually exclusive with: columns, like, unlogged, including, storage_params, owner, tablespace`,
    );
  }
  if (like && columns?.length) {
    fail(`${table}: like and columns params are mutually exclusive`);
  }
  if (including && !like) fail(`${table}: including param needs like param specified`);
}

/** Owner, tablespace and storage of a table; without a schema in its name it is one of `public`. */
function tableQuestion(table: string): string {
  const parts = table.split('.');
  const schema = parts.length > 1 ? (parts.at(-2) ?? '') : 'public';
  return `SELECT t.tableowner AS owner, t.tablespace, c.reloptions FROM pg_tables t JOIN pg_class c ON c.relname = t.tablename JOIN pg_namespace n ON c.relnamespace = n.oid WHERE t.tablename = ${postgresLiteral(parts.at(-1))} AND n.nspname = ${postgresLiteral(schema)}`;
}

const factsOf = (row: PostgresRow) => ({
  state: 'present',
  owner: String(row.owner),
  tablespace: (row.tablespace as string | null) ?? '',
  storage_params: (row.reloptions as readonly string[] | null) ?? [],
});

function statementsFor(args: TableArguments, row: PostgresRow | undefined): string[] {
  const { tablespace, owner, like } = args;
  const name = postgresIdentifier(args.table, 'table');
  if (args.state === 'absent') {
    return row === undefined ? [] : [`DROP TABLE ${name}${args.cascade ? ' CASCADE' : ''}`];
  }
  if (args.truncate) return [`TRUNCATE TABLE ${name}`];
  if (args.rename) {
    return [`ALTER TABLE ${name} RENAME TO ${postgresIdentifier(args.rename, 'table')}`];
  }
  const storage = (args.storage_params ?? []).join(',');
  const owned = owner ? [`ALTER TABLE ${name} OWNER TO "${owner}"`] : [];
  if (like || row === undefined) {
    const from = like ? likeClause(like, args.including) : `(${(args.columns ?? []).join(',')})`;
    const create = [
      `CREATE${args.unlogged ? ' UNLOGGED' : ''} TABLE ${name} ${from}`,
      ...(storage ? [`WITH (${storage})`] : []),
      ...(tablespace ? [`TABLESPACE "${tablespace}"`] : []),
    ].join(' ');
    return [create, ...(like ? [] : owned)];
  }
  const facts = factsOf(row);
  const parameters = storage.split(',').map((one) => one.replace(/^ +| +$/g, ''));
  const stored = parameters.every((one) => facts.storage_params.includes(one));
  return [
    ...(tablespace && facts.tablespace !== tablespace
      ? [`ALTER TABLE ${name} SET TABLESPACE "${tablespace}"`]
      : []),
    ...(facts.owner === owner ? [] : owned),
    ...(storage && !stored ? [`ALTER TABLE ${name} SET (${storage})`] : []),
  ];
}

function likeClause(source: string, including: string | null): string {
  const more = including ? including.split(',').map((one) => ` INCLUDING ${one}`) : [];
  return `(LIKE ${postgresIdentifier(source, 'table')}${more.join('')})`;
}
