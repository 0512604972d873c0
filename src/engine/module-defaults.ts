import { collectedKeyword } from '../playbook/nodes.ts';
import type { TemplarContract } from '../template/contract.ts';
import type { Dict } from '../values/types.ts';
import type { TaskTurn } from './task-run.ts';

/** Arguments with those of `module_defaults` (by module, then by `group/NAME`) beneath them. */
export function withModuleDefaults(
  turn: TaskTurn,
  templar: TemplarContract,
  action: string,
  args: Dict,
): Dict {
  const levels = collectedKeyword(turn.task, 'module_defaults');
  if (levels.length === 0) return args;
  const defaults: Dict = new Map();
  for (const level of levels) {
    if (!(level instanceof Map)) continue;
    for (const [name, values] of level) {
      if (turn.run.resolvedName(String(name)) !== action) continue;
      const rendered = templar.template(values);
      if (rendered instanceof Map) for (const [key, value] of rendered) defaults.set(key, value);
    }
  }
  return defaults.size === 0 ? args : new Map([...defaults, ...args]);
}
