import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';
import type { MysqlServer } from './mysql-account.ts';
import type { MysqlRow } from './mysql-results.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  MAX_QUERIES_PER_HOUR: 'max_questions',
  MAX_UPDATES_PER_HOUR: 'max_updates',
  MAX_CONNECTIONS_PER_HOUR: 'max_connections',
  MAX_USER_CONNECTIONS: 'max_user_connections',
};

/**
 * ` WITH …` for the limits that differ from those of the account; empty when none does.
 * @param row the account in mysql.user; null of one that is only made
 * @throws ModuleFailure
 */
export function limitClause(
  limits: Readonly<Record<string, unknown>> | null,
  row: MysqlRow | null,
  server: MysqlServer,
): string {
  if (limits === null || Object.keys(limits).length === 0) return '';
  if (!server.altersUsers) {
    fail(
      "The server version does not match the requirements for resource_limits parameter. See module's documentation.",
    );
  }
  if (!server.mariadb && 'MAX_STATEMENT_TIME' in limits) {
    fail('MAX_STATEMENT_TIME resource limit is only supported by MariaDB.');
  }
  const columns = server.mariadb
    ? { ...COLUMNS, MAX_STATEMENT_TIME: 'max_statement_time' }
    : COLUMNS;
  const differing = Object.entries(limits).filter(([name, value]) => {
    if (row === null) return true;
    const column = (columns as Readonly<Record<string, string>>)[name];
    if (column === undefined) fail(`resource_limits: key '${name}' is unsupported.`);
    const text = pythonText(value);
    if (!/^\s*[+-]?\d+\s*$/.test(text)) fail(`Can't convert value '${text}' to integer.`);
    return Number(row[column]) !== Number(text);
  });
  if (differing.length === 0) return '';
  return ` WITH ${differing.map(([name, value]) => `${name} ${pythonText(value)}`).join(' ')}`;
}
