import { ParseError } from '../diagnostics/errors.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import { str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { PlaybookContext } from './context.ts';

/** The error for a key that its `owner` (Play, Block …) does not have; people are shown the key itself. */
export function wrongAttribute(
  key: Value,
  { data, owner, known }: { data: Dict; owner: string; known: Iterable<string> },
  context: PlaybookContext,
  note?: string,
): ParseError {
  const name = str(key);
  return new ParseError(`'${name}' is not a valid attribute for a ${owner}`, {
    span: context.spanOf(data),
    mark: context.spanOfKey(data, key),
    hint: didYouMean(name, known),
    note,
  });
}
