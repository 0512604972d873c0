import { PyFloat } from '../../values/types.ts';
import type { ArgumentSpec } from '../contract.ts';
import { pythonText } from './python-text.ts';

const HIDDEN = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER';

/** Texts of all values given to `noLog` options: what must not show in a result. */
export function secretTexts(
  options: ArgumentSpec['options'],
  parameters: Readonly<Record<string, unknown>>,
): Set<string> {
  const secrets = new Set<string>();
  for (const [name, option] of Object.entries(options)) {
    const value = parameters[name];
    if (value === null || value === undefined) continue;
    if (option.noLog) collectTexts(value, secrets);
    if (!option.options) continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null || typeof item !== 'object') continue;
      for (const text of secretTexts(option.options, item as Record<string, unknown>)) {
        secrets.add(text);
      }
    }
  }
  return secrets;
}

function collectTexts(value: unknown, into: Set<string>): void {
  if (value === null || value === undefined || typeof value === 'boolean') return;
  if (typeof value === 'object' && !(value instanceof PyFloat)) {
    for (const item of Object.values(value)) collectTexts(item, into);
    return;
  }
  const text = pythonText(value);
  if (text) into.add(text);
}

/** A copy of plain data in which secrets are masked as AnsibleModule masks them; keys are kept. */
export function withoutSecrets<T>(data: T, secrets: ReadonlySet<string>): T {
  return secrets.size === 0 ? data : (masked(data, secrets) as T);
}

function masked(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof value === 'string') {
    if (secrets.has(value)) return HIDDEN;
    let text = value;
    for (const secret of secrets) text = text.replaceAll(secret, '********');
    return text;
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (value !== null && typeof value === 'object' && !(value instanceof PyFloat)) {
    const copy: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) copy[key] = masked(item, secrets);
    return copy;
  }
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  const text = pythonText(value);
  for (const secret of secrets) if (text.includes(secret)) return HIDDEN;
  return value;
}
