import { TemplateError } from '../../diagnostics/errors.ts';
import { isText, Markup } from '../../values/markup.ts';
import { parseInteger } from '../../values/number-parse.ts';
import { str } from '../../values/repr.ts';
import { Undefined, type Value } from '../../values/types.ts';
import type { FilterContext } from '../filter-contract.ts';
import { getItem } from '../runtime/access.ts';

export const filterArgumentError = (message: string): TemplateError =>
  new TemplateError('FilterArgumentError', message);

/** Lower-cased text; other values as they are. */
export function ignoreCase(value: Value): Value {
  if (typeof value === 'string') return value.toLowerCase();
  return value instanceof Markup ? new Markup(value.text.toLowerCase()) : value;
}

/** The steps of an attribute path: `a.0.b` goes by name, index, name. */
function pathOf(attribute: Value): Value[] {
  if (attribute === null) return [];
  if (!isText(attribute)) return [attribute];
  return str(attribute)
    .split('.')
    .map((part) => (/^\p{Nd}+$/u.test(part) ? (parseInteger(part) as Value) : part));
}

export interface GetterOptions {
  readonly postprocess?: (value: Value) => Value;
  /** Stands in for what is undefined on the way; None means none. */
  readonly fallback?: Value;
}

/** Reads an attribute path off items. */
export function attributeGetter(
  context: FilterContext,
  attribute: Value,
  options: GetterOptions = {},
): (item: Value) => Value {
  const path = pathOf(attribute);
  const { postprocess, fallback = null } = options;
  return (item) => {
    let value = item;
    for (const step of path) {
      value = getItem(context.environment, value, step);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return postprocess === undefined ? value : postprocess(value);
  };
}

/** Reads several paths, separated by commas, as one sort key. */
export function sortKeyGetter(
  context: FilterContext,
  attribute: Value,
  postprocess: ((value: Value) => Value) | undefined,
): (item: Value) => Value {
  const paths: Value[] = isText(attribute) ? str(attribute).split(',') : [attribute];
  const options = postprocess === undefined ? {} : { postprocess };
  const getters = paths.map((path) => attributeGetter(context, path, options));
  // Always a list: equal keys are then never asked for their order, which undefined ones don't have.
  return (item) => getters.map((getter) => getter(item));
}
