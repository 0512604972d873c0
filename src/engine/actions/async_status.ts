import { str } from '../../values/index.ts';
import { failure, result } from '../result-fields.ts';
import type { EngineAction } from '../task-context.ts';

/** ansible.builtin.async_status: how far a task with `async` is. */
export const asyncStatus: EngineAction = {
  name: 'async_status',
  async run({ args, run }) {
    const jid = str(args.get('jid') ?? '');
    const mode = args.get('mode') ?? 'status';
    if (jid === '') return failure('missing required arguments: jid');
    if (!run.jobs.has(jid)) {
      return failure('could not find job', {
        ansible_job_id: jid,
        started: 1,
        finished: 1,
        changed: false,
      });
    }
    if (mode === 'cleanup') {
      run.jobs.forget(jid);
      return result({ ansible_job_id: jid, erased: `~/.ansible_async/${jid}`, changed: false });
    }
    const about = result({
      ansible_job_id: jid,
      results_file: `~/.ansible_async/${jid}`,
      started: 1,
    });
    const finished = run.jobs.resultOf(jid);
    if (finished === undefined)
      return new Map([...about, ...result({ finished: 0, changed: false })]);
    return new Map([...about, ...finished, ...result({ finished: 1 })]);
  },
};
