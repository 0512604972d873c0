import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDelay } from './fleet.ts';
import { measure, middle } from './measure.ts';
import { type Bench, environmentOf, playbookProgram, writeInventory } from './tools.ts';

/** A figure that stands beside no other tool. */
export interface Single {
  readonly title: string;
  readonly figure: string;
  readonly goal: string;
}

/** How long the program takes to begin, by user and system time, relative to a Node that does nothing. */
export async function startUp(bench: Bench, runs: number): Promise<Single[]> {
  const { folder } = bench;
  const env = environmentOf('troupe', bench);
  const playbook = join(folder, 'tasks-500.yml');
  const tasks = Array.from(
    { length: 500 },
    (_, index) =>
      `    - name: Task ${index}\n      command: echo {{ ${index} + 1 }}\n      when: wanted | default(true)\n`,
  );
  writeFileSync(playbook, `- hosts: localhost\n  tasks:\n${tasks.join('')}`);
  const program = playbookProgram('troupe', bench);
  const kinds = {
    nothing: [process.execPath, '-e', '0'],
    version: [program, '--version'],
    list: [program, '--list-tasks', playbook],
  };
  const all = { nothing: [], version: [], list: [] } as Record<
    keyof typeof kinds,
    Awaited<ReturnType<typeof measure>>[]
  >;
  for (let round = 0; round < runs * 3; round++) {
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
      all[kind].push(await measure({ argv: kinds[kind], cwd: folder, env }, folder));
    }
  }
  const nothing = middle(all.nothing);
  const about = (kind: 'version' | 'list', title: string, goal: number): Single => {
    const { wall, cpu } = middle(all[kind]);
    const figure = `${(wall / nothing.wall).toFixed(1)} × (CPU ${(cpu / nothing.cpu).toFixed(1)} ×)`;
    return { title, figure, goal: `${goal} × \`node -e 0\`` };
  };
  return [about('version', '`--version`', 3), about('list', '`--list-tasks`, 500 tasks', 12)];
}

const DELAY = 20;
/** Tasks of ordinary.yml, its loops' items counted one by one, that work on the host. */
const REMOTE_TASKS = 26;

/** Round trips a task over a line that delays each way: how often troupe speaks after the host has. */
export async function roundTrips(bench: Bench): Promise<Single> {
  const { folder, fleet, root } = bench;
  const env = environmentOf('troupe', bench);
  const counts: number[] = [];
  // The first run changes things, the second finds nothing to do.
  for (let round = 0; round < 2; round++) {
    const line = await startDelay({ host: '127.0.0.1', port: fleet.port }, DELAY);
    const inventory = writeInventory({ hosts: 1, connection: 'ssh' }, bench, line.port);
    const argv = [
      playbookProgram('troupe', bench),
      ...['-i', inventory, '-e', `bench_root=${join(root, 'delay')}`],
      join(import.meta.dirname, 'playbooks/ordinary.yml'),
    ];
    await measure({ argv, cwd: folder, env }, folder);
    counts.push(line.turns());
    line.close();
  }
  const perTask = counts.map((count) => (count / REMOTE_TASKS).toFixed(2)).join(', then ');
  return {
    title: `round trips a task, connecting included (${DELAY} ms each way)`,
    figure: `${perTask} (${counts.join(' and ')} for ${REMOTE_TASKS})`,
    goal: '2.2',
  };
}
