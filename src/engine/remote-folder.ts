import { shortName } from '../playbook/actions.ts';
import type { ContextualTarget } from '../targets/context.ts';
import type { ReadTarget } from '../targets/types.ts';
import type { ModuleTroubles } from './module-troubles.ts';
import type { RunContext } from './run-context.ts';
import { sendsModulesDirectly, specOf } from './task-access.ts';
import type { TaskContext } from './task-context.ts';

const TRANSFERS = new Set(['assemble', 'copy', 'script', 'template', 'unarchive', 'uri']);

/** Whether an action, by its short name, makes Ansible's folder on the target before anything else. */
export const makesFolder = (action: string): boolean => TRANSFERS.has(action);

/** Where the folder is known to be, by run. */
const present = new WeakMap<RunContext, Set<string>>();

/**
 * Leaves Ansible's folder for passing files (`remote_tmp`) on the target where Ansible would: without pipelining any
 * task makes it, and nobody hears of it; with pipelining it is made by actions that transfer files, or else by the
 * first module that needs it, which warns. What is made here is empty, and only read by what looks for it.
 */
export async function keepRemoteFolder(
  context: TaskContext,
  target: ContextualTarget,
  troubles: ModuleTroubles,
): Promise<void> {
  const silent = makesFolder(shortName(context.action));
  if ((!silent && !troubles.takesFolder) || target.local || !sendsModulesDirectly(context)) return;
  const spec = specOf(context);
  // For users without rights such actions use a folder of the system.
  if (silent && spec.become !== undefined && target.platform.user.uid !== 0) return;
  const known = present.get(context.run) ?? new Set();
  present.set(context.run, known);
  const key = JSON.stringify([spec.address ?? spec.host, spec.port, spec.user, spec.become?.user]);
  if (known.has(key)) return;
  const made = await makeRemoteFolder(target, spec.remoteTmp);
  known.add(key);
  if (made !== undefined && !silent) troubles.warn(made);
}

/** Makes the folder where it isn't there: gives what a module then warns of. */
export async function makeRemoteFolder(
  target: ReadTarget,
  remoteTmp = '~/.ansible/tmp',
): Promise<string | undefined> {
  const folder = await target.expandPath(remoteTmp);
  const { stdout } = await target.query({
    shell: `[ -e "$troupe_folder" ] || { mkdir -p -m 0700 "$troupe_folder" && echo made; }`,
    env: { troupe_folder: folder },
  });
  if (stdout.length === 0) return undefined;
  return `Module remote_tmp ${folder} did not exist and was created with a mode of 0700, this may cause issues when running as another user. To avoid this, create the remote_tmp dir with the correct permissions manually`;
}
