import { collectedKeyword, keywordOf, type Task } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { Dict, Value } from '../values/types.ts';
import type { RunContext } from './run-context.ts';

/**
 * Arguments with those of `module_defaults` beneath them: of the action's groups in the order in which they are
 * written, then of the action itself. An entry of an inner level takes the place of the outer one's.
 */
export function withModuleDefaults(
  { run, task }: { readonly run: RunContext; readonly task: Task },
  templar: TemplarContract,
  calledAs: string,
  args: Dict,
): Dict {
  const levels = collectedKeyword(task, 'module_defaults');
  if (levels.length === 0) return args;
  const written: Dict = new Map();
  for (const level of levels)
    if (level instanceof Map) for (const [name, values] of level) written.set(name, values);
  const collections = keywordOf(task, 'collections');
  const action = run.playbook.resolveAction(
    calledAs,
    Array.isArray(collections) ? collections.map(String) : [],
  );
  if (action === undefined) return args;
  const { actionGroups } = run.playbook;
  const groups = [...written.keys()]
    .map(String)
    .filter((name) => name.startsWith('group/') && actionGroups.holds(name.slice(6), action));
  const defaults: Dict = new Map();
  for (const name of [...groups, action]) {
    const values: Value = templar.template(written.get(name) ?? null);
    if (values instanceof Map) for (const [key, value] of values) defaults.set(key, value);
  }
  return defaults.size === 0 ? args : new Map([...defaults, ...args]);
}
