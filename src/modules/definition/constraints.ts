import type { ArgumentSpec } from '../contract.ts';
import { pythonText } from './python-text.ts';

/** The rules between options, as argument_spec names them. */
export type Constraints = Pick<
  ArgumentSpec,
  'mutuallyExclusive' | 'requiredTogether' | 'requiredOneOf' | 'requiredIf' | 'requiredBy'
>;

type Parameters = Readonly<Record<string, unknown>>;

const present = (parameters: Parameters, name: string): boolean => name in parameters;

/** Ansible's text when options that exclude each other are given together. */
export function mutuallyExclusiveFault(
  groups: Constraints['mutuallyExclusive'],
  parameters: Parameters,
): string | undefined {
  const found = groups?.filter((group) => group.filter((n) => present(parameters, n)).length > 1);
  if (!found?.length) return undefined;
  return `parameters are mutually exclusive: ${found.map((group) => group.join('|')).join(', ')}`;
}

/** Texts of the rules that are checked once the defaults are in: together, one of, if, by. */
export function constraintFaults(constraints: Constraints, parameters: Parameters): string[] {
  return [
    together(constraints.requiredTogether, parameters),
    oneOf(constraints.requiredOneOf, parameters),
    requiredIf(constraints.requiredIf, parameters),
    requiredBy(constraints.requiredBy, parameters),
  ].filter((fault) => fault !== undefined);
}

function together(
  groups: Constraints['requiredTogether'],
  parameters: Parameters,
): string | undefined {
  for (const group of groups ?? []) {
    const given = group.filter((name) => present(parameters, name)).length;
    if (given > 0 && given < group.length) {
      return `parameters are required together: ${group.join(', ')}`;
    }
  }
  return undefined;
}

function oneOf(groups: Constraints['requiredOneOf'], parameters: Parameters): string | undefined {
  for (const group of groups ?? []) {
    if (!group.some((name) => present(parameters, name))) {
      return `one of the following is required: ${group.join(', ')}`;
    }
  }
  return undefined;
}

function requiredIf(rules: Constraints['requiredIf'], parameters: Parameters): string | undefined {
  for (const [key, value, names, any = false] of rules ?? []) {
    if (!(key in parameters) || parameters[key] !== value) continue;
    const missing = names.filter((name) => !present(parameters, name));
    if (missing.length === 0 || (any && missing.length < names.length)) continue;
    return `${key} is ${pythonText(value)} but ${any ? 'any' : 'all'} of the following are missing: ${missing.join(', ')}`;
  }
  return undefined;
}

function requiredBy(rules: Constraints['requiredBy'], parameters: Parameters): string | undefined {
  for (const [key, names] of Object.entries(rules ?? {})) {
    if (parameters[key] === undefined || parameters[key] === null) continue;
    const wanted = typeof names === 'string' ? [names] : names;
    const missing = wanted.filter((name) => (parameters[name] ?? null) === null);
    if (missing.length) {
      return `missing parameter(s) required by '${key}': ${missing.join(', ')}`;
    }
  }
  return undefined;
}
