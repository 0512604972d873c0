import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import type { Span } from '../diagnostics/span.ts';
import { isIdentifier, str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import { type PlaybookContext, pythonType } from './context.ts';
import type { Keyword } from './keywords.ts';
import { tagList } from './tags.ts';
import { textOf } from './task-arguments.ts';

/**
 * A keyword's value in the one shape that the engine reads: `tags` split, `vars` a mapping. `owner` is Ansible's class
 * of what the keyword belongs to.
 * @throws TroupeError where it is something else than the keyword takes
 */
export function keywordIn(
  data: Dict,
  name: string,
  keyword: Keyword | undefined,
  owner: string,
  context: PlaybookContext,
): Value {
  const value = data.get(name) ?? null;
  if (name === 'vars') return varsIn(data, context, owner);
  if (name === 'tags') {
    if (Array.isArray(value) || textOf(value) !== undefined) return tagList(value);
    throw new TroupeError('tags must be specified as a list', {
      span: placeOf(name, data, context),
    });
  }
  if (keyword?.type === 'string' && (Array.isArray(value) || value instanceof Map)) {
    throw new ParseError(
      `The field '${name}' is supposed to be a string type, however the incoming data structure is a ${pythonType(value)}`,
      { span: context.spanOf(data) },
    );
  }
  return value;
}

/** Where the value of a keyword stands, which Ansible knows for text, lists and mappings alone. */
export function placeOf(name: string, data: Dict, context: PlaybookContext): Span | undefined {
  const value = data.get(name) ?? null;
  const knows = typeof value === 'string' || (typeof value === 'object' && value !== null);
  return knows ? context.spanOfValue(data, name) : undefined;
}

/** `vars:` of a mapping, itself a mapping or, as Ansible allows, a list of mappings. @throws ParseError */
export function varsIn(data: Dict, context: PlaybookContext, owner: string): Dict {
  const value = data.get('vars') ?? null;
  const merged: Dict = new Map();
  const span = placeOf('vars', data, context);
  const parts = value === null ? [] : Array.isArray(value) ? value : [value];
  for (const part of parts) {
    if (!(part instanceof Map)) {
      throw new ParseError(
        `Vars in a ${owner} must be specified as a dictionary, or a list of dictionaries`,
        { span },
      );
    }
    for (const [key, entry] of part) {
      if (!isIdentifier(key)) {
        throw new ParseError(
          `Invalid variable name in vars specified for ${owner}: '${str(key)}' is not a valid variable name`,
          { span },
        );
      }
      merged.set(key, entry);
    }
  }
  return merged;
}
