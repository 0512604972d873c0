import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import nunjucks from 'nunjucks';
import { DictLoader, Environment, fromPlain, type Value } from '../../src/template/index.ts';
import { type Workload, workloads } from './workloads.ts';

/** Milliseconds: the very first time, compiling and rendering with warm code, rendering what is compiled. */
interface Times {
  first: number;
  cold: number;
  warm: number;
  length: number;
}

function time(run: () => string): { took: number; output: string } {
  const start = performance.now();
  const output = run();
  return { took: performance.now() - start, output };
}

const best = (run: () => string, rounds: number): number =>
  Math.min(...Array.from({ length: rounds }, () => time(run).took));

function measure(fresh: () => string, again: () => string): Times {
  const { took, output } = time(fresh);
  const cold = best(fresh, 25);
  again();
  return { first: took, cold, warm: best(again, 40), length: output.length };
}

function troupe(work: Workload): Times {
  const make = () => new Environment({ loader: new DictLoader(work.templates) });
  const variables = fromPlain(work.variables) as Map<string, Value>;
  const render = (environment: Environment) =>
    work.entries.map((name) => environment.getTemplate(name).render(variables)).join('');
  const kept = make();
  return measure(
    () => render(make()),
    () => render(kept),
  );
}

function nunjucksTimes(work: Workload): Times {
  const loader = {
    getSource: (name: string) => ({
      src: work.templates[name] as string,
      path: name,
      noCache: false,
    }),
  };
  const make = () => new nunjucks.Environment(loader as nunjucks.ILoader, { autoescape: false });
  const render = (environment: nunjucks.Environment) =>
    work.entries.map((name) => environment.render(name, work.variables)).join('');
  const kept = make();
  return measure(
    () => render(make()),
    () => render(kept),
  );
}

function python(all: readonly Workload[]): Times[] {
  const { stdout, status } = spawnSync(
    '/usr/bin/python3',
    [join(import.meta.dirname, 'python.py')],
    {
      input: JSON.stringify(all),
      maxBuffer: 1e9,
    },
  );
  return status === 0 ? (JSON.parse(stdout.toString()) as Times[]) : [];
}

const all = workloads();
const jinja2 = python(all);
const cell = (text: string) => text.padStart(10);
const row = (name: string, times: Times | undefined) =>
  times &&
  console.log(
    `  ${name.padEnd(10)}${[times.first, times.cold, times.warm].map((n) => cell(n.toFixed(2))).join('')}${cell(String(times.length))}`,
  );

console.log(`${' '.repeat(12)}${['first', 'cold', 'warm', 'length'].map(cell).join('')}   (ms)`);
all.forEach((work, i) => {
  console.log(work.name);
  row('troupe', troupe(work));
  row('Jinja2', jinja2[i]);
  try {
    row('nunjucks', nunjucksTimes(work));
  } catch (error) {
    console.log(`  nunjucks can't: ${(error as Error).message.split('\n').join(' ')}`);
  }
});
