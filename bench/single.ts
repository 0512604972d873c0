import { mkdirSync, writeFileSync } from 'node:fs';
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
    one: [program, join(import.meta.dirname, 'playbooks/one.yml')],
  };
  const all = { nothing: [], version: [], list: [], one: [] } as Record<
    keyof typeof kinds,
    Awaited<ReturnType<typeof measure>>[]
  >;
  for (let round = 0; round < runs * 3; round++) {
    for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
      all[kind].push(await measure({ argv: kinds[kind], cwd: folder, env }, folder));
    }
  }
  const nothing = middle(all.nothing);
  const about = (kind: 'version' | 'list' | 'one', title: string, goal?: number): Single => {
    const { wall } = middle(all[kind]);
    return {
      title,
      figure: `${(wall / nothing.wall).toFixed(1)} × (${Math.round(wall * 1000)} ms)`,
      goal: goal === undefined ? '' : `${goal} × \`node -e 0\``,
    };
  };
  return [
    about('version', '`ansible-playbook --version`', 3),
    about('list', '`--list-tasks`, 500 tasks', 12),
    about('one', 'one task on this machine'),
  ];
}

const DELAY = 20;

/** Playbooks whose round trips are counted, and how many tasks (items of loops one by one) work on the host. */
const DELAYED = [
  { playbook: 'ordinary.yml', title: 'thirty tasks', work: 26, goal: '2.2' },
  { playbook: 'loops.yml', title: 'loops of 300 items', work: 300, goal: '' },
  { playbook: 'commands.yml', title: '50 commands', work: 50, goal: '' },
];

/** Round trips a task over a line that delays each way: how often troupe speaks after the host has. */
export async function roundTrips(bench: Bench): Promise<Single[]> {
  const figures: Single[] = [];
  for (const { playbook, title, work, goal } of DELAYED) {
    // The first run changes things, the second finds nothing to do.
    const counts = [await countTurns(playbook, bench), await countTurns(playbook, bench)];
    const perTask = counts.map((count) => (count / work).toFixed(2)).join(', then ');
    figures.push({
      title: `round trips a task, connecting included (${title}, ${DELAY} ms each way)`,
      figure: `${perTask} (${counts.join(' and ')} for ${work})`,
      goal,
    });
  }
  return figures;
}

async function countTurns(playbook: string, bench: Bench): Promise<number> {
  const { folder, fleet, root } = bench;
  const line = await startDelay({ host: '127.0.0.1', port: fleet.port }, DELAY);
  const inventory = writeInventory({ hosts: 1, connection: 'ssh' }, bench, line.port);
  mkdirSync(join(root, 'delay/host1/loop'), { recursive: true });
  const argv = [
    playbookProgram('troupe', bench),
    ...['-i', inventory, '-e', `bench_root=${join(root, 'delay')}`],
    join(import.meta.dirname, 'playbooks', playbook),
  ];
  try {
    await measure({ argv, cwd: folder, env: environmentOf('troupe', bench) }, folder);
    return line.turns();
  } finally {
    line.close();
  }
}
