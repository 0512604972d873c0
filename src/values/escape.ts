import { escapeHtml, Markup } from './markup.ts';
import { str } from './repr.ts';
import { Callable, ChainableUndefined, PyObject, type Value } from './types.ts';

/** markupsafe.escape(): HTML objects give their own text, all else is escaped. */
export function escapeValue(value: Value): Markup {
  if (value instanceof Markup) return value;
  return new Markup(htmlOf(value) ?? escapeHtml(str(value)));
}

/** What an object's `__html__` says of itself. */
export function htmlOf(value: Value): string | undefined {
  if (value instanceof Markup) return value.text;
  if (value instanceof ChainableUndefined) return str(value);
  if (!(value instanceof PyObject)) return undefined;
  const html = value.getAttribute('__html__');
  return html instanceof Callable ? str(html.call([], new Map())) : undefined;
}
