import { TemplateError } from '../../diagnostics/errors.ts';
import { JsonReader, JsonSyntaxError } from '../../values/json-reader.ts';
import type { Value } from '../../values/types.ts';

/**
 * Python's json.loads.
 * @throws TemplateError (JSONDecodeError) with Python's text
 */
export function parseJson(text: string): Value {
  try {
    return new JsonReader(text).document();
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new TemplateError('JSONDecodeError', error.message);
  }
}
