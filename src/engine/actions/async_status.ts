import { setTimeout } from 'node:timers/promises';
import { fromPlain, str } from '../../values/index.ts';
import { ActionFailure } from '../action-failure.ts';
import { aboutJob, asyncFolder, finishedJob, readJob } from '../async-results.ts';
import { resultsFile } from '../async-script.ts';
import { result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** Milliseconds that a fresh job is given: Ansible needs longer than that to ask, and a retry costs its whole delay. */
const SETTLING = 400;
const LOOK_AGAIN = 50;

/** ansible.builtin.async_status: how far a job is, of this run or an earlier one. */
export const asyncStatus: EngineAction = {
  name: 'async_status',
  async run(context) {
    const { args, run } = context;
    const id = str(args.get('jid') ?? '');
    const mode = args.get('mode') ?? 'status';
    if (id === '') throw new ActionFailure('missing required arguments: jid');
    if (mode !== 'status' && mode !== 'cleanup') {
      const msg = `value of mode must be one of: status, cleanup, got: ${str(mode)}`;
      throw new ActionFailure(msg);
    }
    const target = await context.target();
    const folder = await asyncFolder(context, target);
    const file = resultsFile({ folder, id });
    const invocation = fromPlain({ module_args: { _async_dir: folder, jid: id, mode } });
    if (context.check) {
      const msg = 'remote module (ansible.legacy.async_status) does not support check mode';
      return new Map([...aboutJob(id, file), ...result({ skipped: true, msg, invocation })]);
    }
    const own = run.jobs.has(id);
    if (own) await run.jobs.wait(id, Math.max(0, SETTLING - run.jobs.age(id)) / 1000);
    let state = own ? undefined : await readJob(target, id, file);
    while (state?.get('finished') === 0 && run.jobs.age(id) < SETTLING) {
      await setTimeout(LOOK_AGAIN);
      state = await readJob(target, id, file);
    }
    if (!own && state === undefined) {
      const missing = { failed: true, finished: 1, msg: 'could not find job', invocation };
      return new Map([...aboutJob(id, file), ...result(missing)]);
    }
    if (mode === 'cleanup') {
      run.jobs.forget(id);
      await target.apply([{ op: 'remove', path: file }]);
      const fields = aboutJob(id, file);
      fields.delete('results_file');
      return new Map([...fields, ...result({ started: 0, erased: file, invocation })]);
    }
    if (state !== undefined) {
      return state.has('invocation') ? state : state.set('invocation', invocation);
    }
    const outcome = run.jobs.resultOf(id);
    return outcome === undefined
      ? aboutJob(id, file).set('invocation', invocation)
      : finishedJob(id, file, outcome);
  },
};
