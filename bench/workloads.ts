import type { Data } from './data.ts';
import type { ToolName } from './tools.ts';

/** One thing to measure. Ratios are of the same run, so a busy machine hurts all tools alike. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly playbook: string;
  readonly hosts: number;
  readonly connection: 'ssh' | 'local';
  readonly forks: number;
  /** Whether what an earlier run made is removed before each run. */
  readonly fresh: boolean;
  /** Script in floor/ that does the same by hand; `tar` for its data sent through tar(1). */
  readonly floor?: string;
  /** scp of the same data stands beside it. */
  readonly scp?: boolean;
  /** Tools to leave out, because they would need hours. */
  readonly without?: readonly ToolName[];
  /** What it needs to be made before. */
  readonly data?: Data;
  /** Most that troupe may take, as a fraction of Ansible's (`mitogen`, `floor`, `scp`: of theirs) time. */
  readonly goal: { ansible?: number; mitogen?: number; floor?: number; scp?: number };
}

const ssh = { connection: 'ssh', hosts: 1, forks: 5, fresh: false } as const;
const ordinary = { playbook: 'ordinary.yml', floor: 'ordinary.sh' };
const ordinaryGoal = { ansible: 1 / 15, mitogen: 1 / 4, floor: 3 };

export const workloads: readonly Workload[] = [
  {
    ...ssh,
    ...ordinary,
    name: 'ordinary',
    title: '30 tasks, 1 host, nothing to change',
    goal: ordinaryGoal,
  },
  {
    ...ssh,
    ...ordinary,
    name: 'ordinary-first',
    title: '30 tasks, 1 host, first run',
    fresh: true,
    goal: ordinaryGoal,
  },
  {
    ...ssh,
    ...ordinary,
    name: 'ordinary-20',
    title: '30 tasks, 20 hosts',
    hosts: 20,
    forks: 20,
    goal: ordinaryGoal,
  },
  {
    ...ssh,
    name: 'loops',
    title: 'loops: 200 `file`, 100 `lineinfile`',
    playbook: 'loops.yml',
    floor: 'loops.sh',
    goal: { ansible: 1 / 40 },
  },
  {
    ...ssh,
    name: 'loops-first',
    title: 'the loops, first run',
    playbook: 'loops.yml',
    floor: 'loops.sh',
    fresh: true,
    goal: { ansible: 1 / 40 },
  },
  {
    ...ssh,
    name: 'commands',
    title: '50 commands in a loop',
    playbook: 'commands.yml',
    floor: 'commands.sh',
    goal: { ansible: 1 / 30 },
  },
  {
    ...ssh,
    name: 'python-modules',
    title: '30 calls of a module in Python',
    playbook: 'python-modules.yml',
    goal: { ansible: 1 / 5, mitogen: 1 / 2 },
  },
  {
    name: 'controller',
    title: '10 controller tasks, 1,000 hosts',
    playbook: 'controller.yml',
    hosts: 1000,
    connection: 'local',
    forks: 50,
    fresh: true,
    goal: { ansible: 1 / 50 },
  },
  {
    ...ssh,
    name: 'big',
    title: 'a file of 1 GiB',
    playbook: 'big.yml',
    fresh: true,
    scp: true,
    data: 'big',
    goal: { scp: 1 / 0.8 },
  },
  {
    ...ssh,
    name: 'tree',
    title: 'a folder of 100 small files',
    playbook: 'tree.yml',
    fresh: true,
    floor: 'tar',
    scp: true,
    data: 'tree-100',
    goal: { ansible: 1 / 20 },
  },
  {
    ...ssh,
    name: 'tree-2000',
    title: 'a folder of 2,000 small files',
    playbook: 'tree.yml',
    fresh: true,
    floor: 'tar',
    scp: true,
    without: ['ansible', 'mitogen'],
    data: 'tree-2000',
    goal: {},
  },
  {
    ...ssh,
    name: 'tree-2000-again',
    title: 'the same folder, nothing to change',
    playbook: 'tree.yml',
    without: ['ansible', 'mitogen'],
    data: 'tree-2000',
    goal: {},
  },
];
