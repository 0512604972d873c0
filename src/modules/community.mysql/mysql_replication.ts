import type { ModuleContext, Plan, Result } from '../contract.ts';
import { mysqlServer } from '../databases/mysql-account.ts';
import { type MysqlClient, MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import { columnTypes, columnValue } from '../databases/mysql-values.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { pythonRepr } from '../definition/python-text.ts';

const ARGUMENTS = {
  ...MYSQL_LOGIN,
  mode: arg.str({
    default: 'getreplica',
    choices: [
      'getprimary',
      'getreplica',
      'changeprimary',
      'stopreplica',
      'startreplica',
      'resetprimary',
      'resetreplica',
      'resetreplicaall',
    ],
    doc: 'What to do or to tell.',
  }),
  primary_auto_position: arg.bool({
    default: false,
    aliases: ['master_auto_position'],
    doc: 'Find the position by GTID.',
  }),
  primary_host: arg.str({ aliases: ['master_host'], doc: 'Host of the primary.' }),
  primary_user: arg.str({ aliases: ['master_user'], doc: 'User to log in as there.' }),
  primary_password: arg.str({
    noLog: true,
    aliases: ['master_password'],
    doc: 'Password of that user.',
  }),
  primary_port: arg.int({ aliases: ['master_port'], doc: 'Port of the primary.' }),
  primary_connect_retry: arg.int({
    aliases: ['master_connect_retry'],
    doc: 'Seconds between attempts to connect.',
  }),
  primary_log_file: arg.str({ aliases: ['master_log_file'], doc: 'Log of the primary to read.' }),
  primary_log_pos: arg.int({ aliases: ['master_log_pos'], doc: 'Where in that log.' }),
  relay_log_file: arg.str({ doc: "The replica's own log." }),
  relay_log_pos: arg.int({ doc: 'Where in that log.' }),
  primary_ssl: arg.bool({ aliases: ['master_ssl'], doc: 'Encrypt the connection.' }),
  primary_ssl_ca: arg.str({ aliases: ['master_ssl_ca'], doc: 'Certificate of the authority.' }),
  primary_ssl_capath: arg.str({
    aliases: ['master_ssl_capath'],
    doc: 'Folder of certificates of authorities.',
  }),
  primary_ssl_cert: arg.str({ aliases: ['master_ssl_cert'], doc: "The replica's certificate." }),
  primary_ssl_key: arg.str({ aliases: ['master_ssl_key'], doc: "The replica's key." }),
  primary_ssl_cipher: arg.str({ aliases: ['master_ssl_cipher'], doc: 'Ciphers allowed.' }),
  primary_ssl_verify_server_cert: arg.bool({
    default: false,
    doc: "Compare the primary's name to its certificate.",
  }),
  primary_use_gtid: arg.str({
    choices: ['current_pos', 'replica_pos', 'disabled'],
    aliases: ['master_use_gtid'],
    doc: 'Which GTID of MariaDB to begin at.',
  }),
  primary_delay: arg.int({ aliases: ['master_delay'], doc: 'Seconds to stay behind.' }),
  connection_name: arg.str({ doc: 'Name of the connection (MariaDB).' }),
  channel: arg.str({ doc: 'Name of the channel (MySQL).' }),
  fail_on_error: arg.bool({ default: false, doc: 'A statement that is refused is a failure.' }),
};

type Arguments = ArgumentValues<typeof ARGUMENTS>;
type Term = 'REPLICA' | 'SLAVE';

export const mysql_replication = defineModule({
  name: 'community.mysql.mysql_replication',
  summary: 'Manage MySQL replication',
  examples: `- name: Follow the primary
  community.mysql.mysql_replication:
    mode: changeprimary
    primary_host: db1.example.com
    primary_user: replication
    primary_password: "{{ replication_password }}"
`,
  args: ARGUMENTS,
  constraints: { mutuallyExclusive: [['connection_name', 'channel']] },
  returns: { queries: 'Statements that were executed' },
  support: { check: 'none', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { client, server } = await connectMysql(args, target, {
      statements: ['SELECT VERSION() AS version'],
      namesMissingFile: true,
    });
    const { saysReplica } = mysqlServer(server[0]?.[0]?.version ?? '');
    const term: Term = saysReplica ? 'REPLICA' : 'SLAVE';
    const { mode } = args;
    if (mode === 'getprimary') {
      const row = await statusRow({ client, target }, 'SHOW MASTER STATUS');
      const none = { Is_Primary: false, msg: 'Server is not configured as mysql primary' };
      return told(row === undefined ? none : { ...row, Is_Primary: true });
    }
    const name = args.connection_name ? ` '${args.connection_name}'` : '';
    const channel = args.channel ? ` FOR CHANNEL '${args.channel}'` : '';
    if (mode === 'getreplica') {
      const row = await statusRow({ client, target }, `SHOW ${term}${name} STATUS${channel}`);
      const none = { Is_Replica: false, msg: 'Server is not configured as mysql replica' };
      return told(row === undefined ? none : { ...row, Is_Replica: true });
    }
    if (mode === 'changeprimary') {
      const settings = primarySettings(args, term);
      const query = `CHANGE MASTER${name} TO ${settings.join(',')}${channel}`;
      return planStatement(client, query, { changed: true }, ({ message }) =>
        fail(`${message}. Query == CHANGE MASTER TO ${pythonRepr(settings)}`),
      );
    }
    const { statement, about = statement, done, otherwise } = CONTROLS[mode](term);
    const named = mode === 'resetprimary' ? '' : name;
    const all = mode === 'resetreplicaall' ? ' ALL' : '';
    const query = `${statement}${named}${all}${mode === 'resetprimary' ? '' : channel}`;
    return planStatement(client, query, { msg: done, changed: true }, ({ message }) => {
      if (args.fail_on_error) fail(`${about} failed: ${message}`);
      return { msg: otherwise, changed: false };
    });
  },
});

interface Control {
  readonly statement: string;
  /** The statement in messages, where they name it differently. */
  readonly about?: string;
  readonly done: string;
  readonly otherwise: string;
}

const reset =
  (about: string) =>
  (term: Term): Control => ({
    statement: `RESET ${term}`,
    about,
    done: 'Replica reset',
    otherwise: 'Replica already reset',
  });

const CONTROLS: Readonly<
  Record<
    Exclude<Arguments['mode'], 'getprimary' | 'getreplica' | 'changeprimary'>,
    (term: Term) => Control
  >
> = {
  startreplica: (term) => ({
    statement: `START ${term}`,
    about: 'START REPLICA',
    done: 'Replica started ',
    otherwise: 'Replica already started (Or cannot be started)',
  }),
  stopreplica: (term) => ({
    statement: `STOP ${term}`,
    about: 'STOP REPLICA',
    done: 'Replica stopped',
    otherwise: 'Replica already stopped',
  }),
  resetprimary: () => ({
    statement: 'RESET MASTER',
    done: 'Primary reset',
    otherwise: 'Primary already reset',
  }),
  resetreplica: reset('RESET REPLICA'),
  resetreplicaall: reset('RESET REPLICA ALL'),
};

const told = (status: Result): Plan => ({
  changes: [],
  result: { changed: false, queries: [], ...status },
});

/** The first row of a statement, its values typed; undefined where there is none. */
async function statusRow(
  { client, target }: { readonly client: MysqlClient } & Pick<ModuleContext<unknown>, 'target'>,
  statement: string,
): Promise<Result | undefined> {
  const typed = ['--table', '--quick', '--column-type-info'];
  const [run, about] = await Promise.all([
    target.query(client.command([statement])),
    target.query(client.command([statement], typed)),
  ]);
  const row = client.read([statement], run)[0]?.[0];
  if (row === undefined) return undefined;
  const [types] = columnTypes(about.stdout.toString());
  return Object.fromEntries(
    Object.entries(row).map(([name, text]) => [name, columnValue(text, types?.get(name))]),
  );
}

/** A plan of one statement. @param refused gives the result where the server refuses it, or fails */
function planStatement(
  client: MysqlClient,
  query: string,
  result: Result,
  refused: (error: MysqlError) => Result,
): Plan {
  return {
    changes: [{ op: 'run', command: client.command([query]) }],
    result: {},
    finish([outcome]): Result {
      try {
        client.read([query], outcome?.command);
        return { ...result, queries: [query] };
      } catch (error) {
        if (!(error instanceof MysqlError)) throw error;
        return { ...refused(error), queries: [query] };
      }
    },
  };
}

/** What CHANGE MASTER is to set. */
function primarySettings(args: Arguments, term: Term): string[] {
  const gtid =
    args.primary_use_gtid === 'disabled'
      ? 'no'
      : args.primary_use_gtid === 'replica_pos' && term === 'SLAVE'
        ? 'slave_pos'
        : args.primary_use_gtid;
  const text = (value: string | null): string | null => (value === null ? null : `'${value}'`);
  const flag = (value: boolean): number | null => (value ? 1 : null);
  const settings: (readonly [string, string | number | null])[] = [
    ['MASTER_HOST', text(args.primary_host)],
    ['MASTER_USER', text(args.primary_user)],
    ['MASTER_PASSWORD', text(args.primary_password)],
    ['MASTER_PORT', args.primary_port],
    ['MASTER_CONNECT_RETRY', args.primary_connect_retry],
    ['MASTER_LOG_FILE', text(args.primary_log_file)],
    ['MASTER_LOG_POS', args.primary_log_pos],
    ['MASTER_DELAY', args.primary_delay],
    ['RELAY_LOG_FILE', text(args.relay_log_file)],
    ['RELAY_LOG_POS', args.relay_log_pos],
    ['MASTER_SSL', args.primary_ssl === null ? null : Number(args.primary_ssl)],
    ['MASTER_SSL_CA', text(args.primary_ssl_ca)],
    ['MASTER_SSL_CAPATH', text(args.primary_ssl_capath)],
    ['MASTER_SSL_CERT', text(args.primary_ssl_cert)],
    ['MASTER_SSL_KEY', text(args.primary_ssl_key)],
    ['MASTER_SSL_CIPHER', text(args.primary_ssl_cipher)],
    ['SOURCE_SSL_VERIFY_SERVER_CERT', flag(args.primary_ssl_verify_server_cert)],
    ['MASTER_AUTO_POSITION', flag(args.primary_auto_position)],
    ['MASTER_USE_GTID', gtid],
  ];
  return settings.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
}
