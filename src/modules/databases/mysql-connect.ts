import type { ReadTarget } from '../../targets/types.ts';
import { fail } from '../definition/failure.ts';
import { MysqlClient, MysqlError, mysqlProgram } from './mysql-client.ts';
import { type MysqlLoginArguments, mysqlLogin } from './mysql-login.ts';
import type { MysqlRow } from './mysql-results.ts';

export interface ConnectOptions {
  /** What to ask first: the connection is made for it. */
  readonly statements: readonly string[];
  readonly database?: string | null;
  /** Try root without password first (check_implicit_admin). */
  readonly implicitAdmin?: boolean;
  /** Host and port of the file of options count more (config_overrides_defaults). */
  readonly overrides?: boolean;
  /** A failure names the file of options as missing where it is. */
  readonly namesMissingFile?: boolean;
}

export interface Connected {
  readonly client: MysqlClient;
  /** Rows of the statements. */
  readonly server: readonly (readonly MysqlRow[])[];
  /** Whether root without password got in. */
  readonly implicit: boolean;
}

/**
 * Logs in and asks the first questions in one round trip.
 * @throws ModuleFailure with Ansible's text when the login is refused; MysqlError when a statement is
 */
export async function connectMysql(
  args: MysqlLoginArguments,
  target: ReadTarget,
  options: ConnectOptions,
): Promise<Connected> {
  const { statements, database = null } = options;
  const asRoot = { ...args, login_user: 'root', login_password: null };
  const [login, root, program] = await Promise.all([
    mysqlLogin(args, target, options.overrides),
    options.implicitAdmin ? mysqlLogin(asRoot, target, options.overrides) : null,
    mysqlProgram(target),
  ]);
  if (root !== null) {
    const client = new MysqlClient(target, program, root, database);
    try {
      return { client, server: await client.ask(statements), implicit: true };
    } catch (error) {
      if (!(error instanceof MysqlError) || error.statement >= 0) throw error;
    }
  }
  const client = new MysqlClient(target, program, login, database);
  try {
    return { client, server: await client.ask(statements), implicit: false };
  } catch (error) {
    if (!(error instanceof MysqlError) || error.statement >= 0) throw error;
    const file = args.config_file;
    if (options.namesMissingFile && !login.configured) {
      fail(`unable to find ${file}. Exception message: ${error.message}`);
    }
    return fail(
      `unable to connect to database, check login_user and login_password are correct or ${file} has the credentials. Exception message: ${error.message}`,
    );
  }
}
