import { asInt } from '../../values/int.ts';
import { dumpJson, type JsonOptions } from '../../values/json.ts';
import { isText, Markup } from '../../values/markup.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Undefined, type Value } from '../../values/types.ts';
import { defineFilter, type FilterFunction } from '../filter-contract.ts';
import { getAttribute } from '../runtime/access.ts';
import { attributeOrClass } from '../runtime/special-attributes.ts';
import { prettyPrint } from './pretty-print.ts';

const fallback = defineFilter(
  'do_default',
  [
    ['default_value', ''],
    ['boolean', false],
  ],
  (_c, value, [substitute, boolean]) =>
    value instanceof Undefined || (truthy(boolean as Value) && !truthy(value))
      ? (substitute as Value)
      : value,
);

const attr = defineFilter('do_attr', ['name'], (context, value, [name]) => {
  const { environment } = context;
  const key = str(name as Value);
  const missing = !(value instanceof Undefined) && attributeOrClass(value, key) === undefined;
  if (missing) return environment.undefined({ object: value, name: key });
  return getAttribute(environment, value, key);
});

const pprint = defineFilter('do_pprint', [], (_c, value) => prettyPrint(value));

/** Python's keyword arguments of json.dumps as the options here. */
function jsonOptions(policy: Value | undefined, indent: Value): JsonOptions {
  const given = (name: string) => (policy instanceof Map ? policy.get(name) : undefined);
  const level = indent === null ? (given('indent') ?? null) : indent;
  const separators = given('separators');
  const parts =
    separators instanceof Object && 'items' in separators ? separators.items : undefined;
  return {
    sortKeys: truthy(given('sort_keys') ?? false),
    ensureAscii: truthy(given('ensure_ascii') ?? true),
    indent: isText(level) ? str(level) : level === null ? null : Number(asInt(level) ?? 0),
    ...(Array.isArray(parts) ? { separators: [str(parts[0]), str(parts[1])] as const } : {}),
  };
}

const tojson = defineFilter('do_tojson', [['indent', null]], (context, value, [indent]) => {
  const policy = context.environment.policies.get('json.dumps_kwargs');
  const text = dumpJson(value, jsonOptions(policy, indent as Value));
  return new Markup(
    text.replace(/[<>&']/g, (c) => `\\u00${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
  );
});

/** Filters for any value. */
export const GENERAL_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['default', fallback],
  ['d', fallback],
  ['attr', attr],
  ['pprint', pprint],
  ['tojson', tojson],
];
