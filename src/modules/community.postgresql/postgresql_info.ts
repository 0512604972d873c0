import type { Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { wantedSubsets } from '../databases/postgres-cluster.ts';
import {
  databaseInfo,
  databaseQuestions,
  SUBSCRIPTION_COLUMNS,
} from '../databases/postgres-database-info.ts';
import { POSTGRES_LOGIN, psqlClient } from '../databases/postgres-login.ts';
import { typedRows } from '../databases/postgres-query.ts';
import { type PsqlClient, PsqlError, unreachable } from '../databases/psql-client.ts';
import { arg, defineModule, fail, restate } from '../define.ts';
import { fnmatchRegExp } from '../files/fnmatch.ts';

export const postgresql_info = defineModule({
  name: 'community.postgresql.postgresql_info',
  summary: 'Gather information about PostgreSQL servers',
  examples: `- name: Which databases are there?
  become: true
  become_user: postgres
  community.postgresql.postgresql_info:
    filter: [version, databases]
`,
  args: {
    ...POSTGRES_LOGIN,
    db: arg.str({ aliases: ['login_db'], doc: 'Database to log in to.' }),
    filter: arg.list({ elements: 'str', doc: 'What to tell of; `!` before a name leaves it out.' }),
    session_role: arg.str({ doc: 'Role to take on.' }),
    trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  },
  returns: {
    version: "The server's version",
    in_recovery: 'Whether it recovers',
    databases: 'Its databases, by name',
    repl_slots: 'Its replication slots, by name',
    replications: 'Who follows it, by process',
    tablespaces: 'Its tablespaces, by name',
    roles: 'Its roles, by name',
    settings: 'Its parameters, by name',
    pending_restart_settings: 'Parameters that count after a restart',
  },
  support: { check: 'full', diff: 'none' },
  onlyLooks: true,
  async plan(context): Promise<Plan> {
    const { args, controller } = context;
    if (!args.trust_input) refuseDangerousInput(args.session_role);
    const client = await psqlClient(context, args.db, args.session_role);
    const wanted = wantedSubsets(args.filter ?? [], fnmatchRegExp);
    const questions = [...wanted.map(({ question }) => question), SUBSCRIPTION_COLUMNS];
    const answers = await typedRows(client, questions).catch(refusedBy(questions));
    const info: Result = {
      version: {},
      in_recovery: null,
      tablespaces: {},
      databases: {},
      replications: {},
      repl_slots: {},
      settings: {},
      roles: {},
      pending_restart_settings: [],
    };
    for (const [index, subset] of wanted.entries()) {
      Object.assign(info, subset.read(answers[index] ?? []));
    }
    const databases = info.databases as Readonly<Record<string, Result>>;
    const names = Object.keys(databases);
    const about = databaseQuestions(answers.at(-1) ?? []);
    const told = await Promise.all(names.map((name) => tellOf(client.of(name), about, controller)));
    info.databases = Object.fromEntries(
      names.map((name, index) => [name, { ...databases[name], ...told[index] }]),
    );
    const last = names.at(-1);
    if (last !== undefined) {
      // The real module takes its arguments along from database to database.
      const shown: Record<string, unknown> = args;
      restate(shown, { db: last, database: last, login_db: last });
    }
    return { changes: [], result: info };
  },
});

/** What is in a database; where one can't log in to it, that. */
async function tellOf(
  client: PsqlClient,
  questions: readonly string[],
  controller: { warn(message: string): void },
): Promise<Result> {
  try {
    return databaseInfo(await typedRows(client, questions));
  } catch (error) {
    if (!(error instanceof PsqlError) || error.kind !== 'connection') {
      return refusedBy(questions)(error);
    }
    controller.warn(`PostgreSQL server is unavailable: ${error.message}`);
    return {
      namespaces: {},
      extensions: {},
      languages: {},
      error: 'Could not connect to the database.',
    };
  }
}

const refusedBy =
  (questions: readonly string[]) =>
  (error: unknown): never => {
    if (!(error instanceof PsqlError) || error.kind !== 'statement') return unreachable(error);
    // Each question is two statements: one for the types of its columns, one for its rows.
    const question = questions[Math.floor(error.statement / 2)] ?? '';
    return fail(`Cannot execute SQL '${question}': ${error.message}`);
  };
