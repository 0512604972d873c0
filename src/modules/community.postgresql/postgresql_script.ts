import { resolve } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { postgresStatement } from '../databases/postgres-literals.ts';
import {
  POSTGRES_LOGIN,
  psqlClient,
  warnOfDefaultDatabase,
  workingFolder,
} from '../databases/postgres-login.ts';
import { placedInQuery, queryScript, readQueryResult } from '../databases/postgres-query.ts';
import { PsqlError, unreachable } from '../databases/psql-client.ts';
import {
  needUtf8,
  QUERY_VALUES,
  queryValues,
  searchPathStatements,
} from '../databases/query-values.ts';
import { arg, defineModule, fail } from '../define.ts';
import { pythonText, withTextPath } from '../definition/python-text.ts';

export const postgresql_script = defineModule({
  name: 'community.postgresql.postgresql_script',
  summary: 'Run PostgreSQL statements from a file',
  examples: `- name: Make the tables of the shop
  community.postgresql.postgresql_script:
    db: shop
    path: /srv/shop/tables.sql
`,
  args: {
    ...POSTGRES_LOGIN,
    path: arg.path({ doc: 'File of the host with statements.' }),
    db: arg.str({ aliases: ['login_db'], doc: 'Database to work in.' }),
    ...QUERY_VALUES,
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  constraints: { mutuallyExclusive: [['positional_args', 'named_args']] },
  returns: {
    query: 'The statements with their values',
    statusmessage: 'What the server said of the last one',
    query_result: 'Rows of the last one',
    rowcount: 'Number of rows of the last one',
  },
  support: { check: 'none', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, controller, target } = context;
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    needUtf8(args.encoding);
    const text = await scriptText(args.path, target);
    const values = queryValues(args);
    warnOfDefaultDatabase(controller, args.db);
    const client = await psqlClient(context, args.db, args.session_role);
    const refuse = (reason: string): never =>
      fail(`Cannot execute SQL '${text}' ${pythonText(values)}: ${reason}`);
    const script = (() => {
      try {
        return queryScript(postgresStatement(text, values));
      } catch (error) {
        return refuse((error as Error).message);
      }
    })();
    const first = searchPathStatements(args.search_path);
    const statements = [...first, ...script.statements];
    // Statements that are sent together are one transaction; a single one may be of those that allow none.
    const together = script.statements.length > 2 ? { transaction: 'commit' as const } : {};
    return {
      changes: [{ op: 'run', command: client.command(statements, { ...together, verbose: true }) }],
      result: {},
      finish([outcome]): Result {
        try {
          const outputs = client.outputs(statements, outcome?.command);
          const last = readQueryResult(script, outputs.slice(first.length));
          return {
            changed: true,
            query: script.text,
            statusmessage: last.status,
            query_result: last.rows ?? {},
            rowcount: last.count,
          };
        } catch (error) {
          if (!(error instanceof PsqlError) || error.kind !== 'statement') {
            return unreachable(error);
          }
          return refuse(placedInQuery(error.message, script, error.statement - first.length));
        }
      },
    };
  },
});

/** Text of the file. @throws ModuleFailure */
async function scriptText(path: string | null, target: ReadTarget): Promise<string> {
  const unread = (reason: string): never =>
    fail(`Cannot read file '${path ?? 'None'}' : ${reason}`);
  if (path === null) return unread('expected str, bytes or os.PathLike object, not NoneType');
  const content = await target
    .readFile(resolve(workingFolder(target), path))
    .catch((error: Error) => unread(withTextPath(error.message)));
  return content?.toString() ?? unread(`[Errno 2] No such file or directory: '${path}'`);
}
