import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { stepsPlan } from '../databases/postgres-plan.ts';
import { asJson, jsonRows, type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  sequence: arg.str({ required: true, aliases: ['name'], doc: 'Name of the sequence.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the sequence is to be.',
  }),
  data_type: arg.str({ choices: ['bigint', 'integer', 'smallint'], doc: 'Type of its numbers.' }),
  increment: arg.int({ doc: 'Step from number to number.' }),
  minvalue: arg.int({ aliases: ['min'], doc: 'Least number.' }),
  maxvalue: arg.int({ aliases: ['max'], doc: 'Greatest number.' }),
  start: arg.int({ doc: 'First number.' }),
  cache: arg.int({ doc: 'How many numbers sessions take at once.' }),
  cycle: arg.bool({ default: false, doc: 'Start again after the last one.' }),
  schema: arg.str({ default: 'public', doc: 'Its schema.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  rename_to: arg.str({ doc: 'New name.' }),
  owner: arg.str({ doc: 'Role that owns it.' }),
  newschema: arg.str({ doc: 'Schema that it moves to.' }),
  db: arg.str({ default: '', aliases: ['login_db', 'database'], doc: 'Its database.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

const SETTINGS = ['data_type', 'increment', 'minvalue', 'maxvalue', 'start', 'cache', 'cycle'];
const EXCLUSIVE = [
  ...[...SETTINGS, 'cascade', 'owner', 'newschema'].map((name) => ['rename_to', name]),
  ...[...SETTINGS, 'owner', 'newschema'].map((name) => ['cascade', name]),
];

export const postgresql_sequence = defineModule({
  name: 'community.postgresql.postgresql_sequence',
  summary: 'Create, drop, or alter a PostgreSQL sequence',
  examples: `- name: Numbers of orders
  community.postgresql.postgresql_sequence:
    db: shop
    name: order_numbers
    start: 1000
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: EXCLUSIVE },
  returns: {
    state: 'Whether the sequence is',
    sequence: 'Its name',
    queries: 'Statements that were executed',
    schema: 'Its schema',
    data_type: 'Type of its numbers',
    increment: 'Step from number to number',
    minvalue: 'Least number',
    maxvalue: 'Greatest number',
    start: 'First number',
    cycle: 'Whether it starts again after the last one',
    owner: 'Role that owns it',
    newname: 'Its new name',
    newschema: 'Its new schema',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { sequence, schema, rename_to: rename, owner, newschema } = args;
    if (!args.trust_input) {
      refuseDangerousInput(sequence, schema, rename, owner, newschema, args.session_role);
    }
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const question = sequenceQuestion(sequence, schema);
    const [rows = [], who] = await client
      .ask([question, 'SELECT current_user AS role'])
      .catch(unreachable);
    const [found] = rows;
    const name = `"${schema}"."${sequence}"`;
    const result = (queries: readonly string[], row = found, fields: Result = {}): Result => ({
      changed: queries.length > 0,
      state: args.state,
      sequence,
      schema,
      queries,
      ...factsOf(row),
      ...fields,
    });
    if (args.state === 'absent') {
      const queries = found ? [`DROP SEQUENCE ${name}${args.cascade ? ' CASCADE' : ''}`] : [];
      return stepsPlan({ client, check, statements: queries, read: () => result(queries) });
    }
    if (found === undefined) {
      if (rename) fail(`Sequence '${sequence}' does not exist, nothing to rename`);
      if (newschema) fail(`Sequence '${sequence}' does not exist, change of schema not possible`);
    }
    const moved = newschema && newschema !== schema;
    const queries = [
      ...(found === undefined ? [creation(name, args)] : []),
      ...(rename && rename !== sequence ? [`ALTER SEQUENCE ${name} RENAME TO "${rename}"`] : []),
      ...(owner && owner !== (found?.owner ?? who?.[0]?.role)
        ? [`ALTER SEQUENCE ${name} OWNER TO "${owner}"`]
        : []),
      ...(moved ? [`ALTER SEQUENCE ${name} SET SCHEMA "${newschema}"`] : []),
    ];
    const fields = {
      ...(rename && rename !== sequence && { newname: rename }),
      ...(moved && { newschema }),
    };
    if (found !== undefined) {
      const read = () => result(queries, found, fields);
      return stepsPlan({ client, check, statements: queries, read });
    }
    // What a new sequence is like is asked for before its owner changes.
    const [create = '', ...rest] = queries;
    return stepsPlan({
      client,
      check,
      statements: [create, asJson(question), ...rest],
      read: (outputs) => result(queries, jsonRows(outputs[1] ?? '[]')[0], fields),
    });
  },
});

const sequenceQuestion = (name: string, schema: string): string =>
  `SELECT pg_get_userbyid(c.relowner) AS owner, s.data_type::regtype AS data_type, s.start_value AS start, s.minimum_value AS minvalue, s.maximum_value AS maxvalue, s.increment, s.cycle_option AS cycle FROM information_schema.sequences s JOIN pg_class c ON c.relname = s.sequence_name LEFT JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT pg_is_other_temp_schema(n.oid) AND c.relkind = 'S' AND sequence_name = ${postgresLiteral(name)} AND sequence_schema = ${postgresLiteral(schema)}`;

function factsOf(row: PostgresRow | undefined): Result {
  const text = (column: string): string => String(row?.[column] ?? '');
  return {
    data_type: text('data_type'),
    increment: text('increment'),
    minvalue: text('minvalue'),
    maxvalue: text('maxvalue'),
    start: text('start'),
    cycle: text('cycle'),
    owner: text('owner'),
  };
}

function creation(name: string, args: ArgumentValues<typeof ARGUMENTS>): string {
  const clauses: (readonly [string, string | number | null])[] = [
    ['AS', args.data_type],
    ['INCREMENT BY', args.increment],
    ['MINVALUE', args.minvalue],
    ['MAXVALUE', args.maxvalue],
    ['START WITH', args.start],
    ['CACHE', args.cache],
  ];
  const given = clauses.filter(([, value]) => value).map(([clause, value]) => `${clause} ${value}`);
  return ['CREATE SEQUENCE', name, ...given, ...(args.cycle ? ['CYCLE'] : [])].join(' ');
}
