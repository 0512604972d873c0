import { TemplateError } from '../../diagnostics/errors.ts';
import { PyGenerator } from '../../values/generator.ts';
import { iterate } from '../../values/iterate.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Undefined, type Value } from '../../values/types.ts';
import type { FilterContext, FilterFunction } from '../filter-contract.ts';
import { attributeGetter, filterArgumentError } from './attribute-getter.ts';

/** The name of a filter or test that an argument holds. @throws TemplateError (TemplateRuntimeError) */
function pluginName(
  kind: 'filter' | 'test',
  value: Value,
  known: ReadonlyMap<string, unknown>,
): string {
  if (typeof value === 'string' && known.get(value) !== undefined) return value;
  if (!(value instanceof Undefined) && known.get(str(value)) !== undefined) return str(value);
  const hint =
    value instanceof Undefined
      ? ` (${value.message}; did you forget to quote the callable name?)`
      : '';
  throw new TemplateError('TemplateRuntimeError', `No ${kind} named ${repr(value)}.${hint}`);
}

function mapper(
  context: FilterContext,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
): (item: Value) => Value {
  const attribute = kwargs.get('attribute');
  if (args.length === 0 && attribute !== undefined) {
    for (const key of kwargs.keys())
      if (key !== 'attribute' && key !== 'default')
        throw filterArgumentError(`Unexpected keyword argument ${repr(key)}`);
    const fallback = kwargs.get('default');
    return attributeGetter(context, attribute, fallback === undefined ? {} : { fallback });
  }
  const [given, ...rest] = args;
  if (given === undefined) throw filterArgumentError('map requires a filter argument');
  const name = pluginName('filter', given, context.environment.filters);
  return (item) => context.callFilter(name, item, rest, new Map(kwargs));
}

const map: FilterFunction = (context, value, args, kwargs) => {
  function* mapped(): Iterable<Value> {
    if (!truthy(value)) return;
    const read = mapper(context, args, kwargs);
    for (const item of iterate(value)) yield read(item);
  }
  return new PyGenerator('sync_do_map', mapped());
};

function chooser(
  context: FilterContext,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  byAttribute: boolean,
): (item: Value) => boolean {
  let rest = args;
  let read = (item: Value): Value => item;
  if (byAttribute) {
    const [attribute, ...others] = args;
    if (attribute === undefined) throw filterArgumentError('Missing parameter for attribute name');
    read = attributeGetter(context, attribute);
    rest = others;
  }
  const [given, ...parameters] = rest;
  if (given === undefined) return (item) => truthy(read(item));
  const name = pluginName('test', given, context.environment.tests);
  return (item) => context.callTest(name, read(item), parameters, new Map(kwargs));
}

const selection =
  (wanted: boolean, byAttribute: boolean): FilterFunction =>
  (context, value, args, kwargs) => {
    function* chosen(): Iterable<Value> {
      if (!truthy(value)) return;
      const test = chooser(context, args, kwargs, byAttribute);
      for (const item of iterate(value)) if (test(item) === wanted) yield item;
    }
    return new PyGenerator('select_or_reject', chosen());
  };

/** `map` and the four filters that choose items. */
export const SELECTION_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['map', map],
  ['select', selection(true, false)],
  ['reject', selection(false, false)],
  ['selectattr', selection(true, true)],
  ['rejectattr', selection(false, true)],
];
