import type { Plan } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresIdentifier } from '../databases/identifiers.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import { transactionPlan } from '../databases/postgres-plan.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

const QUOTED = ['DELIMITER', 'NULL', 'QUOTE', 'ESCAPE', 'ENCODING'];

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  copy_to: arg.path({ aliases: ['to'], doc: 'File of the host, or program, that gets the data.' }),
  copy_from: arg.path({ aliases: ['from'], doc: 'File of the host, or program, that has it.' }),
  src: arg.str({ aliases: ['source'], doc: 'Table or query whose rows to write.' }),
  dst: arg.str({ aliases: ['destination'], doc: 'Table that gets rows.' }),
  columns: arg.list({ elements: 'str', aliases: ['column'], doc: 'Its columns.' }),
  options: arg.dict({ doc: 'Options of COPY.' }),
  program: arg.bool({ default: false, doc: 'The data goes to or comes from a program.' }),
  db: arg.str({ aliases: ['login_db'], doc: 'Database to work in.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
};

export const postgresql_copy = defineModule({
  name: 'community.postgresql.postgresql_copy',
  summary: 'Copy data between a file/program and a PostgreSQL table',
  examples: `- name: Keep the orders in a file
  community.postgresql.postgresql_copy:
    db: shop
    src: orders
    copy_to: /var/lib/postgresql/orders.csv
    options: {format: csv}
`,
  args: ARGUMENTS,
  constraints: {
    mutuallyExclusive: [
      ['copy_from', 'copy_to'],
      ['copy_from', 'src'],
      ['copy_to', 'dst'],
    ],
  },
  returns: {
    queries: 'Statements that were executed',
    src: 'Where the data came from',
    dst: 'Where it went',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, check, controller } = context;
    const { copy_to: to, copy_from: from, src, dst } = args;
    if (!args.trust_input) {
      const options = Object.entries(args.options ?? {}).map(
        ([name, value]) => `${name} ${pythonText(value)}`,
      );
      refuseDangerousInput(to, from, src, dst, options, args.columns, args.session_role);
    }
    if (from && !dst) fail('dst param is necessary with copy_from');
    if (!from && to && !src) fail('src param is necessary with copy_to');
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const table = to ? src : from ? dst : null;
    if (table === null) {
      const result = { changed: false, queries: [], src: '', dst: '' };
      return transactionPlan({ client, check, statements: ['SELECT 1'], result });
    }
    const selects = table.toUpperCase().includes('SELECT ');
    const name = (): string => postgresIdentifier(table, 'table');
    const query = copyStatement(to && selects ? `(${table})` : name(), args);
    const looks = selects ? table : `SELECT 1 FROM ${name()}`;
    return transactionPlan({
      client,
      check,
      statements: [check ? looks : query],
      result: {
        changed: true,
        queries: [query],
        src: to ? src : from,
        dst: to ? to : dst,
      },
    });
  },
});

/** COPY of a table, or of a query in parentheses. */
function copyStatement(what: string, args: ArgumentValues<typeof ARGUMENTS>): string {
  const options = Object.entries(args.options ?? {}).map(([name, value]): [string, string] => {
    const text = pythonText(value);
    return [name, QUOTED.includes(name.toUpperCase()) ? `'${text}'` : text];
  });
  if (options.length > 0) {
    const quoted = options.filter(([name]) => QUOTED.includes(name.toUpperCase()));
    restate(args, { options: { ...args.options, ...Object.fromEntries(quoted) } });
  }
  const words = [
    `COPY ${what}`,
    ...(args.columns?.length ? [`(${args.columns.join(',')})`] : []),
    args.copy_to ? 'TO' : 'FROM',
    ...(args.program ? ['PROGRAM'] : []),
    `'${args.copy_to ?? args.copy_from}'`,
    ...(options.length > 0 ? [`(${options.map((pair) => pair.join(' ')).join(', ')})`] : []),
  ];
  return words.join(' ');
}
