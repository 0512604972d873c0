import type { Command } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';
import { withLogin } from './mysql-client.ts';
import type { MysqlLogin, MysqlLoginArguments } from './mysql-login.ts';

/** What a dump or an import is asked for. */
export interface DumpArguments extends MysqlLoginArguments {
  readonly names: readonly string[];
  readonly all: boolean;
  /** Root without password got in. */
  readonly implicit: boolean;
  readonly target: string;
  readonly program: string;
  /** Program that packs or unpacks the file. */
  readonly packer: string | null;
  readonly encoding: string;
  readonly single_transaction: boolean;
  readonly quick: boolean;
  readonly ignore_tables: readonly string[];
  readonly hex_blob: boolean;
  readonly force: boolean;
  readonly master_data: number;
  readonly skip_lock_tables: boolean;
  readonly dump_extra_args: string | null;
  readonly restrict_config_file: boolean;
  readonly pipefail: boolean;
}

/** A command, and what Ansible tells of it (there the login stands among the arguments). */
export interface Move {
  readonly command: Command;
  readonly shown: string;
}

/** Writes databases to a file with mysqldump. */
export function dumpCommand(args: DumpArguments, login: MysqlLogin): Move {
  const { names, packer } = args;
  const databases = args.all
    ? '--all-databases'
    : names.length > 1
      ? `--databases ${names.join(' ')}`
      : quoteWord(names.join(' '));
  const options = [
    databases,
    ...(args.skip_lock_tables ? ['--skip-lock-tables'] : []),
    ...encoding(args),
    ...(args.single_transaction ? ['--single-transaction=true'] : []),
    ...(args.quick ? ['--quick'] : []),
    ...args.ignore_tables.map((table) => `--ignore-table=${table}`),
    ...(args.hex_blob ? ['--hex-blob'] : []),
    ...(args.master_data ? [`--master-data=${args.master_data}`] : []),
    ...(args.dump_extra_args === null ? [] : [args.dump_extra_args]),
  ];
  const force = args.force ? ['--force'] : [];
  const whole = (own: readonly string[]): string => {
    const line = [args.program, ...own, ...options].join(' ');
    const file = quoteWord(args.target);
    if (packer === null) return `${line} > ${file}`;
    return `${args.pipefail ? 'set -o pipefail && ' : ''}${line} | ${packer} > ${file}`;
  };
  const shown = whole([...shownLogin(args, login, '--force')]);
  const command = withLogin(login, whole([ownLogin(args), ...force]), '', included(args, login));
  const bash = args.pipefail && packer !== null ? { executable: '/bin/bash' } : {};
  return { command: { ...command, ...bash }, shown };
}

/** Reads a file into a database with the mysql program. */
export function importCommand(args: DumpArguments, login: MysqlLogin): Move {
  const options = [
    ...encoding(args),
    ...(args.all ? [] : ['--one-database', quoteWord(args.names.join(''))]),
  ];
  const force = args.force ? ['-f'] : [];
  const file = quoteWord(args.target);
  const whole = (own: readonly string[]): string => {
    const line = [args.program, ...own, ...options].join(' ');
    return args.packer === null ? `${line} < ${file}` : `${args.packer} -dc ${file} | ${line}`;
  };
  const shown =
    args.packer === null
      ? whole(shownLogin(args, login, '-f'))
      : `${args.packer} -dc ${args.target} | ['${[args.program, ...shownLogin(args, login, '-f'), ...options].join("', '")}']`;
  return {
    command: withLogin(login, whole([ownLogin(args), ...force]), '', included(args, login)),
    shown,
  };
}

const encoding = (args: DumpArguments): string[] =>
  args.encoding ? [`--default-character-set=${quoteWord(args.encoding)}`] : [];

const ownLogin = (args: DumpArguments): string =>
  args.restrict_config_file ? '--defaults-file="$login"' : '--defaults-extra-file="$login"';

const included = (args: DumpArguments, login: MysqlLogin): string =>
  login.configured ? `!include ${args.config_file}\n` : '';

/** The login among the arguments, as Ansible gives and tells it. */
function shownLogin(args: DumpArguments, login: MysqlLogin, force: string): string[] {
  const kind = args.restrict_config_file ? 'defaults-file' : 'defaults-extra-file';
  const option = (name: string, value: string | null): string[] =>
    value === null || value === '' ? [] : [`--${name}=${quoteWord(value)}`];
  return [
    ...(login.configured ? option(kind, args.config_file) : []),
    ...(args.implicit
      ? ['--user=root', "--password=''"]
      : [...option('user', args.login_user), ...option('password', args.login_password)]),
    ...option('ssl-cert', args.client_cert),
    ...option('ssl-key', args.client_key),
    ...option('ssl-ca', args.ca_cert),
    ...(args.force ? [force] : []),
    ...(args.login_unix_socket === null
      ? [`--host=${quoteWord(args.login_host)}`, `--port=${args.login_port}`]
      : option('socket', args.login_unix_socket)),
  ];
}
