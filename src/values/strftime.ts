import { PyDate } from './date.ts';
import type { Value } from './types.ts';

/** format(date, spec); undefined for what is no date. */
export function strftime(value: Value, format: string): string | undefined {
  return value instanceof PyDate ? value.strftime(format) : undefined;
}
