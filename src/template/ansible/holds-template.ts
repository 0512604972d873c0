import { Template, Tuple, type Value } from '../../values/types.ts';

/** Containers that are known to hold nothing to render. Data doesn't gain Templates after it was loaded. */
const plainContainers = new WeakSet<object>();

/** Whether anything inside needs rendering. */
export function holdsTemplate(value: Value): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (value instanceof Template || value instanceof Tuple) return true;
  if (Array.isArray(value)) return holds(value, value);
  return value instanceof Map && holds(value, value.values());
}

function holds(owner: object, items: Iterable<Value>): boolean {
  if (plainContainers.has(owner)) return false;
  for (const item of items) if (holdsTemplate(item)) return true;
  plainContainers.add(owner);
  return false;
}
