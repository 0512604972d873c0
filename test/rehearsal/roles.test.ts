import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROLES = readdirSync('roles');
const read = (path: string): unknown => parse(readFileSync(path, 'utf8'), { merge: true });

type Task = Record<string, unknown> & { block?: Task[] };

function tasksOf(role: string): Array<[file: string, task: Task]> {
  const files = readdirSync(join('roles', role), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^(?:tasks|handlers)\/.*\.yml$/.test(file),
  );
  const flatten = (tasks: Task[]): Task[] =>
    tasks.flatMap((task) => [task, ...flatten(task.block ?? [])]);
  return files.flatMap((file) =>
    flatten((read(join('roles', role, file)) as Task[] | null) ?? []).map(
      (task) => [file, task] as [string, Task],
    ),
  );
}

const KEYWORDS = new Set(
  `name when vars register loop loop_control changed_when failed_when check_mode become no_log until retries delay
   notify environment block rescue always args`.split(/\s+/),
);

describe.each(ROLES)('role %s', (role) => {
  it('says who it is, what it takes and how it is used', () => {
    for (const file of [
      'README.md',
      'meta/main.yml',
      'meta/argument_specs.yml',
      'defaults/main.yml',
    ]) {
      expect(existsSync(join('roles', role, file)), file).toBe(true);
    }
  });

  it('takes every setting that it has a default for', () => {
    const defaults = read(join('roles', role, 'defaults/main.yml')) as Record<string, unknown>;
    const name = Object.keys(defaults).find((key) => key.endsWith('_defaults')) ?? '';
    const { argument_specs: specs } = read(join('roles', role, 'meta/argument_specs.yml')) as {
      argument_specs: Record<string, { options: Record<string, { options: object }> }>;
    };
    const entry = specs.main ?? specs.session;
    const taken = entry?.options[name.replace(/_defaults$/, '')]?.options ?? {};
    expect(Object.keys(taken).sort()).toEqual(Object.keys(defaults[name] as object).sort());
  });

  it('names its tasks, and its modules in full, from ansible.builtin alone', () => {
    for (const [file, task] of tasksOf(role)) {
      expect(task.name, `${file}: ${JSON.stringify(task)}`).toBeTypeOf('string');
      const actions = Object.keys(task).filter((key) => !KEYWORDS.has(key));
      if (task.block) expect(actions, `${file}: ${task.name}`).toEqual([]);
      else
        expect(actions, `${file}: ${task.name}`).toEqual([
          expect.stringMatching(/^ansible\.builtin\./),
        ]);
    }
  });

  it('marks commands that only read, and foresees those that change', () => {
    for (const [file, task] of tasksOf(role)) {
      const action = task['ansible.builtin.command'] ?? task['ansible.builtin.shell'];
      if (action === undefined) continue;
      const reads = task.changed_when === false;
      const guarded =
        typeof action === 'object' &&
        action !== null &&
        ('creates' in action || 'removes' in action);
      expect(reads || guarded, `${file}: ${task.name}`).toBe(true);
    }
  });
});

it('playbooks name roles that are there, for the host that they are for', () => {
  for (const file of readdirSync('playbooks')) {
    const plays = read(join('playbooks', file)) as Array<{
      hosts: string;
      roles: Array<{ role: string }>;
    }>;
    for (const { hosts, roles } of plays) {
      expect(hosts).toBe('Pisc0');
      for (const { role } of roles)
        expect(existsSync(join('playbooks', role, 'tasks/main.yml')), role).toBe(true);
    }
  }
});
