import { TemplateError } from '../../diagnostics/errors.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { Undefined } from '../../values/types.ts';
import { filterError, plugin } from '../ansible/plugin.ts';
import { searchJmespath } from './jmespath/search.ts';

/** JMESPath over data (community.general). */
export const jsonQuery = plugin(
  'json_query',
  ['data', 'expr'],
  ({ args: [data = null, expression = ''] }) => {
    try {
      if (expression instanceof Undefined) failUndefined(expression);
      if (data instanceof Undefined) failUndefined(data);
      return searchJmespath(str(expression), data);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const what =
        error.pythonClass === 'JMESPathError' ? 'JMESPathError' : 'Error in jmespath.search';
      // Undefined values fail as the filter's own error, which a loop does not forgive.
      throw filterError(`${what} in json_query filter plugin:\n${error.message}`);
    }
  },
);
