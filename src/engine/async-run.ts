import { UnreachableError } from '../diagnostics/errors.ts';
import { shortName } from '../playbook/actions.ts';
import type { Dict } from '../values/types.ts';
import { ActionFailure } from './action-failure.ts';
import { secondsToLive, startDetached } from './async-detached.ts';
import {
  aboutJob,
  asWrapped,
  asyncFolder,
  finishedJob,
  leaveResult,
  readJob,
} from './async-results.ts';
import { resultsFile } from './async-script.ts';
import { runsAsync } from './async-support.ts';
import { failure, isSet, result } from './result-fields.ts';
import type { TaskContext, TaskLane } from './task-context.ts';
import { taskInfo } from './task-info.ts';
import type { TaskTurn } from './task-run.ts';

/** A job that was started: where its result will be, and how to look at it. */
interface Job {
  readonly id: string;
  readonly folder: string;
  readonly file: string;
  /** Waits up to some seconds; the outcome once there is one. */
  wait(seconds: number): Promise<Dict | undefined>;
  /** Removes what is left of it. */
  forget(): Promise<void>;
}

/**
 * Runs an action with `async`: with `poll: 0` it goes on beside the play, otherwise it is waited for. Commands go on by
 * themselves on the target, whatever becomes of this process; other modules are performed by it.
 */
export async function runAsync(
  context: TaskContext,
  turn: TaskTurn,
  seconds: number,
): Promise<Dict> {
  const { run, host, task } = context;
  if (!runsAsync(shortName(context.action)))
    throw new ActionFailure('async is not supported for this task.');
  if (context.check) throw new ActionFailure('check mode and async cannot be used on same task.');
  const poll = context.keywords.int('poll') ?? run.options.pollInterval;
  const job = await startJob(context, seconds, poll <= 0);
  if (poll <= 0) {
    const { id, file } = job;
    const about = { failed: 0, started: 1, finished: 0, ansible_job_id: id, results_file: file };
    return result({ ...about, changed: true });
  }
  const tell = (fields: Dict): Dict => {
    const failed = isSet(fields, 'failed') || isSet(fields, 'rc');
    turn.emit({
      type: 'asyncFinished',
      host: host.name,
      task: taskInfo(task, turn),
      failed,
      // Censored with the rest, the id included.
      result: context.noLog ? new Map() : fields,
    });
    return fields;
  };
  const about = aboutJob(job.id, job.file);
  for (let left = seconds; left > 0; left -= poll) {
    const outcome = await job.wait(Math.min(poll, left));
    if (outcome !== undefined) {
      await job.forget();
      return tell(finishedJob(job.id, job.file, outcome));
    }
    turn.emit({
      type: 'asyncPoll',
      host: host.name,
      task: taskInfo(task, turn),
      jid: job.id,
      result: about,
    });
  }
  const asked = { _async_dir: job.folder, jid: job.id, mode: 'status' };
  about.set('invocation', result({ module_args: result(asked) }));
  return tell(
    failure(`async task did not complete within the requested time - ${seconds}s`, {
      async_result: about,
      changed: false,
    }),
  );
}

async function startJob(context: TaskContext, seconds: number, leave: boolean): Promise<Job> {
  const { jobs } = context.run;
  const target = await context.target();
  const folder = await asyncFolder(context, target);
  const id = jobs.newId();
  const file = resultsFile({ folder, id });
  const work = await startDetached(context, target, { id, folder, seconds });
  if (work === undefined) {
    return { id, folder, file, wait: (limit) => watch(context, id, file, limit), forget };
  }
  jobs.start(id, async () => {
    const done = await withinLimit(context.beside(id), work, secondsToLive(seconds));
    const outcome = asWrapped(done);
    if (leave) await leaveResult(target, folder, file, outcome);
    return outcome;
  });
  const forgetOwn = async (): Promise<void> => jobs.forget(id);
  return { id, folder, file, wait: (limit) => jobs.wait(id, limit), forget: forgetOwn };

  async function forget(): Promise<void> {
    const again = await context.target();
    await again.apply([{ op: 'remove', path: file }]);
  }
}

/** Performs a job in a lane of its own, which ends with it, or when its time is over: as Ansible kills a job. */
async function withinLimit(
  lane: TaskLane,
  work: (context: TaskContext) => Promise<Dict>,
  seconds: number,
): Promise<Dict> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Dict>((resolve) => {
    const killed = failure('Timeout exceeded', { child_pid: process.pid });
    timer = setTimeout(() => resolve(killed), seconds * 1000);
  });
  try {
    return await Promise.race([work(lane), late]);
  } finally {
    clearTimeout(timer);
    await lane.end();
  }
}

/** First look at a job on the target, seconds after its start; the time between looks doubles. */
const FIRST_LOOK = 0.05;

async function watch(
  context: TaskContext,
  id: string,
  file: string,
  limit: number,
): Promise<Dict | undefined> {
  const until = Date.now() + limit * 1000;
  for (let pause = FIRST_LOOK; ; pause *= 2) {
    const left = until - Date.now();
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause * 1000, Math.max(0, left))));
    const state = await lookAt(context, id, file);
    if (state !== undefined && isSet(state, 'finished')) return state;
    if (Date.now() >= until) return undefined;
  }
}

/** A host that is away for a while (its network, a reboot) ends no job. */
async function lookAt(context: TaskContext, id: string, file: string): Promise<Dict | undefined> {
  try {
    return await readJob(await context.target(), id, file);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    context.reconnect();
    return undefined;
  }
}
