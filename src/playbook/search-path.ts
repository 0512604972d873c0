import { dirname } from 'node:path';
import type { Role, Task } from './nodes.ts';

/** Roles that the task's role was reached through, outermost first, the role itself last. */
export function dependencyChain(task: Task): Role[] {
  return task.role === undefined ? [] : [...task.role.dependents, task.role];
}

/** ansible_search_path: the role and those that depend on it, the task's folder, the playbook's folder. */
export function searchPath(task: Task): string[] {
  const paths = dependencyChain(task)
    .map((role) => role.path)
    .reverse();
  const folder = task.span === undefined ? task.play.basedir : dirname(task.span.file);
  for (const path of [folder, task.play.basedir]) if (!paths.includes(path)) paths.push(path);
  return paths;
}
