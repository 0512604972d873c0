import type { LookupCall } from '../template/ansible/lookup.ts';
import { asInt } from '../values/int.ts';
import { str } from '../values/repr.ts';
import type { Value } from '../values/types.ts';
import { optionsError } from './lookup-error.ts';

const TRUE = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];

/** An option as given, or a variable that may stand for it; undefined when absent or None. */
function given(call: LookupCall, name: string, variable?: string): Value | undefined {
  const own = call.options.get(name);
  if (own !== undefined && own !== null) return own;
  if (variable === undefined) return undefined;
  const value = call.variables.get(variable);
  return value === undefined || value === null ? undefined : call.templar.template(value);
}

export function textOption(
  call: LookupCall,
  name: string,
  fallback: string,
  variable?: string,
): string {
  const value = given(call, name, variable);
  return value === undefined ? fallback : str(value);
}

export function boolOption(
  call: LookupCall,
  name: string,
  fallback: boolean,
  variable?: string,
): boolean {
  const value = given(call, name, variable);
  if (value === undefined) return fallback;
  return typeof value === 'boolean' ? value : TRUE.includes(str(value).toLowerCase());
}

/** @throws AnsibleOptionsError for text that is no integer */
export function intOption(
  call: LookupCall,
  name: string,
  fallback: number,
  variable?: string,
): number {
  const value = given(call, name, variable);
  if (value === undefined) return fallback;
  const n = asInt(value) ?? (/^[-+]?\d+$/.test(str(value).trim()) ? Number(str(value)) : undefined);
  if (n === undefined) {
    throw optionsError(
      `Invalid type for configuration option setting: ${name} (from Direct): invalid literal for int() with base 10: '${str(value)}'`,
    );
  }
  return Number(n);
}
