import type { Plan } from '../modules/contract.ts';
import { shortName } from '../playbook/actions.ts';
import type { ContextualTarget } from '../targets/context.ts';
import type { Change, Command } from '../targets/types.ts';
import { toArguments } from '../values/index.ts';
import type { Dict } from '../values/types.ts';
import { runAction } from './action-run.ts';
import {
  CANT_DETACH,
  type DetachedJob,
  inputFile,
  jobScript,
  resultsFile,
  scriptFile,
  starter,
} from './async-script.ts';
import { findModule, performPlan, planWith } from './module-run.ts';
import { ModuleTroubles } from './module-troubles.ts';
import type { TaskContext } from './task-context.ts';

/**
 * Starts a task's command on the target so that it goes on by itself. Gives undefined when it was, or else the work that
 * this process has to do itself, in a lane of its own: for modules other than command and shell, commands that need not or can't run.
 */
export async function startDetached(
  context: TaskContext,
  target: ContextualTarget,
  about: Pick<DetachedJob, 'id' | 'folder' | 'seconds'>,
): Promise<((context: TaskContext) => Promise<Dict>) | undefined> {
  const action = shortName(context.action);
  if (action !== 'command' && action !== 'shell') return runAction;
  const module = await findModule(context, context.action);
  if (module === undefined) return runAction;
  const args = toArguments(context.args) as Record<string, unknown>;
  const troubles = new ModuleTroubles();
  const plan = await planWith(context, module, args, target, troubles);
  const perform = async (lane: TaskContext) =>
    performPlan(plan, await lane.target(), lane, troubles);
  const command = soleCommand(plan);
  if (command === undefined || !(await canStart(command, target))) return perform;
  const { cmd } = plan.result;
  const job: DetachedJob = {
    ...about,
    seconds: secondsToLive(about.seconds),
    command,
    known: {
      cmd,
      ...(plan.moduleArgs ? { invocation: { module_args: plan.moduleArgs } } : {}),
      ...(troubles.warnings.length > 0 && { warnings: troubles.warnings }),
    },
    strip: plan.moduleArgs?.strip_empty_ends !== false,
  };
  const outcomes = await target.apply(startChanges(job));
  if (outcomes.at(-1)?.command?.rc !== CANT_DETACH) return undefined;
  await target.apply(
    [scriptFile(job), inputFile(job), resultsFile(job)].map((path) => ({ op: 'remove', path })),
  );
  return perform;
}

/** Ansible looks at the clock every five seconds, so that who polls gives up before the job is killed. */
export const secondsToLive = (limit: number): number => 5 + 5 * Math.ceil(limit / 5);

function soleCommand({ changes, result, perform }: Plan): Command | undefined {
  const [change] = changes;
  if (changes.length !== 1 || result.failed === true || perform !== undefined) return undefined;
  return change?.op === 'run' && change.command.dialogue === undefined ? change.command : undefined;
}

/** What is missing is told as it is without `async`. A relative path depends on where it is run. */
async function canStart(command: Command, target: ContextualTarget): Promise<boolean> {
  const program = command.argv?.[0] ?? command.executable ?? '/bin/sh';
  if (program === '/bin/sh') return true;
  if (program.includes('/') && !program.startsWith('/')) return false;
  return (await target.which(program)) !== null;
}

function startChanges(job: DetachedJob): Change[] {
  const { stdin } = job.command;
  const state = { started: 1, finished: 0, ansible_job_id: job.id };
  const file = (path: string, content: Buffer): Change => ({
    op: 'write',
    path,
    content,
    mode: 0o600,
  });
  return [
    { op: 'mkdir', path: job.folder, parents: true },
    file(scriptFile(job), jobScript(job)),
    ...(stdin === undefined ? [] : [file(inputFile(job), Buffer.from(stdin))]),
    file(resultsFile(job), Buffer.from(JSON.stringify(state))),
    { op: 'run', command: { shell: starter(job) } },
  ];
}
