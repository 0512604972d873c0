import { PyFloat } from '../../values/types.ts';
import type { Json, Plan } from '../contract.ts';
import { MysqlError } from '../databases/mysql-client.ts';
import { connectMysql } from '../databases/mysql-connect.ts';
import { MYSQL_LOGIN } from '../databases/mysql-login.ts';
import type { MysqlRow } from '../databases/mysql-results.ts';
import { type MysqlValue, wholeNumber } from '../databases/mysql-values.ts';
import { arg, defineModule, fail } from '../define.ts';

type Subsets = { [name: string]: { [name: string]: Json } };

const SUBSETS = [
  'version',
  'databases',
  'settings',
  'global_status',
  'engines',
  'users',
  'master_status',
  'slave_hosts',
  'slave_status',
];

export const mysql_info = defineModule({
  name: 'community.mysql.mysql_info',
  summary: 'Gather information about MySQL servers',
  examples: `- name: Version and databases
  community.mysql.mysql_info:
    filter: [version, databases]
`,
  args: {
    ...MYSQL_LOGIN,
    login_db: arg.str({ doc: 'Database to log in to.' }),
    filter: arg.list({ elements: 'str', doc: 'What to tell; `!name` leaves something out.' }),
    exclude_fields: arg.list({ elements: 'str', doc: '`db_size`: leave sizes out.' }),
    return_empty_dbs: arg.bool({ default: false, doc: 'Tell of empty databases, too.' }),
  },
  returns: { version: 'Version of the server', databases: 'Databases and their sizes' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, controller }): Promise<Plan> {
    const filter = args.filter?.map((one) => one.trim()) ?? [];
    const known = filter.filter((one) => {
      if (SUBSETS.includes(one.replace(/^!+/, ''))) return true;
      controller.warn(`filter element: ${one} is not allowable, ignored`);
      return false;
    });
    const included = known.filter((one) => !one.startsWith('!'));
    const excluded = known.map((one) => one.replace(/^!+/, ''));
    const shown = SUBSETS.filter((one) =>
      included.length > 0 ? included.includes(one) : !excluded.includes(one),
    );
    const sizes = !args.exclude_fields?.some((one) => one.trim() === 'db_size');
    const questions = questionsFor(new Set(shown), sizes, args.return_empty_dbs);
    const statements = questions.map(([, statement]) => statement);
    try {
      const { server } = await connectMysql(args, target, { database: args.login_db, statements });
      const rows = new Map(questions.map(([name], index) => [name, server[index] ?? []]));
      const info = collect(rows, sizes);
      return {
        changes: [],
        result: {
          changed: false,
          connector_name: 'mysql',
          ...Object.fromEntries(shown.map((name) => [name, info[name] ?? {}])),
        },
      };
    } catch (error) {
      if (!(error instanceof MysqlError)) throw error;
      return fail(`Cannot execute SQL '${statements[error.statement]}': ${error.message}`);
    }
  },
});

function questionsFor(
  wanted: ReadonlySet<string>,
  sizes: boolean,
  empty: boolean,
): (readonly [string, string])[] {
  const size = sizes ? ', SUM(data_length + index_length) AS "size"' : '';
  const all: (readonly [boolean, string, string])[] = [
    [wanted.has('version') || wanted.has('settings'), 'settings', 'SHOW GLOBAL VARIABLES'],
    [
      wanted.has('databases'),
      'databases',
      `SELECT table_schema AS "name"${size} FROM information_schema.TABLES GROUP BY table_schema`,
    ],
    [wanted.has('databases') && empty, 'empty', 'SHOW DATABASES'],
    [wanted.has('global_status'), 'global_status', 'SHOW GLOBAL STATUS'],
    [wanted.has('engines'), 'engines', 'SHOW ENGINES'],
    [wanted.has('users'), 'users', 'SELECT * FROM mysql.user'],
    [wanted.has('master_status'), 'master_status', 'SHOW MASTER STATUS'],
    [wanted.has('slave_status'), 'slave_status', 'SHOW SLAVE STATUS'],
    [wanted.has('slave_hosts'), 'slave_hosts', 'SHOW SLAVE HOSTS'],
  ];
  return all.flatMap(([asked, name, statement]) => (asked ? [[name, statement] as const] : []));
}

function collect(rows: ReadonlyMap<string, readonly MysqlRow[]>, sizes: boolean): Subsets {
  const named = (name: string): Record<string, MysqlValue | null> =>
    Object.fromEntries(
      (rows.get(name) ?? []).map((row) => [row.Variable_name ?? '', plainValue(row.Value ?? null)]),
    );
  const settings = named('settings');
  const info: Subsets = { settings, global_status: named('global_status') };
  if (settings.version !== undefined) info.version = versionParts(String(settings.version));
  info.databases = Object.fromEntries(
    (rows.get('databases') ?? []).map((row) => [
      row.name ?? '',
      sizes ? { size: wholeNumber(row.size ?? '0') } : {},
    ]),
  );
  for (const { Database: name } of rows.get('empty') ?? []) {
    info.databases[name ?? ''] ??= sizes ? { size: 0 } : {};
  }
  info.engines = byColumn(rows.get('engines'), 'Engine', (value) => value);
  info.slave_hosts = byColumn(rows.get('slave_hosts'), 'Server_id', plainValue);
  info.master_status = Object.assign(
    {},
    ...(rows.get('master_status') ?? []).map((row) => fields(row, [], plainValue)),
  ) as { [name: string]: Json };
  info.users = nested(rows.get('users'), ['Host', 'User']);
  info.slave_status = nested(rows.get('slave_status'), [
    'Master_Host',
    'Master_Port',
    'Master_User',
  ]);
  return info;
}

/** A number where the text is a whole one, or the column one of decimals. */
function plainValue(text: string | null, column?: string): MysqlValue | null {
  if (column === 'max_statement_time' && text !== null) return new PyFloat(Number(text));
  return text !== null && /^\s*[+-]?\d+\s*$/.test(text) ? wholeNumber(text.trim()) : text;
}

type Convert = (text: string | null, column: string) => Json;

function fields(row: MysqlRow, left: readonly string[], convert: Convert): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => !left.includes(name))
      .map(([name, text]) => [name, convert(text, name)]),
  );
}

function byColumn(rows: readonly MysqlRow[] = [], column: string, convert: Convert) {
  return Object.fromEntries(rows.map((row) => [row[column] ?? '', fields(row, [column], convert)]));
}

function nested(rows: readonly MysqlRow[] = [], columns: readonly string[]) {
  type Level = { [name: string]: Json };
  const top: Level = {};
  for (const row of rows) {
    let level = top;
    for (const column of columns.slice(0, -1)) {
      const name = row[column] ?? '';
      level[name] ??= {};
      level = level[name] as Level;
    }
    level[row[columns.at(-1) ?? ''] ?? ''] = fields(row, columns, plainValue);
  }
  return top;
}

function versionParts(full: string): { [name: string]: Json } {
  const [major = '0', minor = '0', rest = '0'] = full.split('.');
  const [release = '0', ...suffix] = rest.split('-');
  return {
    major: Number(major),
    minor: Number(minor),
    release: Number(release),
    suffix: suffix.join('-'),
    full,
  };
}
