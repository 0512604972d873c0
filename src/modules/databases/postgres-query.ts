import type { Json } from '../contract.ts';
import { postgresValue } from './postgres-values.ts';
import { type PsqlClient, tableOf } from './psql-client.ts';
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

/** The script of a query; only the last of several statements in it tells its rows, as in psycopg2. @throws Error */
export function queryScript(text: string): QueryScript {
  const parts = splitStatements(text);
  const last = parts.pop();
  if (last === undefined) throw new Error("can't execute an empty query");
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

/** Rows of queries that only read, with values as psycopg2 gives them, in one round trip. @throws PsqlError */
export async function typedRows(
  client: PsqlClient,
  queries: readonly string[],
): Promise<NonNullable<QueryResult['rows']>[]> {
  const scripts = queries.map(queryScript);
  const statements = scripts.flatMap((script) => script.statements);
  const outputs = await client.rehearse(statements, { verbose: true });
  let at = 0;
  return scripts.map((script) => {
    const own = outputs.slice(at, at + script.statements.length);
    at += own.length;
    return readQueryResult(script, own).rows ?? [];
  });
}

/**
 * The server's words about one statement of a query as psycopg2 has them, which sends the query as a whole: the line
 * and the place in it are those of the query.
 * @param index of the statement within the script
 */
export function placedInQuery(
  reason: string,
  { text, statements }: QueryScript,
  index: number,
): string {
  const found = /^LINE (\d+): (.*)(\n *\^)?/m.exec(reason);
  const own = (statements[index] ?? '').replace(/\n\\gdesc$/, '').trimStart();
  if (found === null || own === '') return reason;
  const before = statements
    .slice(0, index)
    .filter((one) => !one.endsWith('\n\\gdesc'))
    .reduce((length, one) => length + one.length + 1, 0);
  const start = text.indexOf(own, before);
  if (start < 0) return reason;
  const [whole, number = '', shown = '', caret = ''] = found;
  const line = text.slice(0, start).split('\n').length - 1 + Number(number);
  const full = text.split('\n')[line - 1] ?? '';
  const shift = full.indexOf(shown);
  const fits = shift >= 0 && full.length <= SHOWN_COLUMNS;
  const begin = `LINE ${line}: `;
  const moved = begin.length - `LINE ${number}: `.length + (fits ? shift : 0);
  const placed = `${begin}${fits ? full : shown}${caret.replace(' ', ' '.repeat(moved + 1))}`;
  return reason.replace(whole, () => placed);
}

/** Longer lines are shown in part only. */
const SHOWN_COLUMNS = 60;

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
