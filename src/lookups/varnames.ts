import { TemplateError } from '../diagnostics/errors.ts';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { compileRegex } from '../values/python-regex.ts';
import { str } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { ansibleError } from './lookup-error.ts';

/** Names of variables that regular expressions find. */
export const varnames: LookupPlugin = ({ terms, variables }) => {
  const names = [...variables.names()];
  return terms.flatMap((term) => {
    if (typeof term !== 'string') {
      throw ansibleError(
        `Invalid setting identifier, "${str(term)}" is not a string, it is a <class '${typeName(term)}'>`,
      );
    }
    try {
      const pattern = compileRegex(term);
      return names.filter((name) => pattern.search(name) !== undefined);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw ansibleError(`Unable to use "${term}" as a search parameter: ${error.message}`);
    }
  });
};
