import type { Task } from '../../playbook/nodes.ts';
import type { Scope, TemplarContract } from '../../template/contract.ts';
import { str } from '../../values/repr.ts';
import type { Dict, Value } from '../../values/types.ts';
import type { PlayRun } from '../play-run.ts';
import { isFailed, isSet, isUnreachable } from '../result-fields.ts';
import { RunEnded } from '../run-ended.ts';
import { writtenName } from '../task-info.ts';
import type { TaskReport } from '../task-run.ts';
import { builtins } from './builtins.ts';
import { DebuggedHost, DebuggedResult, DebuggedTask } from './debug-objects.ts';
import { runSession } from './session.ts';

/** Exit code when a person ends the run at the debugger. */
const QUIT = 99;

/** The playbook's own tasks, of those that were made at the debugger: `update_task` goes back to these. */
const written = new WeakMap<Task, Task>();

/**
 * Asks the person at the debugger what is to become of a result.
 * @returns the task to run again on that host, which may differ from what the playbook says; undefined to go on
 * @throws RunEnded where the person quits
 */
export async function debugResult(playRun: PlayRun, report: TaskReport): Promise<Task | undefined> {
  const { run, play, batch } = playRun;
  const { host } = report;
  const task = performed(report, run.vars.templar({ play, host, task: report.task, batch }));
  const view = { play, host, task, batch };
  const before = variables(run.vars.scope({ ...view, task: written.get(task) }));
  const taskVars = variables(run.vars.scope({ ...view, task: report.task }));
  const keepVariables = (): void => {
    const changed = [...taskVars].filter(([name, value]) => before.get(name) !== value);
    run.vars.override(task, new Map(changed.map(([name, value]) => [str(name), value])));
  };
  const write = (line: string): void =>
    run.emit({ type: 'notice', message: line, verbosity: 0, host: host.name });
  const known = new Map<string, Value>([
    ...builtins(write),
    ['host', new DebuggedHost(host)],
    ['result', new DebuggedResult(report)],
    ['task', new DebuggedTask(task)],
    ['task_vars', taskVars],
  ]);
  const next = await runSession({
    prompt: `[${host.name}] TASK: ${writtenName(task)} (debug)> `,
    space: {
      names: (name) => known.get(name),
      assign: (name, value) => known.set(name, value),
    },
    terminal: {
      ask(prompt) {
        run.emit({ type: 'question' });
        return run.prompter.readLine(prompt);
      },
      write,
    },
    updateTask() {
      keepVariables();
      const { args } = written.get(task) as Task;
      task.args = run.vars.templar(view).template(args) as Dict;
    },
  });
  if (next === 'exit') throw new RunEnded(QUIT);
  if (next === 'continue') return undefined;
  keepVariables();
  takeBack(playRun, report);
  return task;
}

function variables(scope: Scope): Dict {
  const values: Dict = new Map();
  for (const name of scope.names()) values.set(name, scope.get(name) ?? null);
  return values;
}

/** The task as it was performed, rendered if it came so far, as a copy that the person may change. */
function performed({ task, args }: TaskReport, templar: TemplarContract): Task {
  const copy = task.editable(args ?? task.args);
  const name = task.keywords.get('name');
  if (args !== undefined && name !== undefined)
    copy.keywords.set('name', templar.template(name, { failOnUndefined: false }));
  written.set(copy, written.get(task) ?? task);
  return copy;
}

/** Counts back what a result has counted; `ok` goes down whatever it was, as it does in Ansible. */
function takeBack({ run }: PlayRun, { host, result }: TaskReport): void {
  run.failed.clear();
  const discount = run.stats.discount.bind(run.stats, host.name);
  if (isFailed(result)) discount('failures');
  if (isUnreachable(result)) discount('unreachable');
  if (isSet(result, 'changed')) discount('changed');
  if (isSet(result, 'skipped')) discount('skipped');
  discount('ok');
}
