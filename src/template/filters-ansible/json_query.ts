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
    if (data instanceof Undefined) failUndefined(data);
    try {
      return searchJmespath(str(expression), data);
    } catch (error) {
      if (!(error instanceof TemplateError) || error.pythonClass !== 'JMESPathError') throw error;
      throw filterError(`JMESPathError in json_query filter plugin:\n${error.message}`);
    }
  },
);
