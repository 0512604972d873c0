import type { Dict, Value } from '../values/types.ts';

/** Sets a variable; with `mergeHashes` (DEFAULT_HASH_BEHAVIOUR=merge) a dict is merged into one that is there. */
export function mergeVariable(
  vars: Map<string, Value>,
  name: string,
  value: Value,
  mergeHashes: boolean,
): void {
  const present = vars.get(name);
  const merge = mergeHashes && present instanceof Map && value instanceof Map;
  vars.set(name, merge ? mergeDicts(present, value) : value);
}

/** `weaker` with the entries of `stronger` laid over it, dict by dict all the way down. */
function mergeDicts(weaker: Dict, stronger: Dict): Dict {
  const merged: Dict = new Map(weaker);
  for (const [key, value] of stronger) {
    const present = merged.get(key);
    const both = present instanceof Map && value instanceof Map;
    merged.set(key, both ? mergeDicts(present, value) : value);
  }
  return merged;
}

/** Adds all entries of a dict to variables. */
export function mergeVariables(
  vars: Map<string, Value>,
  added: ReadonlyMap<Value, Value>,
  mergeHashes: boolean,
): void {
  for (const [name, value] of added) mergeVariable(vars, String(name), value, mergeHashes);
}
