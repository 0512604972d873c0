import { isOldInclude } from '../playbook/actions.ts';
import type { Node, Task } from '../playbook/nodes.ts';
import { copyEntries } from '../values/text-type.ts';
import type { Value } from '../values/types.ts';

/** Nodes from the play inwards to the task, the play left out. */
function lineage(task: Task): Node[] {
  const nodes: Node[] = [];
  for (let at: Node | undefined = task; at !== undefined && at.kind !== 'play'; at = at.parent)
    nodes.push(at);
  return nodes.reverse();
}

/** `vars:` of blocks, includes and the task itself; inner ones win. */
export function taskVars(task: Task): Map<string, Value> {
  const vars = new Map<string, Value>();
  for (const node of lineage(task)) {
    if (node.kind === 'role') continue;
    const own = node.keywords.get('vars');
    if (own instanceof Map) for (const [name, value] of own) vars.set(String(name), value);
    if (node.kind === 'task') {
      copyEntries(node.includeVars, vars);
      if (node !== task && isOldInclude(node.action)) {
        for (const [name, value] of node.args)
          if (name !== '_raw_params') vars.set(String(name), value);
      }
    }
  }
  vars.delete('tags');
  vars.delete('when');
  return vars;
}

/**
 * Variables of the includes above (and of an include itself), which beat set_fact ("include params"). Roles that
 * are imported tell of their parents too.
 */
export function includeParams(task: Task): Map<string, Value> {
  const params = new Map<string, Value>();
  for (const node of lineage(task)) {
    if (node.kind !== 'task') continue;
    if (node.isDynamicInclude || isOldInclude(node.action)) {
      const own = node.keywords.get('vars');
      if (own instanceof Map) for (const [name, value] of own) params.set(String(name), value);
      copyEntries(node.includeVars, params);
    }
    const usesRole = node.taskKind === 'include_role' || node.taskKind === 'import_role';
    if (usesRole && node.role !== undefined) {
      for (const [name, value] of node.role.params) params.set(name, value);
      prepend(params, 'ansible_parent_role_names', node.role.fullName);
      prepend(params, 'ansible_parent_role_paths', node.role.path);
    }
  }
  return params;
}

function prepend(params: Map<string, Value>, name: string, value: string): void {
  const before = params.get(name);
  params.set(name, [value, ...(Array.isArray(before) ? before : [])]);
}
