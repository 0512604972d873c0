import { ParseError, TroupeError } from '../diagnostics/errors.ts';
import { collectedKeyword, type Task } from '../playbook/nodes.ts';
import { str } from '../values/index.ts';
import { Template } from '../values/types.ts';
import type { HostLike } from '../vars/inventory-view.ts';
import { conditionHolds } from './conditions.ts';
import { connectionVars, targetSpec } from './connection.ts';
import { KeywordValues } from './keyword-values.ts';
import type { PlayRun } from './play-run.ts';
import { result } from './result-fields.ts';
import { taskInfo } from './task-info.ts';

/** Meta actions that run for each host; all others run once for the batch. */
const perHost = new Set([
  'noop',
  'reset_connection',
  'end_host',
  'role_complete',
  'flush_handlers',
]);

export const metaAction = (task: Task): string => {
  const value = task.args.get('_raw_params') ?? '';
  return value instanceof Template ? value.source : str(value);
};

export const runsOnce = (task: Task): boolean => !perHost.has(metaAction(task));

/** What a meta task did. */
export interface MetaOutcome {
  readonly skipped: boolean;
  /** The hosts' ways have ended already; there is nothing to advance. */
  readonly ended: readonly HostLike[];
}

/**
 * Performs a meta task on a host (or, for actions that run once, on the batch).
 * @throws TroupeError for unknown actions.
 */
export async function runMeta(playRun: PlayRun, task: Task, host: HostLike): Promise<MetaOutcome> {
  const { run, play } = playRun;
  const info = taskInfo(task, playRun);
  run.emit(
    task.implicit
      ? { type: 'implicitTask', task: info }
      : { type: 'taskStart', kind: task.isHandler ? 'handler' : 'task', task: info },
  );
  const action = metaAction(task);
  const holds = (): boolean => {
    const templar = run.vars.templar({ play, host, task, batch: playRun.batch });
    try {
      return conditionHolds(task, collectedKeyword(task, 'when'), templar);
    } catch (error) {
      // No host's failure: it ends the run, though not as a fault of the playbook's form.
      if (!(error instanceof ParseError)) throw error;
      throw new TroupeError(error.message, { span: error.span, cause: error });
    }
  };
  if (
    ['noop', 'refresh_inventory', 'reset_connection'].includes(action) &&
    collectedKeyword(task, 'when').length > 0
  ) {
    run.emit({ type: 'warning', message: `${action} task does not support when conditional` });
  }
  const done = (message: string, ended: readonly HostLike[] = []): MetaOutcome => {
    if (!task.implicit) run.emit({ type: 'notice', message: `META: ${message}`, verbosity: 2 });
    return { skipped: false, ended };
  };
  const skipped = (reason: string, msg = action): MetaOutcome => {
    const skipReason = `${action} conditional evaluated to False${reason}`;
    if (!task.implicit) run.emit({ type: 'notice', message: `META: ${skipReason}`, verbosity: 2 });
    const now = Date.now() / 1000;
    run.emit({
      type: 'result',
      outcome: {
        status: 'skipped',
        host: host.name,
        delegatedTo: undefined,
        task: info,
        result: result({ msg, skipped: true, skip_reason: skipReason }),
        changed: false,
        ignoreErrors: false,
        ignoreUnreachable: false,
        start: now,
        end: now,
      },
    });
    return { skipped: true, ended: [] };
  };

  switch (action) {
    case 'noop':
      return done('noop');
    case 'flush_handlers':
      if (task.isHandler && holds())
        throw new TroupeError('flush_handlers cannot be used as a handler');
      return holds()
        ? done(`triggered running handlers for ${host.name}`)
        : skipped(`, not running handlers for ${host.name}`);
    case 'refresh_inventory':
      await run.inventory.refresh();
      run.vars.inventoryChanged();
      return done('inventory successfully refreshed');
    case 'clear_facts':
      if (!holds()) return skipped(`, not clearing facts and fact cache for ${host.name}`);
      for (const one of playRun.hosts) run.vars.clearFacts(one.name);
      return done('facts cleared');
    case 'clear_host_errors':
      if (!holds()) return skipped(`, not clearing host error state for ${host.name}`);
      for (const one of playRun.hosts) {
        run.failed.delete(one.name);
        run.unreachable.delete(one.name);
        playRun.flow(one).clearErrors();
      }
      return done('cleared host errors');
    case 'end_batch':
    case 'end_play': {
      if (!holds())
        return skipped(action === 'end_play' ? ', continuing play' : ', continuing current batch');
      const ended = playRun.reachable;
      for (const one of ended) playRun.flow(one).complete();
      if (action === 'end_play') playRun.endPlay = true;
      return done(action === 'end_play' ? 'ending play' : 'ending batch', ended);
    }
    case 'end_host':
      if (!holds()) {
        return skipped(
          `, continuing execution for ${host.name}`,
          `end_host conditional evaluated to false, continuing execution for ${host.name}`,
        );
      }
      playRun.flow(host).complete();
      play.removedHosts.add(host.name);
      return done(`ending play for ${host.name}`, [host]);
    case 'role_complete': {
      const identity = task.role?.identity;
      if (
        task.implicit &&
        identity !== undefined &&
        play.startedRoles.get(identity)?.has(host.name)
      ) {
        const hosts = play.completedRoles.get(identity) ?? new Set();
        play.completedRoles.set(identity, hosts.add(host.name));
      }
      return done(`role_complete for ${host.name}`);
    }
    case 'reset_connection': {
      const templar = run.vars.templar({ play, host, task, batch: playRun.batch });
      const scope = run.vars.scope({ play, host, task, batch: playRun.batch });
      const spec = targetSpec(
        host.name,
        connectionVars((name) => scope.get(name), templar),
        new KeywordValues(task, templar),
        run.options,
      );
      if (spec.connection === 'local') {
        run.emit({ type: 'warning', message: 'Reset is not implemented for this connection' });
      } else await run.pool.reset(spec);
      return done('reset connection');
    }
    default:
      throw new TroupeError(`invalid meta action requested: ${action}`, { span: task.span });
  }
}
