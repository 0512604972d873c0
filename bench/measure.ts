import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** What one run of a program took. */
export interface Measurement {
  /** Seconds. */
  readonly wall: number;
  /** User and system seconds of the program and the processes it waited for; not of the hosts. */
  readonly cpu: number;
  /** Largest resident set of any one of its processes, MiB. */
  readonly memory: number;
}

export interface Job {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that stands for stdin. */
  readonly stdin?: string;
}

/** Runs a program under time(1). @throws when it exits with another code than 0; its output is in `folder`/output. */
export async function measure(job: Job, folder: string): Promise<Measurement> {
  const report = join(folder, 'time');
  const output = openSync(join(folder, 'output'), 'w');
  const input = job.stdin === undefined ? undefined : openSync(job.stdin, 'r');
  const started = performance.now();
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('/usr/bin/time', ['-q', '-o', report, '-f', '%U %S %M', ...job.argv], {
      cwd: job.cwd,
      env: job.env,
      stdio: [input ?? 'ignore', output, output],
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });
  // time(1) tells hundredths of a second: too coarse for a start.
  const wall = (performance.now() - started) / 1000;
  closeSync(output);
  if (input !== undefined) closeSync(input);
  if (code !== 0) {
    const said = readFileSync(join(folder, 'output'), 'utf8').slice(-2000);
    throw new Error(`${job.argv.join(' ')} exited with ${code}:\n${said}`);
  }
  const fields = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  const [user = 0, system = 0, kilobytes = 0] = fields;
  return { wall, cpu: user + system, memory: kilobytes / 1024 };
}

/** The run of the middle, each figure by itself. */
export function middle(runs: readonly Measurement[]): Measurement {
  const of = (figure: (run: Measurement) => number): number => {
    const sorted = runs.map(figure).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return {
    wall: of((one) => one.wall),
    cpu: of((one) => one.cpu),
    memory: of((one) => one.memory),
  };
}
