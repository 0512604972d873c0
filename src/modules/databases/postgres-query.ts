import type { Json } from '../contract.ts';
import { postgresValue } from './postgres-values.ts';
import { tableOf } from './psql-client.ts';
import { splitStatements } from './sql-split.ts';

/** What psql is told for one query of a task; `\gdesc` asks for the types of its columns. */
export interface QueryScript {
  readonly text: string;
  readonly statements: readonly string[];
}

export interface QueryResult {
  readonly status: string;
  /** null of a query without rows. */
  readonly rows: readonly { readonly [column: string]: Json }[] | null;
  /** Rows that were made or changed; -1 where the server tells of none. */
  readonly count: number;
  readonly changed: boolean;
}

/** The script of a query; only the last of several statements in it tells its rows, as in psycopg2. */
export function queryScript(text: string): QueryScript {
  const parts = splitStatements(text);
  const last = parts.pop() ?? text;
  return { text, statements: [...parts, `${last}\n\\gdesc`, last] };
}

/** Reads what the statements of a query's script printed. */
export function readQueryResult(
  { statements }: QueryScript,
  outputs: readonly string[],
): QueryResult {
  const types = new Map(
    tableOf(outputs.at(-2) ?? '').rows.map(([name, type]) => [name ?? '', type ?? '']),
  );
  const output = outputs.at(-1) ?? '';
  if (types.size === 0) {
    const status = output.trimEnd().split('\n').at(-1) ?? '';
    return { status, rows: null, count: countOf(status), changed: changes(status) };
  }
  const { columns, rows, rest } = tableOf(output);
  const status = rest.trimEnd() || statusOf(statements.at(-1) ?? '', rows.length);
  return {
    status,
    rows: rows.map((row) =>
      Object.fromEntries(
        columns.map((name, index) => [
          name,
          postgresValue(row[index] ?? null, types.get(name) ?? ''),
        ]),
      ),
    ),
    count: rows.length,
    changed: changes(status),
  };
}

/**
 * The server's words about a statement in psycopg2's form, which sends the semicolon at the end of a query, too.
 */
export function withSemicolon(reason: string, { text, statements }: QueryScript): string {
  const last = statements.at(-1)?.split('\n').at(-1) ?? '';
  if (last === '' || !text.trimEnd().endsWith(`${last};`)) return reason;
  return reason.replace(/^LINE \d+: .*$/m, (line) => (line.endsWith(last) ? `${line};` : line));
}

/** The server's status of a statement with rows, of which psql tells nothing. */
function statusOf(statement: string, rows: number): string {
  const word = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(\w+)/.exec(statement)?.[1] ?? '';
  const command = word.toUpperCase();
  if (command === 'SHOW' || command === 'EXPLAIN' || command === 'CALL') return command;
  return command === 'FETCH' ? `FETCH ${rows}` : `SELECT ${rows}`;
}

function countOf(status: string): number {
  return /^(INSERT|UPDATE|DELETE|SELECT|COPY|MERGE|MOVE|FETCH)\b/.test(status)
    ? Number(status.split(' ').at(-1))
    : -1;
}

function changes(status: string): boolean {
  if (status.includes('SELECT')) return false;
  const words = status.split(/\s+/);
  if (!/UPDATE|INSERT|DELETE/.test(status) || words.length < 2 || words.length > 3) return true;
  return words.at(-1) !== '0';
}
