import { TemplateError } from '../diagnostics/errors.ts';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { attributeError, indexError } from '../values/python-errors.ts';
import { typeName } from '../values/type-name.ts';
import { Undefined } from '../values/types.ts';

/** Environment variables of the controller; `default` (empty text) where one is not set. */
export const env: LookupPlugin = ({ terms, options }) => {
  const fallback = options.get('default') ?? '';
  return terms.map((term) => {
    if (typeof term !== 'string') {
      throw attributeError(`'${typeName(term)}' object has no attribute 'split'`);
    }
    const name = term.trim().split(/\s+/)[0];
    if (name === undefined || name === '') throw indexError('list index out of range');
    const value = process.env[name] ?? fallback;
    if (value instanceof Undefined) {
      throw new TemplateError(
        'AnsibleUndefinedVariable',
        `The "env" lookup, found an undefined variable: ${name}`,
      );
    }
    return value;
  });
};
