import type { Command, CommandResult, ReadTarget } from '../../targets/types.ts';
import { outcomeOf } from '../commands/program.ts';
import { fail } from '../definition/failure.ts';
import type { ConnectionParameters } from './postgres-login.ts';

/** A row by column, with values as JSON has them. */
export type PostgresRow = Readonly<Record<string, unknown>>;

/** What the server or the way to it refused; the text is psycopg2's, a newline at its end. */
export class PsqlError extends Error {
  /** Index of the statement that failed; -1 when there was no connection, or the role could not be taken on. */
  readonly statement: number;
  readonly kind: 'connection' | 'role' | 'statement';
  constructor(text: string, kind: PsqlError['kind'], statement: number) {
    super(text);
    this.kind = kind;
    this.statement = statement;
  }
}

const MARK = '\x1c';
const FIELD = '\x1f';
const RECORD = '\x1e';
const NULL = '\x1d';

export interface ScriptOptions {
  /** All statements in one transaction, which is kept, or taken back at the end. */
  readonly transaction?: 'commit' | 'rollback';
  /** Tell names of columns and what commands say (`INSERT 0 1`), not rows alone. */
  readonly verbose?: boolean;
}

/** The server as seen by psql on the target. */
export class PsqlClient {
  readonly #target: ReadTarget;
  readonly #program: string;
  readonly #role: string | null;
  readonly parameters: ConnectionParameters;

  constructor(
    target: ReadTarget,
    program: string,
    parameters: ConnectionParameters,
    role: string | null,
  ) {
    this.#target = target;
    this.#program = program;
    this.parameters = parameters;
    this.#role = role;
  }

  /** The same server and user, in another database. */
  of(database: string): PsqlClient {
    const parameters = { ...this.parameters, dbname: database };
    return new PsqlClient(this.#target, this.#program, parameters, this.#role);
  }

  /** A command that performs statements in one session; it stops at the first that fails. */
  command(statements: readonly string[], options: ScriptOptions = {}): Command {
    const { transaction, verbose } = options;
    const script = [
      ...(this.#role ? [`SET ROLE "${this.#role}";`] : []),
      ...(transaction === undefined ? [] : ['BEGIN;']),
      mark('ready'),
      ...statements.flatMap((statement, index) => [ended(statement), mark(String(index))]),
      ...(transaction === undefined ? [] : [`${transaction.toUpperCase()};`]),
    ];
    const { password, ...shown } = this.parameters;
    const rows = ['-F', FIELD, '-R', RECORD, '-P', `null=${NULL}`];
    const style = verbose ? ['-P', 'footer=off'] : ['-t', '-q'];
    const info = Object.entries(shown).map(([name, value]) => `${name}=${quoted(value)}`);
    return {
      argv: [
        this.#program,
        '-X',
        '-w',
        '-A',
        ...style,
        ...rows,
        '-v',
        'ON_ERROR_STOP=1',
        '-d',
        info.join(' '),
      ],
      stdin: `${script.join('\n')}\n`,
      cwd: '/',
      env: {
        LC_ALL: 'C',
        PGCLIENTENCODING: 'UTF8',
        PGDATESTYLE: 'ISO',
        PGAPPNAME: '',
        ...(password === undefined ? {} : { PGPASSWORD: password }),
      },
    };
  }

  /** Rows of queries that only read, in one round trip. @throws PsqlError */
  async ask(queries: readonly string[]): Promise<PostgresRow[][]> {
    const texts = queries.map(asJson);
    return this.outputs(texts, await this.#target.query(this.command(texts))).map(jsonRows);
  }

  /** Performs statements and takes them back, as check mode does. @throws PsqlError */
  async rehearse(statements: readonly string[], options: ScriptOptions = {}): Promise<string[]> {
    const command = this.command(statements, { ...options, transaction: 'rollback' });
    return this.outputs(statements, await this.#target.query(command));
  }

  /** What each statement of a command printed. @throws PsqlError */
  outputs(statements: readonly string[], run: CommandResult | undefined): string[] {
    const { rc, stdout, stderr } = outcomeOf(run);
    const [, ...parts] = stdout.split(new RegExp(`${MARK}(?:ready|\\d+)\\n`));
    if (rc === 0 && parts.length > statements.length) return parts.slice(0, statements.length);
    const refused = /^psql(?:\.bin)?: (?:error: )?(?!warning)(.*)/ms.exec(stderr);
    if (refused !== null && !stdout.includes(MARK)) {
      throw new PsqlError(`${(refused[1] ?? '').trimEnd()}\n`, 'connection', -1);
    }
    const text = /^(?:ERROR|FATAL|PANIC): {2}(.*)/ms.exec(stderr)?.[1] ?? stderr;
    const kind = stdout.includes(MARK) ? 'statement' : 'role';
    throw new PsqlError(`${text.trimEnd()}\n`, kind, kind === 'role' ? -1 : parts.length - 1);
  }
}

/** A query whose rows come as one JSON text. */
export const asJson = (query: string): string =>
  `SELECT coalesce(json_agg(t), '[]') FROM (${query}\n) t`;

/** Rows of a query that `asJson` made. */
export const jsonRows = (output: string): PostgresRow[] => JSON.parse(output) as PostgresRow[];

const mark = (name: string): string => `\\echo ${MARK}${name}`;

/** The statement with a semicolon of its own, so that a comment at its end does no harm; psql's commands need none. */
const ended = (statement: string): string =>
  statement.startsWith('\\') || statement.endsWith('\n\\gdesc') ? statement : `${statement}\n;`;

const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** Fails as Ansible's modules do where there is no way to the server. @throws ModuleFailure, or the error */
export function unreachable(error: unknown): never {
  if (error instanceof PsqlError && error.kind === 'connection') {
    fail(`unable to connect to database: ${error.message}`);
  }
  if (error instanceof PsqlError && error.kind === 'role') {
    fail(`Could not switch role: ${error.message}`);
  }
  throw error;
}

/** Parts of unaligned output: names of columns, then rows; null is SQL's NULL. */
export function tableOf(output: string): {
  columns: string[];
  rows: (string | null)[][];
  rest: string;
} {
  const [header = '', ...records] = output.split(RECORD);
  const last = records.pop();
  if (last === undefined) {
    const end = header.indexOf('\n');
    return { columns: header.slice(0, end).split(FIELD), rows: [], rest: header.slice(end + 1) };
  }
  const tag = /\n((?:[A-Z]+ [A-Z0-9 ]+\n)?)$/.exec(last);
  const end = tag === null ? last.length : tag.index;
  const rows = [...records, last.slice(0, end)].map((record) =>
    record.split(FIELD).map((text) => (text === NULL ? null : text)),
  );
  return { columns: header.split(FIELD), rows, rest: tag?.[1] ?? '' };
}
