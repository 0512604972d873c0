import { Template, type Value } from '../values/types.ts';

/** A value as it is written: templates as their text. */
export function withoutTemplates(value: Value): Value {
  if (value instanceof Template) return value.source;
  if (Array.isArray(value)) return value.map(withoutTemplates);
  if (value instanceof Map)
    return new Map(
      [...value].map(([key, entry]): [Value, Value] => [key, withoutTemplates(entry)]),
    );
  return value;
}
