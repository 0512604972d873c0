import type { Command, CommandResult, ReadTarget } from '../../targets/types.ts';
import { outcomeOf, requireOneOf } from '../commands/program.ts';
import { quoteWord } from '../commands/words.ts';
import { pythonRepr } from '../definition/python-text.ts';
import { type MysqlLogin, optionsFile } from './mysql-login.ts';
import { type MysqlRow, readResultSets } from './mysql-results.ts';

/** What the server or the way to it refused; the text is PyMySQL's. */
export class MysqlError extends Error {
  readonly number: number;
  /** Index of the statement that failed; -1 when there was no connection. */
  readonly statement: number;
  /** Rows of the statements before it. */
  readonly sets: readonly (readonly MysqlRow[])[];
  constructor(number: number, text: string, statement = -1, sets: readonly MysqlRow[][] = []) {
    super(`(${number}, ${pythonRepr(text)})`);
    this.number = number;
    this.statement = statement;
    this.sets = sets;
  }
}

const DELIMITER = 'troupe_end';
const LOGIN_END = '[end]';

/** Keeps the login in a file that only its user can read for as long as the program runs. */
const KEEP_LOGIN = `login=$(mktemp "\${TMPDIR:-/tmp}/login.XXXXXX") || exit 1
trap 'rm -f "$login"' EXIT
trap 'exit 1' HUP INT TERM
while IFS= read -r line && [ "$line" != '${LOGIN_END}' ]; do printf '%s\\n' "$line"; done >"$login"`;

/** A program that reads its login as \`"$login"\`, with text for its standard input. */
export function withLogin(login: MysqlLogin, script: string, input: string, extra = ''): Command {
  return {
    shell: `${KEEP_LOGIN}\n${script}`,
    stdin: `${extra}${optionsFile(login)}${LOGIN_END}\n${input}`,
    env: { LC_ALL: 'C.UTF-8' },
  };
}

/** The server as seen by the client program of the target. */
export class MysqlClient {
  readonly #target: ReadTarget;
  readonly #program: string;
  readonly #database: string | null;
  readonly login: MysqlLogin;

  constructor(
    target: ReadTarget,
    program: string,
    login: MysqlLogin,
    database: string | null = null,
  ) {
    this.#target = target;
    this.#program = program;
    this.#database = database;
    this.login = login;
  }

  /** A command that performs statements in one session; it stops at the first that fails. */
  command(statements: readonly string[], options: readonly string[] = ['-X']): Command {
    const words = [
      quoteWord(this.#program),
      '--defaults-file="$login"',
      ...options,
      '--binary-mode',
      `--delimiter=${DELIMITER}`,
      `--connect-timeout=${this.login.timeout}`,
      ...(this.#database ? [`--database=${quoteWord(this.#database)}`] : []),
    ];
    return withLogin(
      this.login,
      words.join(' '),
      statements.map((one) => `${one} ${DELIMITER}\n`).join(''),
    );
  }

  /** Rows of statements that only read, one list for each that has rows. @throws MysqlError */
  async ask(statements: readonly string[]): Promise<MysqlRow[][]> {
    return this.read(statements, await this.#target.query(this.command(statements)));
  }

  /** What `command` brought. @throws MysqlError */
  read(statements: readonly string[], run: CommandResult | undefined): MysqlRow[][] {
    const { rc, stdout, stderr } = outcomeOf(run);
    const sets = readResultSets(stdout);
    if (rc !== 0) throw this.#error(stderr, statements, sets);
    return sets;
  }

  #error(stderr: string, statements: readonly string[], sets: MysqlRow[][]): MysqlError {
    const found = /^ERROR (\d+) \(\w+\)(?: at line (\d+))?: (.*)/ms.exec(stderr);
    if (found === null) return new MysqlError(0, stderr.trim());
    const [, number, line, text = ''] = found;
    const message = text.trimEnd();
    if (line === undefined) return connectionError(Number(number), message, this.login);
    let last = 1;
    const starts = statements.map((statement) => {
      const start = last;
      last += statement.split('\n').length;
      return start;
    });
    const at = starts.findLastIndex((start) => start <= Number(line));
    return new MysqlError(Number(number), message, at, sets);
  }
}

const ERRNO: Readonly<Record<string, string>> = {
  '2': 'No such file or directory',
  '13': 'Permission denied',
  '110': 'Connection timed out',
  '111': 'Connection refused',
  '115': 'Connection refused',
  '113': 'No route to host',
};

/** The client's words for a connection that failed, in PyMySQL's. */
function connectionError(number: number, text: string, login: MysqlLogin): MysqlError {
  if (number < 2002 || number > 2005) return new MysqlError(number, text);
  const errno = /\((-?\d+)[^)]*\)\s*$/.exec(text)?.[1] ?? '';
  const reason =
    number === 2005
      ? errno === '-3'
        ? '[Errno -3] Temporary failure in name resolution'
        : '[Errno -2] Name or service not known'
      : errno === '110'
        ? 'timed out'
        : ERRNO[errno] === undefined
          ? text
          : `[Errno ${errno === '115' ? '111' : errno}] ${ERRNO[errno]}`;
  const host = login.socket === null ? login.host : 'localhost';
  return new MysqlError(2003, `Can't connect to MySQL server on ${pythonRepr(host)} (${reason})`);
}

/** Finds the client program. @throws ModuleFailure when there is none */
export const mysqlProgram = (target: ReadTarget): Promise<string> =>
  requireOneOf(target, ['mariadb', 'mysql']);
