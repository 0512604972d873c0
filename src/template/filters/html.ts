import { escapeValue, htmlOf } from '../../values/escape.ts';
import { asInt } from '../../values/int.ts';
import { isIterable, iterate } from '../../values/iterate.ts';
import { escapeHtml, isText, Markup } from '../../values/markup.ts';
import { entriesOf } from '../../values/methods/dict-methods.ts';
import { stripTags } from '../../values/methods/html-text.ts';
import {
  attributeError,
  failUndefined,
  typeError,
  valueError,
} from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { LazyDict, Undefined, type Value } from '../../values/types.ts';
import { defineFilter, type FilterContext, type FilterFunction } from '../filter-contract.ts';
import { unpack } from '../runtime/access.ts';
import { filterArgumentError } from './attribute-getter.ts';
import { linkUrls } from './link-urls.ts';
import { quoteUrl } from './url-quote.ts';

const escaped = defineFilter('escape', [], (_c, value) => escapeValue(value));
const safe = defineFilter('do_mark_safe', [], (_c, value) =>
  value instanceof Markup ? value : new Markup(htmlOf(value) ?? str(value)),
);
const forceescape = defineFilter(
  'do_forceescape',
  [],
  (_c, value) => new Markup(escapeHtml(htmlOf(value) ?? str(value))),
);
const striptags = defineFilter('do_striptags', [], (_c, value) =>
  stripTags(htmlOf(value) ?? str(value)),
);

/** Output is markup where it is escaped otherwise. */
const marked = (context: FilterContext, text: string): Value =>
  context.autoescape ? new Markup(text) : text;

const xmlattr = defineFilter('do_xmlattr', [['autospace', true]], (context, value, [space]) => {
  if (value instanceof Undefined) failUndefined(value);
  if (!(value instanceof Map) && !(value instanceof LazyDict))
    throw attributeError(`'${typeName(value)}' object has no attribute 'items'`);
  const parts: string[] = [];
  for (const [key, item] of entriesOf(value)) {
    if (item === null || item instanceof Undefined) continue;
    if (!isText(key))
      throw typeError(`expected string or bytes-like object, got '${typeName(key)}'`);
    if (/[ \t\n\r\f\v/>=]/.test(str(key)))
      throw valueError(`Invalid character in attribute name: ${repr(key)}`);
    parts.push(`${escapeValue(key).text}="${escapeValue(item).text}"`);
  }
  const text = parts.join(' ');
  return marked(context, truthy(space as Value) && text !== '' ? ` ${text}` : text);
});

const urlencode = defineFilter('do_urlencode', [], (_c, value) => {
  if (isText(value) || !isIterable(value)) return quoteUrl(value, false);
  const pairs =
    value instanceof Map || value instanceof LazyDict
      ? entriesOf(value)
      : Array.from(iterate(value), (pair) => unpack(pair, 2) as [Value, Value]);
  return Array.from(pairs, ([key, item]) => `${quoteUrl(key, true)}=${quoteUrl(item, true)}`).join(
    '&',
  );
});

const words = (value: Value | undefined): string[] =>
  value === undefined || value === null ? [] : str(value).split(/\s+/).filter(Boolean);

const urlize = defineFilter(
  'do_urlize',
  [
    ['trim_url_limit', null],
    ['nofollow', false],
    ['target', null],
    ['rel', null],
    ['extra_schemes', null],
  ],
  (context, value, [limit, nofollow, target, rel, schemes]) => {
    const { policies } = context.environment;
    const parts = new Set(words(rel));
    if (truthy(nofollow as Value)) parts.add('nofollow');
    for (const part of words(policies.get('urlize.rel'))) parts.add(part);
    const frame = target === null ? (policies.get('urlize.target') ?? null) : (target as Value);
    const extra = schemes === null ? (policies.get('urlize.extra_schemes') ?? null) : schemes;
    const prefixes = extra === null ? [] : Array.from(iterate(extra as Value), str);
    for (const prefix of prefixes)
      if (!/^[\w.+-]{2,}:\/{0,2}$/.test(prefix))
        throw filterArgumentError(`${repr(prefix)} is not a valid URI scheme prefix.`);
    const text = linkUrls(escapeValue(value).text, {
      limit: limit === null ? undefined : Number(asInt(limit)),
      rel: [...parts].sort().join(' '),
      target: frame === null ? '' : str(frame),
      schemes: prefixes,
    });
    return marked(context, text);
  },
);

/** Filters that write or read HTML and URLs. */
export const HTML_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['escape', escaped],
  ['e', escaped],
  ['safe', safe],
  ['forceescape', forceescape],
  ['striptags', striptags],
  ['xmlattr', xmlattr],
  ['urlencode', urlencode],
  ['urlize', urlize],
];
