import type { ContextualTarget } from '../targets/context.ts';
import { dumpJson, fromPlain, str } from '../values/index.ts';
import { splitLines } from '../values/methods/string-split.ts';
import type { Dict } from '../values/types.ts';
import { registered, result } from './result-fields.ts';
import type { TaskContext } from './task-context.ts';

/** Folder of the target where results of jobs are (`ansible_async_dir`), absolute. */
export async function asyncFolder(context: TaskContext, target: ContextualTarget): Promise<string> {
  const { run, play, host, task, templar } = context;
  const set = run.vars.scope({ play, host, task }).get('ansible_async_dir');
  const folder = set === undefined ? run.options.asyncFolder : str(templar.template(set));
  return target.expandPath(folder);
}

/** What async_status says of a job, whatever its state. */
export function aboutJob(id: string, file: string): Dict {
  return result({
    started: 1,
    finished: 0,
    stdout: '',
    stderr: '',
    stdout_lines: [],
    stderr_lines: [],
    ansible_job_id: id,
    results_file: file,
  });
}

/** The result of a finished job, as async_status and polling give it. */
export function finishedJob(id: string, file: string, outcome: Dict): Dict {
  const fields = new Map([...aboutJob(id, file), ...outcome, ...result({ finished: 1 })]);
  if (!fields.has('changed')) fields.set('changed', false);
  for (const stream of ['stdout', 'stderr']) {
    const text = fields.get(stream);
    if (typeof text === 'string') fields.set(`${stream}_lines`, splitLines(text, false));
  }
  return fields;
}

/**
 * An outcome as Ansible's async wrapper tells of it: with what a module printed on standard error. What a crashed one
 * printed can't be read as a result.
 */
export function asWrapped(outcome: Dict): Dict {
  const said = outcome.get('_ansible_module_stderr');
  if (typeof said === 'string') return new Map(outcome).set('stderr', said);
  const stderr = outcome.get('module_stderr');
  if (typeof stderr !== 'string') return outcome;
  return result({
    failed: true,
    data: outcome.get('module_stdout') ?? '',
    msg: 'Traceback (most recent call last):\nValueError: No start of json char found\n',
    stderr,
  });
}

/** State of a job as its file on the target tells it; undefined when there is no such job. */
export async function readJob(
  target: ContextualTarget,
  id: string,
  file: string,
): Promise<Dict | undefined> {
  const bytes = await target.readFile(file);
  if (bytes === null) return undefined;
  let state: unknown;
  try {
    state = JSON.parse(bytes.toString());
  } catch {
    const msg = `Could not parse job output: ${bytes}`;
    return finishedJob(id, file, result({ failed: true, msg }));
  }
  const fields = fromPlain(state) as Dict;
  if (!fields.has('started')) return finishedJob(id, file, fields);
  return new Map([...aboutJob(id, file), ...result({ finished: fields.get('finished') ?? 0 })]);
}

/** Leaves the result of a job that this process performed on the target, for later runs. */
export async function leaveResult(
  target: ContextualTarget,
  folder: string,
  file: string,
  outcome: Dict,
): Promise<void> {
  const content = Buffer.from(dumpJson(registered(outcome)));
  await target.apply([
    { op: 'mkdir', path: folder, parents: true },
    { op: 'write', path: file, content, mode: 0o600 },
  ]);
}
