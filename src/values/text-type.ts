import type { Dict, Value } from './types.ts';

type Owner = ReadonlyMap<Value, Value> | readonly Value[];

const known = new WeakMap<Owner, Map<Value, string>>();

/**
 * Remembers Python's class of a text in a mapping, or at a list's index, where it isn't `str` (`NativeJinjaText`);
 * undefined forgets it.
 */
export function setTextType(owner: Owner, key: Value, type: string | undefined): void {
  const types = known.get(owner);
  if (type === undefined) types?.delete(key);
  else if (types === undefined) known.set(owner, new Map([[key, type]]));
  else types.set(key, type);
}

/** What `setTextType` was told of a mapping's entry. */
export const textTypeIn = (owner: object, key: Value): string | undefined =>
  known.get(owner as Dict)?.get(key);

/** A mapping made of another's entries knows as much of them. */
export function withTextTypes<T extends ReadonlyMap<Value, Value>>(made: T, from: object): T {
  const types = known.get(from as Dict);
  if (types !== undefined) known.set(made, new Map(types));
  return made;
}

/** Sets a mapping's entries in another one, with what is known of their text. */
export function copyEntries(from: ReadonlyMap<string, Value>, into: Map<string, Value>): void {
  for (const [name, value] of from) {
    into.set(name, value);
    setTextType(into, name, textTypeIn(from, name));
  }
}
