// `npm run bench -- [--only NAME,…] [--runs N] [--tools troupe,ansible,mitogen,floor,scp] [--troupe PROGRAM] [--keep]`
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeData } from './data.ts';
import { findMitogen, startFleet, tryRun } from './fleet.ts';
import { type Measurement, middle } from './measure.ts';
import { roundTrips, startUp } from './single.ts';
import { markdown, type Row } from './table.ts';
import { closeTools, prepareTools, runTool, type ToolName } from './tools.ts';
import { type Workload, workloads } from './workloads.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '3' },
    tools: { type: 'string', default: 'troupe,ansible,mitogen,floor,scp' },
    troupe: { type: 'string', default: join(import.meta.dirname, '../dist/troupe.mjs') },
  },
});
const runs = Number(options.runs);
const wanted = (name: string): boolean =>
  options.only === undefined || options.only.split(',').includes(name);
const folder = mkdtempSync(join(tmpdir(), 'troupe-bench-'));
const troupe = resolve(options.troupe);

const mitogen = findMitogen();
const hasAnsible = tryRun('ansible-playbook', ['--version']) !== undefined;
const missing = [
  ...(hasAnsible
    ? []
    : ['Ansible is not installed: no ratio to it, and none to mitogen, can be told.']),
  ...(mitogen ? [] : ['mitogen (package ansible-mitogen) is not installed.']),
];
const asked = options.tools.split(',') as ToolName[];
const tools = asked.filter(
  (tool) =>
    (tool !== 'ansible' && tool !== 'mitogen') || (hasAnsible && (tool === 'ansible' || mitogen)),
);

for (const needed of ['/usr/bin/time', '/usr/sbin/sshd', troupe]) {
  if (existsSync(needed)) continue;
  console.error(`${needed} is missing: time(1), an OpenSSH server and a built troupe are needed.`);
  process.exit(2);
}

const fleet = await startFleet(folder);
const root = join(folder, 'hosts');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.on('exit', () => fleet.close());
const bench = { folder, fleet, troupe, root, mitogen };
try {
  prepareTools(bench);
  const rows: Row[] = [];
  for (const workload of workloads) {
    if (!wanted(workload.name)) continue;
    if (workload.data) makeData(workload.data, folder);
    rows.push({ workload, figures: await compare(workload) });
  }
  const single = [
    ...(wanted('start') ? await startUp(bench, runs) : []),
    ...(wanted('delay') ? await roundTrips(bench) : []),
  ];
  for (const line of missing) console.log(`${line}\n`);
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `Node ${process.versions.node}, ${cpus().length} cores, load ${load} at the end; middle of ${runs} runs.\n`,
  );
  console.log(markdown(rows, single));
} finally {
  closeTools(bench);
  fleet.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Runs a workload with all tools in turn, `runs` times; each has folders of its own on the hosts. */
async function compare(workload: Workload): Promise<Map<ToolName, Measurement>> {
  const all = new Map<ToolName, Measurement[]>();
  const able = tools.filter(
    (tool) =>
      !workload.without?.includes(tool) &&
      (tool !== 'floor' || workload.floor) &&
      (tool !== 'scp' || workload.scp),
  );
  // Where nothing is to change, a run that does not count brings that about.
  for (let round = workload.fresh ? 1 : 0; round <= runs; round++) {
    for (const tool of able) {
      if (workload.fresh) rmSync(join(root, tool), { recursive: true, force: true });
      makeHostFolders(join(root, tool), workload);
      try {
        const measured = await runTool(tool, workload, bench);
        if (round > 0) all.set(tool, [...(all.get(tool) ?? []), measured]);
        const { wall, cpu } = measured;
        process.stderr.write(
          `${workload.name} ${round} ${tool}: ${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s\n`,
        );
      } catch (error) {
        process.stderr.write(`${workload.name} ${tool}: ${(error as Error).message}\n`);
      }
    }
  }
  rmSync(root, { recursive: true, force: true });
  return new Map([...all].map(([tool, list]) => [tool, middle(list)]));
}

function makeHostFolders(root: string, { hosts, connection, playbook }: Workload): void {
  if (connection === 'local') return;
  for (let host = 1; host <= hosts; host++) {
    const inside = playbook === 'loops.yml' ? 'loop' : '';
    mkdirSync(join(root, `host${host}`, inside), { recursive: true });
  }
}
