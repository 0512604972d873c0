import { TroupeError } from '../diagnostics/errors.ts';
import { didYouMean } from '../diagnostics/nearest-name.ts';
import { isOldInclude, shortName } from '../playbook/actions.ts';
import { keywordOf, type Task } from '../playbook/nodes.ts';
import { isIdentifier, str } from '../values/index.ts';
import { textTypeIn } from '../values/text-type.ts';
import { type Dict, Template, type Value } from '../values/types.ts';
import { delegateHost } from './delegation.ts';
import type { ResultStatus } from './events.ts';
import { faultOf } from './fault.ts';
import { handlersFor, notifiableNames } from './handler-search.ts';
import { isRunOnce, type PlayRun } from './play-run.ts';
import { isFailed, isSet, isUnreachable, registered } from './result-fields.ts';
import { withoutTemplates } from './source-form.ts';
import { taskInfo } from './task-info.ts';
import type { TaskReport } from './task-run.ts';

/** What became of a host's turn, for the strategy. */
export interface Judgement {
  readonly failed: boolean;
  readonly unreachable: boolean;
  readonly skipped: boolean;
}

/** Takes notice of a report: statistics, facts, registered variables, notifications; tells the callbacks. */
export function takeNotice(playRun: PlayRun, report: TaskReport): Judgement {
  const { run } = playRun;
  const { task, host, result, ignoreErrors, ignoreUnreachable } = report;
  const unreachable = isUnreachable(result);
  const failed = !unreachable && isFailed(result);
  const skipped = !unreachable && !failed && isSet(result, 'skipped');
  const changed = isSet(result, 'changed');
  const count = run.stats.count.bind(run.stats, host.name);

  if (failed) {
    if (!ignoreErrors) noteFailure(playRun, report);
    else {
      count('ok');
      count('ignored');
      if (changed) count('changed');
    }
  } else if (unreachable) {
    if (ignoreUnreachable) {
      count('ok');
      count('ignored');
    } else {
      run.unreachable.add(host.name);
      playRun.play.removedHosts.add(host.name);
      count('unreachable');
    }
  } else if (skipped) count('skipped');
  else {
    absorb(playRun, report);
    if (!task.isDynamicInclude) {
      count('ok');
      if (changed) count('changed');
    }
  }
  emitResult(
    playRun,
    report,
    unreachable ? 'unreachable' : failed ? 'failed' : skipped ? 'skipped' : 'ok',
    changed,
  );
  register(playRun, report);
  if (task.isHandler) task.notifiedHosts.delete(host.name);
  if (task.role !== undefined && (failed || (!unreachable && !skipped))) {
    const started = playRun.play.startedRoles;
    const hosts = started.get(task.role.identity) ?? new Set();
    started.set(task.role.identity, hosts.add(host.name));
  }
  return {
    failed: failed && !ignoreErrors,
    unreachable: unreachable && !ignoreUnreachable,
    skipped,
  };
}

function emitResult(
  playRun: PlayRun,
  report: TaskReport,
  status: ResultStatus,
  changed: boolean,
): void {
  const { task, host, info, result, ignoreErrors, ignoreUnreachable, delegatedTo, start, end } =
    report;
  if (isOldInclude(task.action)) {
    playRun.run.emit({
      type: 'deprecation',
      message: '"include" is deprecated, use include_tasks/import_tasks/import_playbook instead',
      version: '2.16',
    });
  }
  playRun.run.emit({
    type: 'result',
    outcome: {
      status,
      host: host.name,
      delegatedTo,
      task: info,
      result: withoutSecrets(result),
      changed,
      ignoreErrors,
      ignoreUnreachable,
      start,
      end,
      fault: faultOf(result),
    },
  });
}

/** The result of a loop as callbacks may see it: items under no_log are hidden. */
function withoutSecrets(result: Dict): Dict {
  const items = result.get('results');
  if (!Array.isArray(items)) return result;
  if (!items.some((one) => one instanceof Map && isSet(one, '_ansible_no_log'))) return result;
  const shown = items.map((one) =>
    one instanceof Map && isSet(one, '_ansible_no_log')
      ? new Map<Value, Value>([
          [
            'censored',
            "the output has been hidden due to the fact that 'no_log: true' was specified for this result",
          ],
          ['changed', one.get('changed') ?? false],
        ])
      : one,
  );
  return new Map([...result, ['results', shown]]);
}

function noteFailure(playRun: PlayRun, report: TaskReport): void {
  const { run } = playRun;
  const { task, host, result } = report;
  const flow = playRun.flow(host);
  if (!flow.wouldRescue) {
    playRun.play.removedHosts.add(host.name);
    run.stats.count(host.name, 'failures');
    return;
  }
  run.stats.count(host.name, 'rescued');
  run.vars.setFact(host.name, 'ansible_failed_task', failedTask(task));
  run.vars.setFact(host.name, 'ansible_failed_result', registered(result));
}

/** What `ansible_failed_task` tells of a task. */
function failedTask(task: Task): Dict {
  const fields: Dict = new Map<Value, Value>([
    ['name', task.keywords.get('name') ?? ''],
    ['action', task.action],
    ['args', task.args],
    ['uuid', task.uuid],
  ]);
  for (const [name, value] of task.keywords) if (name !== 'name') fields.set(name, value);
  return withoutTemplates(fields) as Dict;
}

/** Hosts that a result is for: all of the batch with run_once. */
function audience(playRun: PlayRun, report: TaskReport): string[] {
  if (!isRunOnce(report.task)) return [report.host.name];
  return playRun.reachable.map((host) => host.name);
}

function absorb(playRun: PlayRun, report: TaskReport): void {
  const { run } = playRun;
  const { task, result } = report;
  const items = task.hasLoop ? resultsOf(result) : [result];
  for (const item of items) {
    if (isSet(result, 'changed')) notify(playRun, report, item);
    const facts = item.get('ansible_facts');
    if (facts instanceof Map && shortName(task.action) !== 'debug')
      keepFacts(playRun, report, item, facts);
    const stats = item.get('ansible_stats');
    const data = stats instanceof Map ? stats.get('data') : undefined;
    if (stats instanceof Map && data instanceof Map) {
      const owners = isSet(stats, 'per_host') ? audience(playRun, report) : [undefined];
      for (const owner of owners) {
        for (const [name, value] of data)
          run.stats.setCustom(name, value, owner, isSet(stats, 'aggregate'));
      }
    }
  }
}

export function resultsOf(result: Dict): Dict[] {
  const results = result.get('results');
  return Array.isArray(results) ? results.filter((one): one is Dict => one instanceof Map) : [];
}

function keepFacts(playRun: PlayRun, report: TaskReport, item: Dict, facts: Dict): void {
  const { run } = playRun;
  const { task, delegatedTo, delegateFacts } = report;
  const hosts =
    delegatedTo !== undefined && delegateFacts
      ? [delegateHost(run, delegatedTo).name]
      : audience(playRun, report);
  const action = shortName(task.action);
  for (const host of hosts) {
    if (action === 'include_vars') {
      for (const [name, value] of facts) run.vars.includeVar(host, str(name), value);
      continue;
    }
    const isSetFact = action === 'set_fact';
    if (!isSetFact || isSet(item, '_ansible_facts_cacheable')) {
      for (const name of run.vars.addFacts(host, facts)) {
        const message = `Removed restricted key from module data: ${name}`;
        run.emit({ type: 'warning', message });
        // Ansible's worker tells of it, and then the controller's own process.
        if (!isSetFact) run.emit({ type: 'warning', message, everyTime: true });
      }
    }
    if (isSetFact)
      for (const [name, value] of facts)
        run.vars.setFact(host, str(name), value, textTypeIn(facts, name));
  }
  item.delete('_ansible_facts_cacheable');
}

function notify(playRun: PlayRun, report: TaskReport, item: Dict): void {
  const { run, play } = playRun;
  const own = item.get('_ansible_notify');
  const wanted = Array.isArray(own) ? own : [];
  for (const one of wanted) {
    const name = str(one);
    const handlers = handlersFor(run, play, name);
    for (const handler of handlers) {
      if (handler.notifiedHosts.has(report.host.name)) continue;
      handler.notifiedHosts.add(report.host.name);
      const task = taskInfo(handler, playRun);
      run.emit({ type: 'notified', handler: task.name, host: report.host.name, task });
    }
    if (handlers.length > 0) continue;
    const message = `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`;
    if (run.options.errorOnMissingHandler) {
      const hint = didYouMean(name, notifiableNames(run, play));
      throw new TroupeError(message, { mark: report.task.span, hint });
    }
    run.emit({ type: 'warning', message });
  }
}

function register(playRun: PlayRun, report: TaskReport): void {
  const name = keywordOf(report.task, 'register');
  if (name === undefined || name === null) return;
  const variable = str(name instanceof Template ? name.source : name);
  if (!isIdentifier(variable))
    throw new TroupeError(`Invalid variable name in 'register' specified: '${variable}'`);
  const value = registered(report.result);
  // What set_fact and include_vars give is the user's own; all else is told by a host.
  const isOwn = /^(?:set_fact|include_vars)$/.test(shortName(report.task.action));
  const type = isOwn ? undefined : 'AnsibleUnsafeText';
  for (const host of audience(playRun, report))
    playRun.run.vars.setFact(host, variable, value, type);
}
