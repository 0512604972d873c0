import { requireProgram } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { mysqlIdentifier, SqlParseError } from '../databases/identifiers.ts';
import { type MysqlClient, MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { type DumpArguments, dumpCommand, importCommand } from '../databases/mysql-dump.ts';
import { mysqlLiteral } from '../databases/mysql-literals.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import { type ArgumentValues, arg, beyondNative, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...MYSQL_LOGIN,
  name: arg.list({
    required: true,
    aliases: ['db'],
    elements: 'str',
    doc: 'Databases; `all` for a dump or an import of all.',
  }),
  encoding: arg.str({ default: '', doc: 'Character set of a new database.' }),
  collation: arg.str({ default: '', doc: 'Collation of a new database.' }),
  target: arg.path({ doc: 'File of a dump or an import; .gz, .bz2 and .xz are compressed.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'dump', 'import', 'present'],
    doc: 'What is to be of the databases.',
  }),
  single_transaction: arg.bool({ default: false, doc: 'Dump in one transaction.' }),
  quick: arg.bool({ default: true, doc: 'Dump row by row.' }),
  ignore_tables: arg.list({ default: [], elements: 'str', doc: 'Tables not to dump.' }),
  hex_blob: arg.bool({ default: false, doc: 'Dump binary columns in hexadecimal.' }),
  force: arg.bool({ default: false, doc: 'Go on in spite of errors.' }),
  master_data: arg.int({ default: 0, choices: [0, 1, 2], doc: "Dump the server's position, too." }),
  skip_lock_tables: arg.bool({ default: false, doc: 'Dump without locks.' }),
  dump_extra_args: arg.str({ doc: 'Further options of the dump.' }),
  use_shell: arg.bool({ default: false, doc: 'Import by a shell.' }),
  unsafe_login_password: arg.bool({
    default: false,
    noLog: true,
    doc: 'The password is shell text.',
  }),
  restrict_config_file: arg.bool({ default: false, doc: 'Read no other file of options.' }),
  check_implicit_admin: arg.bool({ default: false, doc: 'Try root without password first.' }),
  config_overrides_defaults: arg.bool({
    default: false,
    doc: 'Host and port of the file of options count.',
  }),
  chdir: arg.path({ doc: 'Folder to work in.' }),
  pipefail: arg.bool({ default: false, doc: 'A failed dump fails although gzip does not.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;

export const mysql_db = defineModule({
  name: 'community.mysql.mysql_db',
  summary: 'Add or remove MySQL or MariaDB databases from a remote host',
  examples: `- name: A database
  community.mysql.mysql_db:
    name: shop
    login_unix_socket: /run/mysqld/mysqld.sock
`,
  args: ARGUMENTS,
  returns: {
    db: 'Names of the databases, in one text',
    db_list: 'Names of the databases',
    executed_commands: 'What was done',
  },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    if (args.name.length === 0) {
      return { changes: [], result: { changed: false, db: [], db_list: [] } };
    }
    const names = args.name.map((name) => name.trim());
    const moves = args.state === 'dump' || args.state === 'import';
    checkArguments(args, names);
    const { client, server, implicit } = await connectMysql(args, target, {
      implicitAdmin: args.check_implicit_admin,
      overrides: args.config_overrides_defaults,
      namesMissingFile: true,
      statements: [
        `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN (${names.map(mysqlLiteral).join(', ')})`,
      ],
    });
    const found = new Set(server[0]?.map((row) => row.name));
    const existing = names.filter((name) => found.has(name));
    const missing = names.filter((name) => !found.has(name));
    const result = { db: names.join(' '), db_list: names };
    if (moves) return planMove(context, { client, implicit, missing }, result);
    const wanted = args.state === 'present' ? missing : existing;
    const verb = args.state === 'present' ? 'creating' : 'deleting';
    const statements = wanted.map((name) =>
      args.state === 'present'
        ? creation(name, args)
        : `DROP DATABASE ${identifier(name, 'deleting')}`,
    );
    if (check) return { changes: [], result: { ...result, changed: statements.length > 0 } };
    return {
      changes: statements.length === 0 ? [] : [{ op: 'run', command: client.command(statements) }],
      result: { ...result, executed_commands: statements },
      ...(statements.length > 0 && {
        finish([outcome]): Result {
          try {
            client.read(statements, outcome?.command);
          } catch (error) {
            if (!(error instanceof MysqlError)) throw error;
            fail(`error ${verb} database: ${error.message}`);
          }
          return { ...result, executed_commands: statements };
        },
      }),
    };
  },
});

function checkArguments(args: Arguments, names: readonly string[]): void {
  if (args.login_port < 0 || args.login_port > 65535) {
    fail('login_port must be a valid unix port number (0-65535)');
  }
  if (args.ignore_tables.includes('')) fail('Name of ignored table cannot be empty');
  if (names.length > 1 && args.state === 'import') {
    fail('Multiple databases are not supported with state=import');
  }
  const moves = args.state === 'dump' || args.state === 'import';
  if (moves && args.target === null) fail(`with state=${args.state} target is required`);
  if (!moves && names.length === 1 && names[0] === 'all') {
    fail("name is not allowed to equal 'all' unless state equals import, or dump.");
  }
  if (args.unsafe_login_password) beyondNative('unsafe_login_password');
}

function identifier(name: string, doing: string): string {
  try {
    return mysqlIdentifier(name, 'database');
  } catch (error) {
    if (!(error instanceof SqlParseError)) throw error;
    return fail(`error ${doing} database: ${error.message}`);
  }
}

function creation(name: string, { encoding, collation }: Arguments): string {
  return [
    `CREATE DATABASE ${identifier(name, 'creating')}`,
    ...(encoding ? [`CHARACTER SET ${mysqlLiteral(encoding)}`] : []),
    ...(collation ? [`COLLATE ${mysqlLiteral(collation)}`] : []),
  ].join(' ');
}

/** Dumps or imports; a database that an import needs is made first. */
async function planMove(
  { args, target, check }: ModuleContext<Arguments>,
  {
    client,
    implicit,
    missing,
  }: {
    readonly client: MysqlClient;
    readonly implicit: boolean;
    readonly missing: readonly string[];
  },
  result: { readonly db: string; readonly db_list: readonly string[] },
): Promise<Plan> {
  const all = args.name.length === 1 && result.db === 'all';
  const dumps = args.state === 'dump';
  if (dumps && missing.length > 0 && !all) {
    fail(`Cannot dump database(s) '${missing.join(', ')}' - not found`);
  }
  if (check) return { changes: [], result: { ...result, changed: true } };
  const path = args.target ?? '';
  const [program, packer, source] = await Promise.all([
    requireProgram(target, dumps ? 'mysqldump' : 'mysql'),
    packerOf(path, (name) => requireProgram(target, name)),
    target.stat(path.startsWith('/') ? path : `${args.chdir ?? '.'}/${path}`, { follow: true }),
  ]);
  if (!dumps && source === null) fail(`target ${path} does not exist on the host`);
  const asked: DumpArguments = {
    ...args,
    target: path,
    names: result.db_list,
    all,
    implicit,
    program,
    packer,
  };
  const move = dumps ? dumpCommand(asked, client.login) : importCommand(asked, client.login);
  const statements = dumps || all ? [] : missing.map((name) => creation(name, args));
  const cwd = args.chdir === null ? {} : { cwd: args.chdir };
  return {
    changes: [
      ...(statements.length > 0
        ? [{ op: 'run' as const, command: client.command(statements) }]
        : []),
      { op: 'run', command: { ...move.command, ...cwd } },
    ],
    result: { ...result, changed: true },
    finish(outcomes): Result {
      const run = outcomes.at(-1)?.command;
      const stderr = run?.stderr.toString() ?? '';
      if (run?.rc !== 0) fail(stderr);
      return {
        ...result,
        changed: true,
        msg: run.stdout.toString(),
        executed_commands: [...statements, move.shown],
      };
    },
  };
}

const PACKERS: readonly (readonly [string, string])[] = [
  ['.gz', 'gzip'],
  ['.bz2', 'bzip2'],
  ['.xz', 'xz'],
];

async function packerOf(
  path: string,
  find: (name: string) => Promise<string>,
): Promise<string | null> {
  const packer = PACKERS.find(([ending]) => path.endsWith(ending));
  return packer === undefined ? null : quoteWord(await find(packer[1]));
}
