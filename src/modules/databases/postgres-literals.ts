import { floatRepr } from '../../values/float.ts';
import { PyFloat } from '../../values/types.ts';
import { pythonRepr, pythonText, pythonTypeName } from '../definition/python-text.ts';
import { filled } from './mysql-literals.ts';

/** A value as PostgreSQL reads it in a statement, written as psycopg2 writes it. */
export function postgresLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat) {
    const text = value instanceof PyFloat ? floatRepr(value.value) : pythonText(value);
    return text.startsWith('-') ? ` ${text}` : text;
  }
  if (typeof value !== 'string') throw new Error(`can't adapt type '${pythonTypeName(value)}'`);
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * Puts arguments into a statement: `%s` one after another, or `%(name)s`. Lists become arrays of PostgreSQL.
 * @throws Error with Python's text where arguments and places don't match
 */
export function postgresStatement(
  statement: string,
  args: readonly unknown[] | Readonly<Record<string, unknown>> | null,
): string {
  if (args === null) return statement;
  // psycopg2 minds arguments only where the statement has a place for one.
  const places = /%[^%]/.test(statement.replaceAll('%%', ''));
  return filled(statement, places ? args : [], postgresLiteral);
}

/** A list as PostgreSQL's array; other values as they are. */
export const arrayText = (value: unknown): unknown =>
  Array.isArray(value) ? `{${pythonRepr(value).replace(/^[[\]]+|[[\]]+$/g, '')}}` : value;
