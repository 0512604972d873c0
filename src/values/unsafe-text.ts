import type { Value } from './types.ts';

/** Texts that files mark with `!unsafe`. By content: what equals one counts as one, wherever it got to. */
const texts = new Set<string>();
let judged = new WeakMap<object, boolean>();

/** Remembers a text, or all that data holds, that must never be taken for a template or an expression. */
export function declareUnsafe(value: Value): void {
  if (Array.isArray(value)) value.forEach(declareUnsafe);
  else if (value instanceof Map) for (const item of value.values()) declareUnsafe(item);
  else if (typeof value === 'string' && !texts.has(value)) {
    texts.add(value);
    judged = new WeakMap();
  }
}

/** Whether data is, or holds, a text that was declared unsafe. */
export function holdsUnsafe(value: Value): boolean {
  if (texts.size === 0 || value === null) return false;
  if (typeof value === 'string') return texts.has(value);
  if (!Array.isArray(value) && !(value instanceof Map)) return false;
  let known = judged.get(value);
  if (known === undefined) {
    const items: Iterable<Value> = value instanceof Map ? value.values() : value;
    known = false;
    for (const item of items) known ||= holdsUnsafe(item);
    judged.set(value, known);
  }
  return known;
}
