import { fail } from '../definition/failure.ts';
import { postgresLiteral } from './postgres-literals.ts';
import type { PostgresRow } from './psql-client.ts';

/** A parameter of the server; values with a unit of memory are in bytes. */
export interface PostgresParameter {
  /** As SHOW tells it (`4MB`). */
  readonly current: string;
  readonly raw: string | number;
  readonly boot: string | number;
  readonly unit: string | null;
  /** Who may set it, and when. */
  readonly context: string;
}

/** The questions that readParameter answers from. */
export function parameterQuestions(name: string): string[] {
  const text = postgresLiteral(name);
  return [
    `SELECT setting, unit, context, boot_val FROM pg_settings WHERE name = ${text}`,
    `SELECT current_setting(${text}) AS current`,
  ];
}

const FACTORS: Readonly<Record<string, number>> = { kB: 1024, MB: 1024 * 1024 };

/** @throws ModuleFailure when there is no such parameter */
export function readParameter(
  [settings, shown]: readonly (readonly PostgresRow[])[],
  name: string,
): PostgresParameter {
  const row = settings?.[0];
  if (row === undefined) {
    fail(
      `No such parameter: ${name}. Please check its spelling or presence in your PostgreSQL version (https://www.postgresql.org/docs/current/runtime-config.html)`,
    );
  }
  const unit = (row.unit ?? null) as string | null;
  const factor = FACTORS[unit ?? ''];
  const value = (text: unknown): string | number =>
    factor !== undefined && Number(text) > 0 ? Number(text) * factor : String(text ?? '');
  return {
    current: String(shown?.[0]?.current ?? ''),
    raw: value(row.setting),
    boot: value(row.boot_val),
    unit: factor === undefined ? unit : 'b',
    context: String(row.context),
  };
}

/** ALTER SYSTEM for a value; lists are quoted one by one. */
export function settingStatement(name: string, value: string): string {
  const begin = `ALTER SYSTEM SET ${name} =`;
  if (value.toLowerCase() === 'default') return `${begin} DEFAULT`;
  if (value.includes(',') && !/_(command|prefix)$/.test(name)) {
    const parts = value.split(',').map((part) => `'${part.trim()}'`);
    return `${begin} ${parts.join(',')}`;
  }
  return `${begin} '${value}'`;
}

const SIZES: Readonly<Record<string, number>> = {
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
  B: 1,
};

/** `4MB` as a number of bytes, a number as one, anything else as it is. */
export function inBytes(text: string | null): number | string | null {
  if (text === null || !/^\d/.test(text)) return text;
  if (/^\d+(\.\d*)?$/.test(text)) return Number(text);
  const [, digits = '', unit = ''] = /^(\d+).*?(kB|MB|GB|TB|B)$/.exec(text) ?? [];
  const factor = SIZES[unit];
  return factor === undefined ? text : Number(digits) * factor;
}
