import type { Plan, Result } from '../contract.ts';
import { type MysqlClient, MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { mysqlStatement } from '../databases/mysql-literals.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import type { MysqlRow } from '../databases/mysql-results.ts';
import { columnTypes, columnValue } from '../databases/mysql-values.ts';
import { arg, defineModule, fail } from '../define.ts';
import { pythonClass, pythonText } from '../definition/python-text.ts';

const ROWS = 'troupe_rows';
const COUNT = `SELECT ROW_COUNT() AS ${ROWS}`;
const CHANGES_ROWS = /INSERT|UPDATE|DELETE|REPLACE/;
const CHANGES_SCHEMA = /CREATE|DROP|ALTER|RENAME|TRUNCATE/;

export const mysql_query = defineModule({
  name: 'community.mysql.mysql_query',
  summary: 'Run MySQL queries',
  examples: `- name: Count the orders
  community.mysql.mysql_query:
    login_db: shop
    query: SELECT count(*) AS orders FROM orders WHERE state = %s
    positional_args: [open]
`,
  args: {
    ...MYSQL_LOGIN,
    query: arg.raw({ required: true, doc: 'Statement, or a list of them.' }),
    login_db: arg.str({ doc: 'Database to work in.' }),
    positional_args: arg.list({ doc: 'Values for `%s`.' }),
    named_args: arg.dict({ doc: 'Values for `%(name)s`.' }),
    single_transaction: arg.bool({ default: false, doc: 'All statements in one transaction.' }),
  },
  constraints: { mutuallyExclusive: [['positional_args', 'named_args']] },
  returns: {
    executed_queries: 'The statements',
    query_result: 'Rows of each statement',
    rowcount: 'Number of rows of each statement',
  },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const queries = queryTexts(args.query);
    const values = args.positional_args?.length
      ? args.positional_args
      : args.named_args && Object.keys(args.named_args).length > 0
        ? args.named_args
        : null;
    const { client } = await connectMysql(args, target, {
      database: args.login_db,
      statements: ['SELECT 1'],
    });
    const refused = (query: string, reason: string): never =>
      fail(`Cannot execute SQL '${query}' args [${pythonText(values)}]: ${reason}`);
    const statements = queries.map((query) => {
      try {
        return mysqlStatement(query, values);
      } catch (error) {
        return refused(query, (error as Error).message);
      }
    });
    const before = args.single_transaction ? ['SET autocommit=0'] : [];
    const after = args.single_transaction ? ['COMMIT'] : [];
    const all = [...before, ...statements.flatMap((one) => [one, COUNT]), ...after];
    const typed = typeStatements(statements);
    return {
      changes: [
        { op: 'run', command: client.command(all) },
        ...(typed.length > 0 ? [{ op: 'run' as const, command: typesCommand(client, typed) }] : []),
      ],
      result: {},
      finish([done, types]): Result {
        try {
          const sets = client.read(all, done?.command);
          const told = columnTypes(types?.command?.stdout.toString() ?? '');
          return resultOf(queries, statements, sets, typesByStatement(typed, told));
        } catch (error) {
          if (!(error instanceof MysqlError)) throw error;
          const at = Math.floor((error.statement - before.length) / 2);
          return refused(queries[at] ?? queries.at(-1) ?? '', error.message);
        }
      },
    };
  },
});

function queryTexts(query: unknown): string[] {
  if (typeof query === 'string') return [query];
  if (!Array.isArray(query)) {
    fail(`the query option value must be a string or list, passed ${pythonClass(query)}`);
  }
  for (const one of query as unknown[]) {
    if (typeof one === 'string') continue;
    fail(
      `the elements in query list must be strings, passed '${pythonText(one)}' ${pythonClass(one)}`,
    );
  }
  return query as string[];
}

interface Typed {
  /** Index of the statement; -1 of one that only prepares the session. */
  readonly index: number;
  readonly text: string;
}

/** Statements that tell the types of the columns without running a query again. */
function typeStatements(statements: readonly string[]): Typed[] {
  const typed = statements.flatMap((text, index): Typed[] => {
    const bare = text.trim().replace(/;+$/, '');
    if (/^(SELECT|WITH|VALUES)\b/i.test(bare)) {
      return [{ index, text: `SELECT * FROM (${bare}\n) AS troupe LIMIT 0` }];
    }
    if (/^(SHOW|DESC|DESCRIBE|EXPLAIN)\b/i.test(bare)) return [{ index, text: bare }];
    return /^(USE|SET)\b/i.test(bare) ? [{ index: -1, text: bare }] : [];
  });
  return typed.some(({ index }) => index >= 0) ? typed : [];
}

function typesCommand(client: MysqlClient, typed: readonly Typed[]) {
  const texts = typed.flatMap(({ text }) => [text, `SELECT 1 AS ${ROWS}`]);
  return client.command(texts, ['--table', '--quick', '--force', '--column-type-info']);
}

function typesByStatement(
  typed: readonly Typed[],
  told: readonly ReadonlyMap<string, string>[],
): Map<number, ReadonlyMap<string, string>> {
  const types = new Map<number, ReadonlyMap<string, string>>();
  let at = 0;
  for (const columns of told) {
    if (columns.has(ROWS)) at++;
    else types.set(typed[at]?.index ?? -1, columns);
  }
  return types;
}

function resultOf(
  queries: readonly string[],
  statements: readonly string[],
  sets: readonly (readonly MysqlRow[])[],
  types: ReadonlyMap<number, ReadonlyMap<string, string>>,
): Result {
  const rows: MysqlRow[][] = [];
  const counts: number[] = [];
  let found: readonly MysqlRow[] = [];
  for (const set of sets) {
    const count = set[0]?.[ROWS];
    if (count === undefined) found = set;
    else {
      counts.push(Number(count) < 0 ? found.length : Number(count));
      rows.push([...found]);
      found = [];
    }
  }
  const changed = queries.some((query, index) => {
    const begin = query.trimStart().slice(0, 8).toUpperCase();
    return CHANGES_SCHEMA.test(begin) || (CHANGES_ROWS.test(begin) && (counts[index] ?? 0) > 0);
  });
  return {
    changed,
    executed_queries: statements,
    query_result: rows.map((set, index) =>
      set.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, text]) => [
            name,
            columnValue(text, types.get(index)?.get(name)),
          ]),
        ),
      ),
    ),
    rowcount: counts,
  };
}
