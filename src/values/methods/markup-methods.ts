import { escapeValue } from '../escape.ts';
import { iterate } from '../iterate.ts';
import { isText, Markup } from '../markup.ts';
import { Tuple, type Value } from '../types.ts';
import { stripTags, unescapeHtml } from './html-text.ts';
import { type MethodFunction, type MethodTable, methodTable } from './method-table.ts';
import { STRING_METHODS } from './string-methods.ts';

const escapeText = (value: Value): Value => (isText(value) ? escapeValue(value).text : value);

function wrap(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (Array.isArray(value)) return value.map(wrap);
  return value instanceof Tuple ? new Tuple(value.items.map(wrap)) : value;
}

/** Methods of str whose results are Markup again; text arguments are escaped first. */
const WRAPPED = new Set(
  (
    'capitalize title lower upper swapcase casefold expandtabs strip lstrip rstrip center ljust rjust ' +
    'zfill replace translate removeprefix removesuffix'
  ).split(' '),
);
const SPLITTING = new Set(['split', 'rsplit', 'splitlines', 'partition', 'rpartition']);

function markupMethods(): MethodTable<Markup> {
  const table = new Map<string, MethodFunction<Markup>>();
  for (const [name, body] of STRING_METHODS) {
    if (WRAPPED.has(name))
      table.set(name, (self, args, kwargs) =>
        wrap(body(self.text, args.map(escapeText), mapValues(kwargs, escapeText))),
      );
    else if (SPLITTING.has(name))
      table.set(name, (self, args, kwargs) => wrap(body(self.text, args, kwargs)));
    else table.set(name, (self, args, kwargs) => body(self.text, args, kwargs));
  }
  for (const [name, body] of OWN) table.set(name, body);
  return table;
}

function mapValues(kwargs: ReadonlyMap<string, Value>, f: (v: Value) => Value): Map<string, Value> {
  return new Map(Array.from(kwargs, ([key, value]) => [key, f(value)]));
}

const OWN = methodTable<Markup>('str', [
  [
    'join',
    ['iterable'],
    (self, [items]) =>
      new Markup(
        Array.from(iterate(items as Value), (item) => escapeValue(item).text).join(self.text),
      ),
  ],
  ['unescape', [], (self) => unescapeHtml(self.text)],
  ['striptags', [], (self) => stripTags(self.text)],
  ['__html__', [], (self) => self],
]);

export const MARKUP_METHODS = markupMethods();
