import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import type { Span } from '../diagnostics/span.ts';
import {
  loadIncludedTasks,
  prepareIncludeRole,
  resolveInclude,
} from '../playbook/load-includes.ts';
import { loadRoleUse } from '../playbook/load-role.ts';
import type { Block, Task } from '../playbook/nodes.ts';
import { placeTask } from '../playbook/place-task.ts';
import { filterBlock, flatTasks } from '../playbook/tags.ts';
import { equals, str } from '../values/index.ts';
import { setTextType, textTypeIn } from '../values/text-type.ts';
import type { Dict, Value } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { taskSelector } from './compile-play.ts';
import { errorText } from './error-text.ts';
import type { PlayRun } from './play-run.ts';
import { isSet, result } from './result-fields.ts';
import { taskInfo } from './task-info.ts';
import { resultsOf } from './task-results.ts';
import type { TaskReport } from './task-run.ts';

/** One file or role that a dynamic include named, with the hosts that named it. */
interface Inclusion {
  readonly task: Task;
  /** Path of the file, or the role's name. */
  readonly what: string;
  readonly vars: Map<string, Value>;
  readonly label: Value | undefined;
  readonly hosts: HostLike[];
  readonly roleFrom: ReadonlyMap<string, Value>;
  readonly span: Span | undefined;
}

/** What includes brought: blocks by host, and all new tasks in order. */
export interface Included {
  readonly blocks: Map<string, Block[]>;
  readonly handlers: Map<string, Task[]>;
  readonly tasks: Task[];
  readonly failedHosts: Set<string>;
}

/** Loads what the include tasks among `reports` asked for, once for all hosts that asked for the same. */
export function processIncludes(
  playRun: PlayRun,
  reports: readonly TaskReport[],
): Included | undefined {
  const inclusions: Inclusion[] = [];
  for (const report of reports)
    if (report.task.isDynamicInclude) gather(playRun, report, inclusions);
  if (inclusions.length === 0) return undefined;
  const included: Included = {
    blocks: new Map(),
    handlers: new Map(),
    tasks: [],
    failedHosts: new Set(),
  };
  for (const inclusion of inclusions) load(playRun, inclusion, included);
  return included;
}

function gather(playRun: PlayRun, report: TaskReport, inclusions: Inclusion[]): void {
  const { task, host } = report;
  const items = task.hasLoop ? resultsOf(report.result) : [report.result];
  for (const item of items) {
    if (isSet(item, 'skipped') || isSet(item, 'failed')) continue;
    const vars = specialVars(item);
    const args = item.get('include_args');
    if (args instanceof Map && task.taskKind === 'include_tasks')
      for (const [name, value] of args) vars.set(str(name), value);
    const templar = playRun.run.vars
      .templar({ play: playRun.play, host, task, batch: playRun.batch })
      .with(vars);
    let what: string;
    let roleFrom: ReadonlyMap<string, Value> = new Map();
    let span: Span | undefined;
    if (task.taskKind === 'include_role') {
      const request = prepareIncludeRole(task, playRun.run.playbook);
      what = str(templar.template(request.data));
      span = request.span;
      roleFrom = new Map([...request.from].map(([kind, value]) => [kind, templar.template(value)]));
    } else {
      const target = str(item.get('include') ?? '');
      what = resolveInclude(task, target, templar, playRun.run.playbook);
    }
    const same = inclusions.find(
      (one) =>
        one.task === task &&
        one.what === what &&
        equals(asDict(one.vars), asDict(vars)) &&
        equals(asDict(one.roleFrom), asDict(roleFrom)) &&
        !one.hosts.includes(host),
    );
    if (same !== undefined) same.hosts.push(host);
    else
      inclusions.push({
        task,
        what,
        vars,
        label: item.get('_ansible_item_label'),
        hosts: [host],
        roleFrom,
        span,
      });
  }
}

const asDict = (vars: ReadonlyMap<string, Value>): Dict => vars as unknown as Dict;

/** Loop variables that the included tasks see. */
function specialVars(item: Dict): Map<string, Value> {
  const vars = new Map<string, Value>();
  const loopVar = str(item.get('ansible_loop_var') ?? 'item');
  const indexVar = item.get('ansible_index_var');
  for (const name of [
    loopVar,
    ...(indexVar === undefined ? [] : [str(indexVar)]),
    '_ansible_item_label',
    'ansible_loop',
  ]) {
    const value = item.get(name);
    if (value === undefined) continue;
    vars.set(name, value);
    setTextType(vars, name, textTypeIn(item, name));
  }
  return vars;
}

function load(playRun: PlayRun, inclusion: Inclusion, included: Included): void {
  const { run, play } = playRun;
  const { task, hosts, what } = inclusion;
  const copy = task.copyFor(inclusion.vars);
  let blocks: Block[];
  try {
    if (task.taskKind === 'include_role') {
      blocks = loadRoleUse(
        { data: what, from: inclusion.roleFrom, include: copy, span: inclusion.span },
        copy,
        run.playbook,
        placeTask,
      ).blocks;
    } else {
      blocks = loadIncludedTasks(copy, what, run.playbook, placeTask);
      // Of a file with nothing in it, not even a list, Ansible says nothing.
      if (run.playbook.loadFile(what) !== null) {
        for (const host of hosts) run.stats.count(host.name, 'ok');
        run.emit({
          type: 'included',
          file: what,
          hosts: hosts.map((host) => host.name),
          label: inclusion.label,
          task: taskInfo(task, playRun),
        });
      }
    }
  } catch (error) {
    if (!(error instanceof TroupeError) || error instanceof ParseError) throw error;
    failInclusion(playRun, inclusion, error, included);
    return;
  }
  if (task.isHandler) {
    const handlers = blocks.flatMap(flatTasks);
    for (const handler of handlers) for (const host of hosts) handler.notifiedHosts.add(host.name);
    for (const host of hosts) push(included.handlers, host.name, handlers);
    return;
  }
  const filtered = blocks
    .map((block) => filterBlock(block, taskSelector(run, play, task)))
    .filter((block) => !block.isEmpty);
  included.tasks.push(...filtered.flatMap(flatTasks));
  for (const host of hosts) push(included.blocks, host.name, filtered);
}

function push<T>(lists: Map<string, T[]>, key: string, values: readonly T[]): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [...values]);
  else list.push(...values);
}

function failInclusion(
  playRun: PlayRun,
  inclusion: Inclusion,
  error: TroupeError,
  included: Included,
): void {
  const { run } = playRun;
  const { task, hosts } = inclusion;
  if (task.taskKind === 'include_role') {
    run.emit({ type: 'error', message: errorText(error) });
  }
  for (const host of hosts) {
    included.failedHosts.add(host.name);
    if (task.taskKind === 'include_role') continue;
    run.stats.count(host.name, 'failures');
    run.emit({
      type: 'result',
      outcome: {
        status: 'failed',
        host: host.name,
        delegatedTo: undefined,
        task: taskInfo(task, playRun),
        result: result({ failed: true, reason: error.message }),
        changed: false,
        ignoreErrors: false,
        ignoreUnreachable: false,
        start: Date.now() / 1000,
        end: Date.now() / 1000,
      },
    });
  }
}
