import type { Role } from '../playbook/nodes.ts';
import type { Value } from '../values/types.ts';
import { mergedDeep } from './layered-scope.ts';

type Variables = ReadonlyMap<Value, Value>;

function joined(parts: readonly Variables[], deep: boolean): Map<Value, Value> {
  let result = new Map<Value, Value>();
  for (const part of parts) {
    if (deep) result = mergedDeep(result, part);
    else for (const [key, value] of part) result.set(key, value);
  }
  return result;
}

/** Defaults of what the role depends on, of the roles that led to it, and its own (strongest). */
export function roleDefaults(
  role: Role,
  dependents: readonly Role[],
  deep: boolean,
): Map<Value, Value> {
  return joined(
    [
      ...role.allDependencies.map((one) => roleDefaults(one, [], deep)),
      ...dependents.map((one) => one.defaults),
      role.defaults,
    ],
    deep,
  );
}

/** `vars/main.yml` and `vars:` along the chain of roles that led here, of dependencies, and the role's own. */
export function roleVars(role: Role, deep: boolean): Map<Value, Value> {
  return joined(
    [
      ...role.dependents.flatMap((one) => [one.vars as Variables, one.roleVars]),
      ...role.allDependencies.flatMap((one) => [one.vars as Variables, one.roleVars]),
      role.vars as Variables,
      role.roleVars,
    ],
    deep,
  );
}

/** Parameters beside the role's name, those of roles that led to it first. */
export function roleParams(chain: readonly Role[]): Map<Value, Value> {
  return joined(
    chain.map((one) => one.params as Variables),
    false,
  );
}
