import { resolve } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { arrayText, postgresStatement } from '../databases/postgres-literals.ts';
import {
  POSTGRES_LOGIN,
  psqlClient,
  warnOfDefaultDatabase,
  workingFolder,
} from '../databases/postgres-login.ts';
import { placedInQuery, queryScript, readQueryResult } from '../databases/postgres-query.ts';
import { PsqlError, unreachable } from '../databases/psql-client.ts';
import { arg, beyondNative, defineModule, fail, restate } from '../define.ts';
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
    positional_args: arg.list({ elements: 'raw', doc: 'Values for `%s`.' }),
    named_args: arg.dict({ doc: 'Values for `%(name)s`.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    encoding: arg.str({ doc: "The client's encoding." }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
    search_path: arg.list({ elements: 'str', doc: 'Schemas to look in.' }),
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
    if (args.encoding !== null && !/^utf-?8$/i.test(args.encoding)) beyondNative('encoding');
    const text = await scriptText(args.path, target);
    const { positional_args: positions, named_args: names } = args;
    if (positions?.length) restate(args, { positional_args: positions.map(arrayText) });
    if (names !== null) {
      const texts = Object.entries(names).map(([name, value]) => [name, arrayText(value)]);
      restate(args, { named_args: Object.fromEntries(texts) });
    }
    const named = Object.keys(names ?? {}).length > 0;
    const values = positions?.length ? args.positional_args : named ? args.named_args : null;
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
    const path = args.search_path?.map((schema) => schema.replace(/^ +| +$/g, '')).join(',');
    const first = path ? [`SET search_path TO ${path}`] : [];
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
