import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { cannotExecute, statementsPlan } from '../databases/postgres-plan.ts';
import { asJson, jsonRows, type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const TYPES = ['BTREE', 'HASH', 'GIST', 'SPGIST', 'GIN', 'BRIN'];

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  idxname: arg.str({ required: true, aliases: ['name'], doc: 'Name of the index.' }),
  db: arg.str({ aliases: ['login_db'], doc: 'Its database.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the index is to be.',
  }),
  concurrent: arg.bool({ default: true, doc: 'Let others write meanwhile.' }),
  unique: arg.bool({ default: false, doc: 'Have each value once.' }),
  table: arg.str({ doc: 'Table that it is of.' }),
  idxtype: arg.str({ aliases: ['type'], doc: 'Kind of the index: btree, hash, gist …' }),
  columns: arg.list({ elements: 'str', aliases: ['column'], doc: 'Columns that it is of.' }),
  cond: arg.str({ doc: 'Condition of the rows that it has.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  tablespace: arg.str({ doc: 'Its tablespace.' }),
  storage_params: arg.list({ elements: 'str', doc: 'How it is stored: `fillfactor=90`.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  schema: arg.str({ doc: 'Its schema; default `public`.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

type IndexArguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_idx = defineModule({
  name: 'community.postgresql.postgresql_idx',
  summary: 'Create or drop indexes from a PostgreSQL database',
  examples: `- name: Find orders by their state
  community.postgresql.postgresql_idx:
    db: shop
    name: orders_state
    table: orders
    columns: [state]
`,
  args: ARGUMENTS,
  returns: {
    name: 'Name of the index',
    state: 'Whether it is',
    schema: 'Its schema',
    tblname: 'Its table',
    tblspace: 'Its tablespace',
    query: 'The statement that was executed',
    storage_params: 'How it is stored',
    valid: 'Whether it can be used',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { idxname: name, idxtype: kind } = args;
    if (!args.trust_input) {
      const { schema, table, columns, tablespace, storage_params, cond, session_role } = args;
      refuseDangerousInput(name, session_role, schema, table, columns, tablespace);
      refuseDangerousInput(storage_params, cond);
    }
    refuseContradictions(args);
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const question = `SELECT i.schemaname, i.tablename, i.tablespace, pi.indisvalid, c.reloptions FROM pg_catalog.pg_indexes i JOIN pg_catalog.pg_class c ON i.indexname = c.relname JOIN pg_catalog.pg_index pi ON c.oid = pi.indexrelid WHERE i.indexname = ${postgresLiteral(name)}`;
    const [rows = []] = await client.ask([question]).catch(unreachable);
    const told = (query: string, state?: string, found: PostgresRow | undefined = rows[0]) => {
      const facts = factsOf(name, found);
      if (!facts.valid) controller.warn(`Index ${name} is invalid! ROLLBACK`);
      return { ...facts, ...(state !== undefined && { state }), query };
    };
    const present = args.state === 'present';
    const differs = present === (rows.length === 0);
    if (check) {
      return { changes: [], result: { ...factsOf(name, rows[0]), query: '', changed: differs } };
    }
    if (present && kind && !TYPES.includes(kind.toUpperCase())) {
      fail(`Index type '${kind}' of ${name} is not in valid types`);
    }
    if (!differs) return { changes: [], result: { ...told(''), changed: false } };
    const query = present ? creation(args) : removal(args);
    const failure = cannotExecute([query]);
    if (!present) {
      const result = { ...told(query, 'absent'), changed: true };
      return statementsPlan(client, [query], result, failure);
    }
    const read = (outputs: readonly string[]): Result => {
      const [found] = jsonRows(outputs.at(-1) ?? '[]');
      return { ...told(query, 'present', found), changed: true };
    };
    return statementsPlan(client, [query, asJson(question)], {}, failure, {}, read);
  },
});

function refuseContradictions(args: IndexArguments): void {
  const { idxname: name, table, columns, cond, idxtype: kind, tablespace } = args;
  if (args.concurrent && args.cascade) {
    fail('Concurrent mode and cascade parameters are mutually exclusive');
  }
  if (args.unique && kind && kind !== 'btree') {
    fail('Only btree currently supports unique indexes');
  }
  if (args.state === 'present') {
    if (!table) fail('Table must be specified');
    if (!columns?.length) fail('At least one column must be specified');
    if (args.cascade) fail('cascade parameter used only with state=absent');
  } else if (table || columns?.length || cond || kind || tablespace) {
    fail(
      `Index ${name} is going to be removed, so it does not make sense to pass a table name, columns, conditions, index type, or tablespace`,
    );
  }
}

const factsOf = (name: string, row: PostgresRow | undefined) => ({
  name,
  state: row === undefined ? 'absent' : 'present',
  schema: String(row?.schemaname ?? ''),
  tblname: String(row?.tablename ?? ''),
  tblspace: String(row?.tablespace ?? ''),
  valid: row === undefined || row.indisvalid === true,
  storage_params: (row?.reloptions ?? []) as readonly string[],
});

function creation(args: IndexArguments): string {
  const { storage_params: storage, tablespace, cond } = args;
  const words = [
    'CREATE',
    ...(args.unique ? ['UNIQUE'] : []),
    'INDEX',
    ...(args.concurrent ? ['CONCURRENTLY'] : []),
    `"${args.idxname}" ON "${args.schema || 'public'}"."${args.table}"`,
    `USING ${args.idxtype ?? 'BTREE'} (${(args.columns ?? []).join(',')})`,
    ...(storage?.length ? [`WITH (${storage.join(',')})`] : []),
    ...(tablespace ? [`TABLESPACE "${tablespace}"`] : []),
    ...(cond ? [`WHERE ${cond}`] : []),
  ];
  return words.join(' ');
}

function removal({ concurrent, schema, idxname, cascade }: IndexArguments): string {
  const name = `"${schema || 'public'}"."${idxname}"`;
  return `DROP INDEX${concurrent ? ' CONCURRENTLY' : ''} ${name}${cascade ? ' CASCADE' : ''}`;
}
