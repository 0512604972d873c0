import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { SshHost } from './sshd.ts';
import type { Stage } from './stage.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

export interface Performance {
  /** Runs playbooks: `node dist/troupe.mjs playbook`, or `ansible-playbook`. */
  runner: readonly string[];
  /** Name of a file in playbooks/, without its ending. */
  playbook: string;
  check?: boolean;
  /** More `-e KEY=VALUE`. */
  variables?: readonly string[];
  /** Other arguments of the runner. */
  more?: readonly string[];
}

export interface Outcome {
  rc: number;
  output: string;
  seconds: number;
  /** The recap's counts of the one host; undefined when there was no recap. */
  counts: Record<string, number> | undefined;
  /** `TASK: item` lines of what changed, addresses left out. */
  changed: string[];
}

/** Runs a playbook on the stage, locally or through the stage's sshd; `onOutput` gets it as it comes. */
export async function perform(
  stage: Stage,
  performance: Performance,
  ssh?: SshHost,
  onOutput?: (text: string) => void,
): Promise<Outcome> {
  const [command = '', ...first] = performance.runner;
  const iso = `${stage.server.url}/minishift/minishift-b2d-iso/releases/download/v1.2.0/minishift-b2d.iso`;
  const args = [
    ...first,
    '-i',
    `inventories/rehearsal/${ssh ? 'ssh' : 'local'}.yml`,
    `playbooks/${performance.playbook}.yml`,
    '-e',
    `iso_url=${iso}`,
    ...(performance.variables ?? []).flatMap((pair) => ['-e', pair]),
    ...(performance.check ? ['--check'] : []),
    ...(performance.more ?? []),
  ];
  const env = {
    ...process.env,
    ANSIBLE_NOCOLOR: '1',
    ...stage.environment,
    ...ssh?.environment,
  };
  const started = Date.now();
  const child = execa(command, args, {
    cwd: PROJECT,
    env,
    extendEnv: false,
    all: true,
    reject: false,
  });
  child.all.on('data', (chunk: Buffer) => onOutput?.(chunk.toString()));
  const { all: output, exitCode } = await child;
  return {
    rc: exitCode ?? 1,
    output,
    seconds: (Date.now() - started) / 1000,
    counts: countsOf(output),
    changed: changedOf(output),
  };
}

function countsOf(output: string): Record<string, number> | undefined {
  const line = /^Pisc0 +: (.*)$/m.exec(output)?.[1];
  if (line === undefined) return undefined;
  return Object.fromEntries(
    line
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split('='))
      .map(([name, count]) => [name ?? '', Number(count)]),
  );
}

function changedOf(output: string): string[] {
  const found: string[] = [];
  let task = '';
  for (const line of output.split('\n')) {
    task = /^(?:TASK|RUNNING HANDLER) \[(.*)\] \**$/.exec(line)?.[1] ?? task;
    const item = /^changed: \[Pisc0\](?: => \(item=(.*)\))?/.exec(line);
    if (item) found.push(item[1] === undefined ? task : `${task}: ${item[1]}`);
  }
  return found.map((text) => text.replaceAll(/ADDRESS-OF-[\w-]+|\d+\.\d+\.\d+\.\d+/g, 'ADDRESS'));
}
