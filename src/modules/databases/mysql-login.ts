import type { ReadTarget } from '../../targets/types.ts';
import { type ArgumentValues, arg, beyondNative } from '../define.ts';
import { parseConfig } from '../files/config-parser.ts';

/** Options by which all modules for MySQL say where the server is and who logs in. */
export const MYSQL_LOGIN = {
  login_user: arg.str({ doc: 'User to log in as.' }),
  login_password: arg.str({ noLog: true, doc: 'Password to log in with.' }),
  login_host: arg.str({ default: 'localhost', doc: 'Host of the server.' }),
  login_port: arg.int({ default: 3306, doc: 'Port of the server.' }),
  login_unix_socket: arg.str({ doc: "Path of the server's socket." }),
  config_file: arg.path({ default: '~/.my.cnf', doc: 'File of options; its user and password.' }),
  connect_timeout: arg.int({ default: 30, doc: 'Seconds to wait for a connection.' }),
  client_cert: arg.path({ aliases: ['ssl_cert'], doc: "The client's certificate." }),
  client_key: arg.path({ aliases: ['ssl_key'], doc: "The client's key." }),
  ca_cert: arg.path({ aliases: ['ssl_ca'], doc: 'Certificate of the authority.' }),
  check_hostname: arg.bool({ doc: "Compare the server's name to its certificate." }),
};

export type MysqlLoginArguments = ArgumentValues<typeof MYSQL_LOGIN>;

/** Where to log in and as whom, once the arguments and the file of options are put together. */
export interface MysqlLogin {
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string;
  readonly port: number;
  readonly socket: string | null;
  readonly timeout: number;
  readonly tls: { readonly cert: string | null; key: string | null; readonly ca: string | null };
  /** Whether the file of options is there. */
  readonly configured: boolean;
}

/**
 * Puts arguments and the `[client]` section of the file of options together as PyMySQL does: what is given counts,
 * but a socket of the file counts more than host and port.
 * @param overrides whether the file's host and port count more than the arguments (config_overrides_defaults)
 */
export async function mysqlLogin(
  args: MysqlLoginArguments,
  target: ReadTarget,
  overrides = false,
): Promise<MysqlLogin> {
  if (args.check_hostname !== null) beyondNative('check_hostname');
  const file = args.config_file === '' ? null : await target.readFile(args.config_file);
  const client = parseConfig(file?.toString() ?? '').get('client');
  const option = (...names: string[]): string | null => {
    const found = names.map((name) => client?.get(name)).find((value) => value !== undefined);
    return found === undefined ? null : found.replace(/^(['"])(.*)\1$/s, '$2');
  };
  return {
    user: args.login_user || option('user'),
    password: args.login_password || option('password', 'pass'),
    host: (overrides ? option('host') : null) ?? args.login_host,
    port: Number((overrides ? option('port') : null) ?? args.login_port),
    socket: args.login_unix_socket || option('socket'),
    timeout: args.connect_timeout,
    tls: {
      cert: args.client_cert ?? option('ssl-cert'),
      key: args.client_key ?? option('ssl-key'),
      ca: args.ca_cert ?? option('ssl-ca'),
    },
    configured: file !== null,
  };
}

/** The login as a file of options for the client programs. */
export function optionsFile(login: MysqlLogin): string {
  const lines = ['[client]'];
  const put = (name: string, value: string | number | null): void => {
    if (value !== null) lines.push(`${name}=${typeof value === 'number' ? value : quoted(value)}`);
  };
  put('user', login.user);
  put('password', login.password ?? '');
  if (login.socket === null) {
    put('host', login.host);
    put('port', login.port);
    put('protocol', 'tcp');
  } else {
    put('socket', login.socket);
    put('protocol', 'socket');
  }
  put('ssl-cert', login.tls.cert);
  put('ssl-key', login.tls.key);
  put('ssl-ca', login.tls.ca);
  put('default-character-set', 'utf8mb4');
  return `${lines.join('\n')}\n`;
}

function quoted(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
