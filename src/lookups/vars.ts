import { TemplateError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { str } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { LazyDict, type Value } from '../values/types.ts';
import { ansibleError } from './lookup-error.ts';

const member = (owner: Value | undefined, key: string): Value | undefined =>
  owner instanceof Map || owner instanceof LazyDict ? owner.get(key) : undefined;

/** Variables by name, rendered; `default` where one is missing or undefined. */
export const vars: LookupPlugin = ({ terms, options, variables, templar }) => {
  const fallback = options.get('default') ?? null;
  return terms.map((term) => {
    if (typeof term !== 'string') {
      throw ansibleError(
        `Invalid setting identifier, "${str(term)}" is not a string, its a <class '${typeName(term)}'>`,
      );
    }
    try {
      let value = variables.get(term);
      if (value === undefined) {
        const host = variables.get('inventory_hostname');
        value = member(member(variables.get('hostvars'), str(host ?? '')), term);
      }
      if (value === undefined) {
        throw new UndefinedVariableError(
          'AnsibleUndefinedVariable',
          `No variable found with this name: ${term}`,
        );
      }
      return templar.template(value, { failOnUndefined: true });
    } catch (error) {
      const missing =
        error instanceof TemplateError && error.pythonClass === 'AnsibleUndefinedVariable';
      if (missing && fallback !== null) return fallback;
      throw error;
    }
  });
};
