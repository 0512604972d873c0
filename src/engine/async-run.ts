import type { Dict } from '../values/types.ts';
import { runAction } from './action-run.ts';
import { failure, isSet, result } from './result-fields.ts';
import type { TaskContext } from './task-context.ts';
import { taskInfo } from './task-info.ts';
import type { TaskTurn } from './task-run.ts';

/** Runs an action with `async`: with `poll: 0` it goes on beside the play, otherwise it is waited for. */
export async function runAsync(
  context: TaskContext,
  turn: TaskTurn,
  seconds: number,
): Promise<Dict> {
  const { run, host, task } = context;
  if (context.check) return runAction(context);
  const poll = context.keywords.int('poll') ?? run.options.pollInterval;
  const jid = run.jobs.start(() => runAction(context));
  const started = result({
    started: 1,
    finished: 0,
    ansible_job_id: jid,
    results_file: `~/.ansible_async/${jid}`,
    changed: true,
  });
  if (poll <= 0) return started;
  for (let left = seconds; left > 0; left -= poll) {
    const finished = await run.jobs.wait(jid, Math.min(poll, left));
    if (finished !== undefined) {
      run.jobs.forget(jid);
      const fields = new Map([
        ...finished,
        ...result({
          ansible_job_id: jid,
          finished: 1,
          results_file: `~/.ansible_async/${jid}`,
          started: 1,
        }),
      ]);
      const info = taskInfo(task, turn);
      turn.emit({
        type: 'asyncFinished',
        host: host.name,
        task: info,
        failed: isSet(fields, 'failed'),
        result: fields,
      });
      return fields;
    }
    turn.emit({
      type: 'asyncPoll',
      host: host.name,
      task: taskInfo(task, turn),
      jid,
      result: started,
    });
  }
  return failure(`async task did not complete within the requested time - ${seconds}s`, {
    async_result: started,
  });
}
