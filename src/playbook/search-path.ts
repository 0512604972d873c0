import { basename, dirname } from 'node:path';
import { joinPath } from '../template/filters-ansible/paths.ts';
import type { Role, Task } from './nodes.ts';

/** Roles that the task's role was reached through, outermost first, the role itself last. */
export function dependencyChain(task: Task): Role[] {
  return task.role === undefined ? [] : [...task.role.dependents, task.role];
}

/** Folders that a task belongs to: the role and those that depend on it, the folder of the task's file. */
export function ownFolders(task: Task): string[] {
  const paths = dependencyChain(task)
    .map((role) => role.path)
    .reverse();
  const folder = task.span === undefined ? task.play.basedir : dirname(task.span.file);
  return paths.includes(folder) ? paths : [...paths, folder];
}

/** ansible_search_path: the task's own folders and that of the playbook. */
export function searchPath(task: Task): string[] {
  const paths = ownFolders(task);
  const { basedir } = task.play;
  return paths.includes(basedir) ? paths : [...paths, basedir];
}

/**
 * Places where a relative file is looked for: in each folder below `kind` (files, templates, vars …) and then bare, the
 * playbook's folder last. As in Ansible, folders may repeat, and `..` in a name stays in the path.
 */
export function candidatePaths(task: Task, kind: string, name: string): string[] {
  const roles = dependencyChain(task)
    .map((role) => role.path)
    .reverse();
  const own = task.span === undefined ? task.play.basedir : dirname(task.span.file);
  const folders = roles.includes(own) ? roles : [...roles, own];
  const named = name.split('/')[0] === kind;
  const candidates = folders.flatMap((folder) => {
    const above = dirname(folder);
    if (task.role !== undefined && basename(above) === 'tasks') {
      return [joinPath([dirname(above), kind, name]), joinPath([above, name])];
    }
    return [...(named ? [] : [joinPath([folder, kind, name])]), joinPath([folder, name])];
  });
  const { basedir } = task.play;
  return [
    ...candidates,
    ...(named ? [] : [joinPath([basedir, kind, name])]),
    joinPath([basedir, name]),
  ];
}
