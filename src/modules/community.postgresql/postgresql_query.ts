import type { ModuleContext, Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresStatement } from '../databases/postgres-literals.ts';
import { POSTGRES_LOGIN, psqlClient, warnOfDefaultDatabase } from '../databases/postgres-login.ts';
import {
  placedInQuery,
  type QueryResult,
  queryScript,
  readQueryResult,
} from '../databases/postgres-query.ts';
import { PsqlError, unreachable } from '../databases/psql-client.ts';
import {
  needUtf8,
  QUERY_VALUES,
  queryValues,
  searchPathStatements,
} from '../databases/query-values.ts';
import { type ArgumentValues, arg, beyondNative, defineModule, fail } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  query: arg.raw({ doc: 'Query, or a list of them.' }),
  db: arg.str({ aliases: ['login_db'], doc: 'Database to work in.' }),
  ...QUERY_VALUES,
  session_role: arg.str({ doc: 'Role to take on.' }),
  path_to_script: arg.path({ doc: 'File of the host with queries.' }),
  autocommit: arg.bool({ default: false, doc: 'Each query in a transaction of its own.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  as_single_query: arg.bool({ default: true, doc: 'A script is one query.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_query = defineModule({
  name: 'community.postgresql.postgresql_query',
  summary: 'Run PostgreSQL queries',
  examples: `- name: Count the orders
  community.postgresql.postgresql_query:
    db: shop
    query: SELECT count(*) AS orders FROM orders WHERE state = %s
    positional_args: [open]
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['positional_args', 'named_args']] },
  returns: {
    query: 'The last query',
    statusmessage: 'What the server said of it',
    query_result: 'Its rows',
    query_list: 'All queries',
    query_all_results: 'Rows of all queries',
    rowcount: 'Number of rows',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller, check } = context;
    const { query } = args;
    if (query && typeof query !== 'string' && !Array.isArray(query)) {
      fail('query argument must be of type string or list');
    }
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    if (args.autocommit && check) fail('Using autocommit is mutually exclusive with check_mode');
    if (args.path_to_script && query) fail('path_to_script is mutually exclusive with query');
    if (args.path_to_script) beyondNative('path_to_script');
    needUtf8(args.encoding);
    const queries = (Array.isArray(query) ? query : [query ?? '']).map(pythonText);
    const values = queryValues(args);
    warnOfDefaultDatabase(controller, args.db);
    return planQueries(context, queries, values);
  },
});

async function planQueries(
  context: ModuleContext<Arguments>,
  queries: readonly string[],
  values: readonly unknown[] | Readonly<Record<string, unknown>> | null,
): Promise<Plan> {
  const { args, check } = context;
  const client = await psqlClient(context, args.db, args.session_role);
  const refuse = (index: number, reason: string): never =>
    fail(
      `Cannot execute SQL '${queries[index]}' ${pythonText(values)}: ${reason}, query list: ${pythonText(queries)}`,
    );
  const scripts = queries.map((text, index) => {
    try {
      return queryScript(postgresStatement(text, values));
    } catch (error) {
      return refuse(index, (error as Error).message);
    }
  });
  const first = searchPathStatements(args.search_path);
  const statements = [...first, ...scripts.flatMap(({ statements: all }) => all)];
  const resultOf = (outputs: readonly string[]): Result => {
    let at = first.length;
    const results = scripts.map((script) => {
      const own = outputs.slice(at, at + script.statements.length);
      at += own.length;
      return readQueryResult(script, own);
    });
    return told(queries, scripts.at(-1)?.text ?? '', results);
  };
  const refused = (error: unknown): never => {
    if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
    let at = error.statement - first.length;
    for (const [index, script] of scripts.entries()) {
      if (at < script.statements.length) {
        return refuse(index, placedInQuery(error.message, script, at));
      }
      at -= script.statements.length;
    }
    return refuse(0, error.message);
  };
  if (check) {
    const outputs = await client.rehearse(statements, { verbose: true }).catch(refused);
    return { changes: [], result: resultOf(outputs) };
  }
  const transaction = args.autocommit ? {} : { transaction: 'commit' as const };
  return {
    changes: [
      { op: 'run', command: client.command(statements, { ...transaction, verbose: true }) },
    ],
    result: {},
    finish([outcome]): Result {
      try {
        return resultOf(client.outputs(statements, outcome?.command));
      } catch (error) {
        return refused(error);
      }
    },
  };
}

function told(queries: readonly string[], text: string, results: readonly QueryResult[]): Result {
  const last = results.at(-1);
  return {
    changed: results.some((one) => one.changed),
    query: text,
    query_list: queries,
    statusmessage: last?.status ?? '',
    query_result: last?.rows ?? {},
    query_all_results: results.map((one) => one.rows ?? {}),
    rowcount: results.reduce((sum, one) => sum + Math.max(one.count, 0), 0),
  };
}
