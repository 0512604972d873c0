import type { Command } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { refuseDangerousInput } from '../databases/dangerous-input.ts';
import { dumpDatabase, restoreDatabase } from '../databases/postgres-dump.ts';
import { postgresLiteral } from '../databases/postgres-literals.ts';
import {
  connectionParameters,
  POSTGRES_LOGIN,
  psqlClient,
  takeEnvironment,
  workingFolder,
} from '../databases/postgres-login.ts';
import { statementsPlan } from '../databases/postgres-plan.ts';
import { type PostgresRow, unreachable } from '../databases/psql-client.ts';
import { type ArgumentValues, arg, defineModule, fail, restate } from '../define.ts';

const ARGUMENTS = {
  ...POSTGRES_LOGIN,
  db: arg.str({ required: true, aliases: ['name'], doc: 'Name of the database.' }),
  owner: arg.str({ default: '', doc: 'Role that owns it.' }),
  template: arg.str({ default: '', doc: 'Database that a new one is a copy of.' }),
  encoding: arg.str({ default: '', doc: 'Its encoding.' }),
  lc_collate: arg.str({ default: '', doc: 'Its order of sorting.' }),
  lc_ctype: arg.str({ default: '', doc: 'Its classes of characters.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'dump', 'present', 'rename', 'restore'],
    doc: 'What is to be of the database.',
  }),
  target: arg.path({ default: '', doc: 'File of a dump, or the new name.' }),
  target_opts: arg.str({ default: '', doc: 'Further options of dump or restore.' }),
  maintenance_db: arg.str({ default: 'postgres', doc: 'Database to log in to.' }),
  session_role: arg.str({ doc: 'Role to take on.' }),
  conn_limit: arg.str({ default: '', doc: 'How many connections it may have.' }),
  tablespace: arg.path({ default: '', doc: 'Its tablespace.' }),
  dump_extra_args: arg.str({ doc: 'Further options of pg_dump.' }),
  trust_input: arg.bool({ default: true, doc: 'Take names as they are.' }),
  force: arg.bool({ default: false, doc: 'End connections to a database that goes.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const postgresql_db = defineModule({
  name: 'community.postgresql.postgresql_db',
  summary: 'Add or remove PostgreSQL databases from a remote host',
  examples: `- name: A database with an owner
  become: true
  become_user: postgres
  community.postgresql.postgresql_db:
    name: shop
    owner: shop
    encoding: UTF-8
`,
  args: ARGUMENTS,
  returns: { executed_commands: 'What was done' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { check } = context;
    const args = { ...context.args };
    const { db, state, maintenance_db } = args;
    if (state === 'rename') {
      if (!args.target) {
        fail('The "target" option must be defined when the "rename" option is used.');
      }
      if (db === args.target) {
        fail('The "name/db" option and the "target" option cannot be the same.');
      }
      if (maintenance_db === db) {
        fail('The "maintenance_db" option and the "name/db" option cannot be the same.');
      }
    }
    if (!args.trust_input) {
      const { owner, conn_limit, encoding, template, tablespace, session_role } = args;
      refuseDangerousInput(owner, conn_limit, encoding, db, template, tablespace, session_role);
    }
    // The login goes to another database, which is what Ansible shows.
    restate(context.args, { db: maintenance_db });
    if (state === 'dump' || state === 'restore') return planMove({ ...context, args });

    const client = await psqlClient(context, maintenance_db, args.session_role);
    const [found, about, renamed] = await client
      .ask([
        `SELECT rolname AS owner, pg_encoding_to_char(encoding) AS encoding, encoding AS encoding_id, datcollate AS lc_collate, datctype AS lc_ctype, datconnlimit::text AS conn_limit, spcname AS tablespace FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba JOIN pg_tablespace ON pg_tablespace.oid = dattablespace WHERE datname = ${postgresLiteral(db)}`,
        `SELECT current_setting('server_version_num')::int AS version, pg_char_to_encoding(${postgresLiteral(args.encoding)}) AS encoding_id`,
        `SELECT 1 FROM pg_database WHERE datname = ${postgresLiteral(args.target)}`,
      ])
      .catch(unreachable);
    const known = { database: found?.[0] ?? null, about: about?.[0] ?? {} };
    const statements =
      state === 'absent'
        ? removal(args, known)
        : state === 'rename'
          ? renaming(args, known.database !== null, (renamed ?? []).length > 0)
          : presence(args, known, check);
    const changed = statements.length > 0;
    if (check) return { changes: [], result: { changed, db, executed_commands: [] } };
    const executed = statements.filter((one) => !one.startsWith('UPDATE') && !/^SELECT/.test(one));
    const result: Result = { changed, db, executed_commands: executed };
    return statementsPlan(
      client,
      statements,
      result,
      (reason) => `Database query failed: ${reason}`,
    );
  },
});

interface Known {
  readonly database: PostgresRow | null;
  readonly about: PostgresRow;
}

function removal({ db, force }: Arguments, { database, about }: Known): string[] {
  if (database === null) return [];
  if (!force) return [`DROP DATABASE "${db}"`];
  if (Number(about.version) >= 130000) return [`DROP DATABASE "${db}" WITH (FORCE)`];
  const name = postgresLiteral(db);
  return [
    `UPDATE pg_database SET datallowconn = false WHERE datname=${name}`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname=${name} AND pid <> pg_backend_pid()`,
    `DROP DATABASE "${db}"`,
  ];
}

function renaming({ db, target }: Arguments, source: boolean, there: boolean): string[] {
  if (source && there) fail('Both the source and the target databases exist.');
  if (!source && !there) fail('The source and the target databases do not exist.');
  return source ? [`ALTER DATABASE "${db}" RENAME TO "${target}"`] : [];
}

/** What makes the database as it is wanted; what can't be changed any more fails, but not in check mode. */
function presence(args: Arguments, { database, about }: Known, check: boolean): string[] {
  const { db, owner, encoding, lc_collate, lc_ctype, conn_limit, tablespace } = args;
  if (database === null) return [creation(args)];
  const fixed: (readonly [boolean, string])[] = [
    [
      encoding !== '' && about.encoding_id !== database.encoding_id,
      `Changing database encoding is not supported. Current encoding: ${database.encoding}`,
    ],
    [
      lc_collate !== '' && lc_collate !== database.lc_collate,
      `Changing LC_COLLATE is not supported. Current LC_COLLATE: ${database.lc_collate}`,
    ],
    [
      lc_ctype !== '' && lc_ctype !== database.lc_ctype,
      `Changing LC_CTYPE is not supported.Current LC_CTYPE: ${database.lc_ctype}`,
    ],
  ];
  const fault = fixed.find(([differs]) => differs);
  if (fault !== undefined) return check ? [fault[1]] : fail(fault[1]);
  const alter = `ALTER DATABASE "${db}"`;
  return [
    ...(owner && owner !== database.owner ? [`${alter} OWNER TO "${owner}"`] : []),
    ...(conn_limit && conn_limit !== database.conn_limit
      ? [`${alter} CONNECTION LIMIT ${conn_limit}`]
      : []),
    ...(tablespace && tablespace !== database.tablespace
      ? [`${alter} SET TABLESPACE "${tablespace}"`]
      : []),
  ];
}

function creation(args: Arguments): string {
  const parts: (readonly [string, string])[] = [
    [args.owner, `OWNER "${args.owner}"`],
    [args.template, `TEMPLATE "${args.template}"`],
    [args.encoding, `ENCODING ${postgresLiteral(args.encoding)}`],
    [args.lc_collate, `LC_COLLATE ${postgresLiteral(args.lc_collate)}`],
    [args.lc_ctype, `LC_CTYPE ${postgresLiteral(args.lc_ctype)}`],
    [args.tablespace, `TABLESPACE "${args.tablespace}"`],
    [args.conn_limit, `CONNECTION LIMIT ${args.conn_limit}`],
  ];
  const given = parts.flatMap(([value, part]) => (value === '' ? [] : [part]));
  return [`CREATE DATABASE "${args.db}"`, ...given].join(' ');
}

/** As Ansible's modules leave a folder that their user can't read. */
const IN_READABLE_FOLDER = '{ [ -r . ] && [ -x . ]; } || cd ~ || cd /tmp';

/** Dumps or restores, by pg_dump, psql or pg_restore. */
async function planMove(context: ModuleContext<Arguments>): Promise<Plan> {
  const { args, target, check } = context;
  await takeEnvironment(context);
  const { db, state } = args;
  if (check) return { changes: [], result: { changed: false, db, executed_commands: [] } };
  const path = args.target || `${workingFolder(target)}/${db}.sql`;
  const login = connectionParameters(args, null);
  const move = await (state === 'dump' ? dumpDatabase : restoreDatabase)(
    { ...args, path, login },
    target,
  );
  const env = login.password === undefined ? {} : { PGPASSWORD: login.password };
  const command: Command = { shell: `${IN_READABLE_FOLDER}\n${move.script}`, env };
  return {
    changes: [{ op: 'run', command }],
    result: {},
    finish([outcome]): Result {
      const run = outcome?.command;
      const rc = run?.rc ?? 1;
      const stdout = move.quiet ? '' : (run?.stdout.toString() ?? '');
      const stderr = run?.stderr.toString() ?? '';
      const cmd = move.quiet ? 'cmd: ****' : move.shown;
      if (rc !== 0) fail(stderr, { stdout, rc, cmd });
      const executed_commands = move.quiet ? [] : [move.shown];
      return { changed: true, msg: stdout, stderr, rc, cmd, executed_commands };
    },
  };
}
