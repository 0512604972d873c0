import type { TaskKind } from './nodes.ts';

const prefixes = ['', 'ansible.builtin.', 'ansible.legacy.'];

const kinds: ReadonlyMap<string, TaskKind> = new Map(
  (
    [
      ['include_tasks', 'include_tasks'],
      ['import_tasks', 'import_tasks'],
      ['include_role', 'include_role'],
      ['import_role', 'import_role'],
      ['meta', 'meta'],
    ] as const
  ).flatMap(([name, kind]) => prefixes.map((prefix): [string, TaskKind] => [prefix + name, kind])),
);

/** `include` of Ansible before 2.4: static where it can be, dynamic otherwise. */
export const isOldInclude = (action: string): boolean => shortName(action) === 'include';

/** Name without `ansible.builtin.` or `ansible.legacy.`. */
export function shortName(action: string): string {
  for (const prefix of prefixes) {
    if (prefix !== '' && action.startsWith(prefix)) return action.slice(prefix.length);
  }
  return action;
}

/** How the engine treats a task with this action; `include` is decided by the task loader. */
export const taskKindOf = (action: string): TaskKind => kinds.get(action) ?? 'module';

/** Actions that take free text (`command: ls -l`), by short name. */
const freeForm = new Set([
  'add_host',
  'command',
  'fetch',
  'group_by',
  'import_role',
  'import_tasks',
  'include',
  'include_role',
  'include_tasks',
  'include_vars',
  'meta',
  'raw',
  'script',
  'set_fact',
  'shell',
  'win_command',
  'win_shell',
]);

export const takesFreeForm = (action: string): boolean =>
  freeForm.has(shortName(action).replace(/^ansible\.windows\./, ''));

const commandLike = new Set(['command', 'shell', 'script', 'raw', 'win_command', 'win_shell']);

/** Actions whose `cmd` argument is the same as the free text. */
export const takesCommand = (action: string): boolean =>
  commandLike.has(shortName(action).replace(/^ansible\.windows\./, ''));

/** Free-form parsing keeps unknown `key=value` words within the text (FREEFORM_ACTIONS). */
export const keepsRawWords = (action: string): boolean => {
  const name = shortName(action).replace(/^ansible\.windows\./, '');
  return commandLike.has(name);
};
