import { truthy } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';

/** Makes a result of fields; undefined ones are left out. */
export function result(fields: Readonly<Record<string, Value | undefined>>): Dict {
  const made: Dict = new Map();
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) made.set(key, value);
  return made;
}

export const failure = (
  msg: string,
  more: Readonly<Record<string, Value | undefined>> = {},
): Dict => result({ failed: true, msg, ...more });

export const isSet = (fields: Dict, name: string): boolean => {
  const value = fields.get(name);
  return value !== undefined && truthy(value);
};

/** Whether a result counts as failed: failed_when has the last word, for a loop that of its items. */
export function isFailed(fields: Dict): boolean {
  const items = fields.get('results');
  const list = Array.isArray(items)
    ? items.filter((one): one is Dict => one instanceof Map)
    : undefined;
  if (list === undefined)
    return isSet(fields, fields.has('failed_when_result') ? 'failed_when_result' : 'failed');
  const judged = list.some((one) => one.has('failed_when_result'));
  return judged
    ? list.some((one) => isSet(one, 'failed_when_result'))
    : isSet(fields, 'failed') || list.some((one) => isSet(one, 'failed'));
}

/** Whether the host, for a loop that of any item, could not be reached. */
export function isUnreachable(fields: Dict): boolean {
  if (fields.has('unreachable')) return isSet(fields, 'unreachable');
  const items = fields.get('results');
  return (
    Array.isArray(items) && items.some((one) => one instanceof Map && isSet(one, 'unreachable'))
  );
}

/** A result without the fields that only the engine reads, at whatever depth, as `register` keeps it. */
export function registered(fields: Dict): Dict {
  const clean: Dict = new Map();
  for (const [key, value] of fields) {
    if (!isInternal(key) && key !== 'invocation') clean.set(key, withoutInternal(value));
  }
  return clean;
}

const isInternal = (key: Value): boolean => typeof key === 'string' && key.startsWith('_ansible_');

/** The value itself where nothing of the engine is in it. */
function withoutInternal(value: Value): Value {
  if (Array.isArray(value)) {
    const clean = value.map(withoutInternal);
    return clean.some((one, index) => one !== value[index]) ? clean : value;
  }
  if (!(value instanceof Map)) return value;
  const entries = [...value];
  const clean = entries
    .filter(([key]) => !isInternal(key))
    .map(([key, one]): [Value, Value] => [key, withoutInternal(one)]);
  const isSame =
    clean.length === entries.length && clean.every(([, one], index) => one === entries[index]?.[1]);
  return isSame ? value : new Map(clean);
}
