import { escapeValue, htmlOf } from './escape.ts';
import { asInt } from './int.ts';
import { isText, Markup } from './markup.ts';
import { formatPercent } from './percent-format.ts';
import type { BinaryOperator, Value } from './types.ts';

/** Operators where one side is Markup: the other side is escaped. Undefined means "not supported". */
export function markupArithmetic(op: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (op === '+') {
    const other = a instanceof Markup ? b : a;
    if (!isText(other) && htmlOf(other) === undefined) return undefined;
    return new Markup(escapeValue(a).text + escapeValue(b).text);
  }
  if (op === '*') {
    const [text, times] = a instanceof Markup ? [a, asInt(b)] : [b, asInt(a)];
    if (times === undefined || !(text instanceof Markup)) return undefined;
    return new Markup(text.text.repeat(Math.max(0, Number(times))));
  }
  if (op === '%' && a instanceof Markup)
    return new Markup(formatPercent(a.text, b, (value) => escapeValue(value).text));
  return undefined;
}
