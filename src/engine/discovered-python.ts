import type { Module } from '../modules/contract.ts';
import { shortName } from '../playbook/actions.ts';
import type { ReadTarget } from '../targets/types.ts';
import type { Dict, Value } from '../values/types.ts';
import type { TaskContext } from './task-context.ts';

const FACT = 'discovered_interpreter_python';

/** Actions whose results tell nothing of a Python: they need none, or keep what their modules say to themselves. */
const WITHOUT_PYTHON = new Set(['fetch', 'raw', 'script', 'synchronize']);

/**
 * The Python that a native module's Ansible counterpart would have run with, where Ansible has to look for one: asked
 * in the same turn as the module's own questions, once a host. Undefined where there is nothing to tell.
 */
export async function discoveredPython(
  context: TaskContext,
  module: Module,
  target: ReadTarget,
): Promise<string | undefined> {
  const { run, play, host, task, templar } = context;
  if (module.tellsPython === true || context.delegatedTo !== undefined) return undefined;
  if (WITHOUT_PYTHON.has(shortName(context.action))) return undefined;
  if (run.pythonTold.get(host.name) === task.uuid) return undefined;
  const variable = (name: string): Value | undefined => {
    const value = run.vars.scope({ play, host, task }).get(name);
    return value === undefined ? undefined : templar.template(value);
  };
  const python = await run.findPython(target, { variable });
  if (python !== undefined) run.pythonTold.set(host.name, task.uuid);
  return python;
}

/** Adds the Python to a result's facts. */
export function tellPython(fields: Dict, python: string | undefined): Dict {
  if (python === undefined) return fields;
  const facts = fields.get('ansible_facts');
  const known: [Value, Value][] = facts instanceof Map ? [...facts] : [];
  return fields.set('ansible_facts', new Map([...known, [FACT, python]]));
}
