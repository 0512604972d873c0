import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import type { Callback, TaskInfo, TaskOutcome } from '../engine/events.ts';
import { str } from '../values/repr.ts';
import type { Dict } from '../values/types.ts';
import type { Display } from './display.ts';
import { type DumpOptions, dumpResult } from './dump.ts';
import { junitReport, type TestCase } from './junit-xml.ts';
import type { CallbackOptions, JunitOptions } from './options.ts';
import { actionName, cleanResult, taskPath } from './result.ts';

type CaseStatus = 'ok' | 'failed' | 'skipped' | 'included';

interface HostCase {
  readonly status: CaseStatus;
  readonly result: Dict;
  /** Of an include: what was brought in. */
  readonly included: string;
  readonly finish: number;
}

interface TaskCase {
  readonly task: TaskInfo;
  readonly name: string;
  readonly play: string;
  readonly start: number;
  readonly hosts: Map<string, HostCase>;
}

/** Writes a JUnit report of the run to `<folder>/<playbook>-<time>.xml`. */
export function createJunit(display: Display, options: CallbackOptions): Callback {
  const { junit } = options;
  const tasks = new Map<string, TaskCase>();
  let playbook = '';
  let play = '';

  const start = (task: TaskInfo) => {
    if (tasks.has(task.uuid)) return;
    let name = task.name.trim();
    if (!task.noLog && !junit.hideTaskArguments && task.args.size > 0) {
      name += ` ${[...task.args].map(([key, value]) => `${str(key)}=${str(value)}`).join(', ')}`;
    }
    tasks.set(task.uuid, { task, name, play, start: Date.now() / 1000, hosts: new Map() });
  };

  const finish = (taskUuid: string, host: string, found: CaseStatus, result: Dict, file = '') => {
    const entry = tasks.get(taskUuid);
    if (entry === undefined) return;
    let status = found;
    if (junit.failOnChange && status === 'ok' && result.get('changed') === true) status = 'failed';
    if (status === 'failed' && entry.name.includes('EXPECTED FAILURE')) {
      status = 'ok';
    } else if (entry.name.includes('TOGGLE RESULT')) {
      if (status === 'failed') status = 'ok';
      else if (status === 'ok') status = 'failed';
    }
    if (!entry.name.startsWith(junit.testCasePrefix) && status !== 'failed') return;
    const before = entry.hosts.get(host)?.included;
    const included = before === undefined || file === '' ? file : `${before}\n${file}`;
    entry.hosts.set(host, { status, result, included, finish: Date.now() / 1000 });
  };

  const finishOutcome = (outcome: TaskOutcome) => {
    const { status, ignoreErrors, task, host } = outcome;
    if (status === 'unreachable') return;
    const ignored = status === 'failed' && ignoreErrors && !junit.failOnIgnore;
    finish(task.uuid, host, ignored ? 'ok' : status, cleanResult(outcome));
  };

  const report = () => {
    const dump: DumpOptions = { ...options, verbosity: display.verbosity };
    const cases = [...tasks.values()]
      .filter(({ task }) => junit.includeSetupTasks || actionName(task) !== 'setup')
      .flatMap((entry) =>
        [...entry.hosts].map(([host, each]) => testCase(entry, host, each, junit, dump)),
      );
    const file = join(junit.outputDirectory, `${playbook}-${Date.now() / 1000}.xml`);
    try {
      mkdirSync(junit.outputDirectory, { recursive: true });
      writeFileSync(file, junitReport(playbook, cases));
    } catch (error) {
      display.warning(`Unable to write ${file}: ${(error as Error).message}`);
    }
  };

  return {
    name: 'junit',
    onEvent: (event) => {
      switch (event.type) {
        case 'playbookStart':
          playbook = basename(event.path, extname(event.path));
          return;
        case 'playStart':
          play = event.play.name;
          return;
        case 'taskStart':
          return start(event.task);
        case 'result':
          return finishOutcome(event.outcome);
        case 'included':
          return finish(event.task.uuid, 'include', 'included', new Map(), event.file);
        case 'stats':
          return report();
      }
    },
  };
}

function testCase(
  { task, name, play, start }: TaskCase,
  host: string,
  { status, result, included, finish }: HostCase,
  junit: JunitOptions,
  dump: DumpOptions,
): TestCase {
  const head = {
    name: `[${host}] ${play}: ${name}`,
    className: className(task, junit),
    time: finish - start,
  };
  if (status === 'included') return { ...head, output: included };
  const output = dumpResult(result, dump, 0);
  if (status === 'ok') return { ...head, output };
  if (status === 'skipped')
    return { ...head, skipped: str(result.get('skip_reason') ?? 'skipped') };
  const exception = result.get('exception');
  if (exception !== undefined) {
    const trace = str(exception);
    return { ...head, error: { message: trace.trim().split('\n').at(-1) ?? '', output: trace } };
  }
  const message = result.get('msg') ?? `rc=${str(result.get('rc') ?? 0)}`;
  return { ...head, failure: { message: str(message), output } };
}

function className(task: TaskInfo, junit: JunitOptions): string {
  const path = taskPath(task) ?? '';
  let name = junit.taskRelativePath === '' ? path : relative(junit.taskRelativePath, path);
  if (junit.replaceOutOfTreePath !== null && name.startsWith('../')) {
    name = junit.replaceOutOfTreePath + basename(name);
  }
  return junit.taskClass ? name.replace(/\.yml:[0-9]+$/, '') : name;
}
