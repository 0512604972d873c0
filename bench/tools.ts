import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fleet, hostAddress, tryRun } from './fleet.ts';
import { type Measurement, measure } from './measure.ts';
import type { Workload } from './workloads.ts';

export type ToolName = 'troupe' | 'ansible' | 'mitogen' | 'floor' | 'scp';

/** What the runs share: a folder for everything, the hosts, the program. */
export interface Bench {
  readonly folder: string;
  readonly fleet: Fleet;
  /** troupe's program. */
  readonly troupe: string;
  /** Below it each tool has a folder, and each host one in that. */
  readonly root: string;
  /** Folder of mitogen's strategies. */
  readonly mitogen: string | undefined;
}

const playbooks = join(import.meta.dirname, 'playbooks');
const floors = join(import.meta.dirname, 'floor');

/** Makes a home of its own and a link by which troupe answers as ansible-playbook. */
export function prepareTools({ folder, troupe }: Bench): void {
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  mkdirSync(join(folder, 'bin'));
  symlinkSync(troupe, join(folder, 'bin', 'ansible-playbook'));
}

export const playbookProgram = (tool: ToolName, { folder }: Bench): string =>
  tool === 'troupe' ? join(folder, 'bin', 'ansible-playbook') : 'ansible-playbook';

export function environmentOf(tool: ToolName, { folder, mitogen }: Bench): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    LC_ALL: 'C.UTF-8',
    ANSIBLE_PIPELINING: '1',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_DEPRECATION_WARNINGS: '0',
    ANSIBLE_LOCALHOST_WARNING: '0',
    ...(tool === 'mitogen'
      ? { ANSIBLE_STRATEGY: 'mitogen_linear', ANSIBLE_STRATEGY_PLUGINS: mitogen }
      : {}),
  };
}

/** Runs one tool on a workload. @throws when it fails */
export async function runTool(
  tool: ToolName,
  workload: Workload,
  bench: Bench,
): Promise<Measurement> {
  const { folder, root } = bench;
  const env = environmentOf(tool, bench);
  if (tool === 'floor') return measureFloor(workload, bench, env);
  if (tool === 'scp') return measureScp(workload, bench, env);
  const inventory = writeInventory(workload, bench);
  const argv = [
    playbookProgram(tool, bench),
    ...['-i', inventory, '-f', String(workload.forks)],
    ...['-e', `bench_root=${join(root, tool)} bench_data=${join(folder, 'data')}`],
    ...(workload.data ? ['-e', `bench_tree=${workload.data}`] : []),
    join(playbooks, workload.playbook),
  ];
  return measure({ argv, cwd: folder, env }, folder);
}

/** An inventory of the workload's hosts; `port` stands for all of them where it is given. */
export function writeInventory(
  { hosts, connection }: Pick<Workload, 'hosts' | 'connection'>,
  { folder, fleet }: Bench,
  port?: number,
): string {
  const path = join(folder, `hosts-${connection}-${hosts}-${port ?? 'all'}.ini`);
  const lines = Array.from({ length: hosts }, (_, index) =>
    connection === 'local'
      ? `host${index + 1} ansible_connection=local`
      : `host${index + 1} ansible_host=${port ? '127.0.0.1' : hostAddress(index)}`,
  );
  const checking = port ? '-o StrictHostKeyChecking=no ' : '';
  const common = `${checking}-o UserKnownHostsFile=${port ? '/dev/null' : fleet.knownHosts}`;
  const settings = [
    '[all:vars]',
    'ansible_python_interpreter=/usr/bin/python3',
    `ansible_port=${port ?? fleet.port}`,
    `ansible_ssh_private_key_file=${fleet.key}`,
    `ansible_ssh_common_args='${common}'`,
  ];
  writeFileSync(path, `${[...lines, ...settings].join('\n')}\n`);
  return path;
}

function sshOptions({ fleet, folder }: Bench): string[] {
  return [
    ...['-F', 'none', '-i', fleet.key, '-o', `UserKnownHostsFile=${fleet.knownHosts}`],
    ...['-o', `ControlPath=${join(folder, 'control')}`],
  ];
}

/** Ends the connection that scripts by hand go over. */
export function closeTools({ folder }: Bench): void {
  const control = join(folder, 'control');
  if (existsSync(control)) tryRun('ssh', ['-S', control, '-O', 'exit', hostAddress(0)]);
}

/** The same work as a script by hand, over a connection that stands already. */
async function measureFloor(
  workload: Workload,
  bench: Bench,
  env: NodeJS.ProcessEnv,
): Promise<Measurement> {
  const { folder, fleet, root } = bench;
  const options = ['-p', String(fleet.port), ...sshOptions(bench)];
  const address = hostAddress(0);
  if (!existsSync(join(folder, 'control'))) {
    execFileSync('ssh', [...options, '-o', 'ControlMaster=yes', '-fN', address]);
  }
  if (workload.floor === 'tar') {
    const to = `mkdir -p ${root}/floor/host1/tree && tar -xf - -C ${root}/floor/host1/tree`;
    const send = `tar -cf - -C ${join(folder, 'data', workload.data ?? '')} .`;
    const argv = ['sh', '-c', `${send} | ssh ${options.join(' ')} ${address} '${to}'`];
    return measure({ argv, cwd: folder, env }, folder);
  }
  const hosts = Array.from({ length: workload.hosts }, (_, index) => index + 1);
  const script = join(floors, workload.floor ?? '');
  const sessions = hosts.map(
    (host) => `ssh ${options.join(' ')} ${address} sh -s ${root}/floor/host${host} <${script} &`,
  );
  const argv = ['sh', '-c', `${sessions.join('\n')}\nwait`];
  return measure({ argv, cwd: folder, env }, folder);
}

async function measureScp(
  workload: Workload,
  bench: Bench,
  env: NodeJS.ProcessEnv,
): Promise<Measurement> {
  const { folder, fleet, root } = bench;
  const to = `${hostAddress(0)}:${root}/scp/host1/copy`;
  const options = sshOptions(bench).slice(0, -2);
  const from = join(folder, 'data', workload.data ?? '');
  const argv = ['scp', '-qr', '-P', String(fleet.port), ...options, from, to];
  return measure({ argv, cwd: folder, env }, folder);
}
