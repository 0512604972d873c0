import { PyFloat, type Value } from '../values/types.ts';

const truths = new Set(['y', 'yes', 'on', '1', 'true', 't']);
const falsehoods = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/** Ansible's idea of a boolean (`yes`, `on`, 1 …); undefined for what is none. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : undefined;
  if (value instanceof PyFloat) return toBoolean(value.value);
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase().trim();
  return truths.has(text) ? true : falsehoods.has(text) ? false : undefined;
}
