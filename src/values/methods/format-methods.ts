import { htmlOf } from '../escape.ts';
import { formatValue } from '../format-spec.ts';
import { escapeHtml, Markup } from '../markup.ts';
import { type FieldAccess, formatString } from '../str-format.ts';
import type { Value } from '../types.ts';
import { itemsOfMapping } from './mapping-argument.ts';
import { type MethodTable, methodTable } from './method-table.ts';

/** str.format() and str.format_map(), which reach into their values by `access`. */
export function formatMethods(access: FieldAccess): MethodTable<string> {
  return methodTable<string>('str', [
    [
      'format',
      [],
      (self, _values, rest, options) => formatString(self, rest, options, access),
      { rest: true, options: true },
    ],
    [
      'format_map',
      ['mapping'],
      (self, [mapping]) => formatString(self, [], itemsOfMapping(mapping as Value), access),
    ],
  ]);
}

/** Markup.format() and format_map(): what is laid in is escaped. */
export function markupFormatMethods(access: FieldAccess): MethodTable<Markup> {
  return methodTable<Markup>('str', [
    [
      'format',
      [],
      (self, _values, rest, options) =>
        new Markup(formatString(self.text, rest, options, access, formatEscaped)),
      { rest: true, options: true },
    ],
    [
      'format_map',
      ['mapping'],
      (self, [mapping]) =>
        new Markup(
          formatString(self.text, [], itemsOfMapping(mapping as Value), access, formatEscaped),
        ),
    ],
  ]);
}

function formatEscaped(value: Value, spec: string): string {
  if (value instanceof Markup) return spec === '' ? value.text : formatValue(value.text, spec);
  return htmlOf(value) ?? escapeHtml(formatValue(value, spec));
}
