import { TroupeError } from '../diagnostics/errors.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import { pythonType } from './context.ts';

/**
 * The mappings of what a vars file or `vars_prompt` holds: one, or a list of them.
 * @throws TroupeError for anything else
 */
export function variableParts(data: Value): Dict[] {
  if (data === null) return [];
  const parts = Array.isArray(data) ? data : [data];
  return parts.map((part) => {
    if (part instanceof Map) return part;
    throw new TroupeError(
      `variable files must contain either a dictionary of variables, or a list of dictionaries. Got: ${str(data)} (${pythonType(data)})`,
    );
  });
}
