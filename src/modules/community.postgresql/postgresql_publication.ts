import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresIdentifier } from '../databases/identifiers.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { cannotExecute, statementsPlan } from '../databases/postgres-plan.ts';
import { asJson, jsonRows, type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, restate } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  name: arg.str({ required: true, doc: 'Name of the publication.' }),
  db: arg.str({ aliases: ['login_db'], doc: 'Its database.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the publication is to be.',
  }),
  tables: arg.list({ elements: 'str', doc: 'Tables that are published; default all.' }),
  parameters: arg.dict({ doc: 'Its parameters: `publish`.' }),
  owner: arg.str({ doc: 'Role that owns it.' }),
  cascade: arg.bool({ default: false, doc: 'Remove what depends on it, too.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

export const postgresql_publication = defineModule({
  name: 'community.postgresql.postgresql_publication',
  summary: 'Add, update, or remove PostgreSQL publication',
  examples: `- name: Publish the orders
  community.postgresql.postgresql_publication:
    db: shop
    name: orders
    tables: [orders, order_lines]
`,
  args: ARGUMENTS,
  returns: {
    exists: 'Whether the publication is',
    queries: 'Statements that were executed',
    owner: 'Role that owns it',
    tables: 'Tables that are published',
    alltables: 'Whether all are',
    parameters: 'Its parameters',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { name, owner, state } = args;
    if (!args.trust_input) {
      const texts = Object.entries(args.parameters ?? {}).map(
        ([key, value]) => `${key} = ${pythonText(value)}`,
      );
      refuseDangerousInput(name, args.tables, owner, args.session_role, texts);
    }
    const present = state === 'present';
    const ignored = present ? [] : (['tables', 'parameters', 'owner'] as const);
    for (const option of ignored) {
      const value = args[option];
      if (value === null || value === '' || Object.keys(value).length === 0) continue;
      controller.warn(`parameter "${option}" is ignored when "state=absent"`);
    }
    if (present && args.cascade) {
      controller.warn('parameter "cascade" is ignored when "state=present"');
    }
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const literal = postgresLiteral(name);
    const questions = [
      `SELECT r.rolname AS owner, p.* FROM pg_publication p JOIN pg_catalog.pg_roles r ON p.pubowner = r.oid WHERE p.pubname = ${literal}`,
      `SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ${literal}`,
    ];
    const [rows = [], published = []] = await client.ask(questions).catch(unreachable);
    if (args.tables?.length) restate(args, { tables: args.tables.map(qualified) });
    const found = rows[0] === undefined ? null : factsOf(rows[0], published);
    const queries = !present
      ? found === null
        ? []
        : [`DROP PUBLICATION ${quoted(name)}${args.cascade ? ' CASCADE' : ''}`]
      : found === null
        ? creation(args)
        : alterations(args, found);
    const told = (facts: Facts | null): Result => ({
      changed: present || found !== null ? queries.length > 0 : null,
      queries,
      exists: facts !== null,
      ...(facts ?? NOTHING),
    });
    if (!present && !check) {
      const result = { changed: found === null ? null : true, queries, exists: false };
      return statementsPlan(client, queries, result, cannotExecute(queries));
    }
    if (check || queries.length === 0) return { changes: [], result: told(found) };
    const statements = [...queries, ...questions.map(asJson)];
    return statementsPlan(client, statements, {}, cannotExecute(statements), {}, (outputs) => {
      const [after = [], tables = []] = outputs.slice(-questions.length).map(jsonRows);
      return told(after[0] === undefined ? null : factsOf(after[0], tables));
    });
  },
});

type Publish = Readonly<Record<string, boolean>>;

interface Facts {
  readonly owner: string;
  readonly alltables: boolean;
  readonly tables: readonly string[];
  readonly parameters: { readonly publish?: Publish };
}

const NOTHING = { owner: '', alltables: false, tables: [], parameters: {} };

const quoted = (name: string): string => postgresIdentifier(name, 'publication');

/** A table's name with its schema, quoted. */
function qualified(table: string): string {
  return postgresIdentifier(table.includes('.') ? table.trim() : `public.${table.trim()}`, 'table');
}

function factsOf(row: PostgresRow, tables: readonly PostgresRow[]): Facts {
  const all = row.puballtables === true;
  return {
    owner: String(row.owner),
    alltables: all,
    tables: all
      ? []
      : tables.map((one) => postgresIdentifier(`${one.schemaname}.${one.tablename}`, 'table')),
    parameters: {
      publish: {
        insert: row.pubinsert === true,
        update: row.pubupdate === true,
        delete: row.pubdelete === true,
        ...(row.pubtruncate === true && { truncate: true }),
      },
    },
  };
}

type PublicationArguments = ArgumentValues<typeof ARGUMENTS>;

const ownerStatement = (name: string, owner: string): string =>
  `ALTER PUBLICATION ${quoted(name)} OWNER TO "${owner}"`;

function creation({ name, tables, parameters, owner }: PublicationArguments): string[] {
  const settings = Object.entries(parameters ?? {}).map(
    ([key, value]) => `${key} = '${pythonText(value)}'`,
  );
  const words = [
    `CREATE PUBLICATION ${quoted(name)}`,
    tables?.length ? `FOR TABLE ${tables.join(', ')}` : 'FOR ALL TABLES',
    ...(settings.length > 0 ? [`WITH (${settings.join(', ')})`] : []),
  ];
  return [words.join(' '), ...(owner ? [ownerStatement(name, owner)] : [])];
}

function alterations({ name, tables, parameters, owner }: PublicationArguments, found: Facts) {
  const begin = `ALTER PUBLICATION ${quoted(name)}`;
  const statements: string[] = [];
  if (tables?.length && found.alltables) {
    statements.push(`${begin} SET TABLE ${tables.join(', ')}`);
  } else if (tables?.length) {
    for (const table of tables) {
      if (!found.tables.includes(table)) statements.push(`${begin} ADD TABLE ${table}`);
    }
    for (const table of found.tables) {
      if (!tables.includes(table)) statements.push(`${begin} DROP TABLE ${table}`);
    }
  }
  for (const [key, value] of Object.entries(parameters ?? {})) {
    const text = pythonText(value);
    const wanted = text.split(',');
    const publish = found.parameters.publish ?? {};
    const same =
      key === 'publish' &&
      Object.entries(publish).every(([one, is]) => is === wanted.includes(one));
    if (!same) statements.push(`${begin} SET (${key} = '${text}')`);
  }
  if (owner && owner !== found.owner) statements.push(ownerStatement(name, owner));
  return statements;
}
