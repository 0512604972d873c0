import { setImmediate } from 'node:timers/promises';
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

/** What is known of Ansible's folder for passing files (`remote_tmp`) on a target. */
interface RemoteFolder {
  readonly path: string;
  exists: boolean;
  /** The user may not read the folder that commands begin in: modules go to their own one then. */
  readonly awayFromHome: boolean;
}

const folders = new WeakMap<RunContext, Map<string, Promise<RemoteFolder | undefined>>>();

/**
 * Looks for the folder before a task does anything: what passes files here is kept in it too. Undefined where Ansible
 * makes it for any task, and nobody hears of it: without pipelining, or on this machine.
 */
export async function lookForRemoteFolder(
  context: TaskContext,
  target: ContextualTarget,
): Promise<void> {
  if (target.local || !sendsModulesDirectly(context)) return;
  const known = folders.get(context.run) ?? new Map();
  folders.set(context.run, known);
  const key = keyOf(context);
  if (known.has(key)) return;
  const spec = specOf(context);
  // Where the look fails, so does the task, which tells of it.
  const look = remoteFolder(target, spec.user, spec.remoteTmp).catch(() => undefined);
  known.set(key, look);
  // Reads of one turn of the event loop leave together at its end: what the task asks then comes after them.
  await setImmediate();
}

/**
 * Leaves the folder where Ansible would: with pipelining it is made by actions that transfer files, or else by the
 * first module that needs it, which warns.
 */
export async function keepRemoteFolder(
  context: TaskContext,
  target: ContextualTarget,
  troubles: ModuleTroubles,
): Promise<void> {
  if (target.local || !sendsModulesDirectly(context)) return;
  const folder = await folders.get(context.run)?.get(keyOf(context));
  if (folder === undefined || folder.exists) return;
  const needed = troubles.takesFolder || folder.awayFromHome;
  const transfers = makesFolder(shortName(context.action));
  // For users without rights such actions use a folder of the system.
  const unprivileged = specOf(context).become !== undefined && target.platform.user.uid !== 0;
  if (!needed && (!transfers || unprivileged)) return;
  const warning = await makeRemoteFolder(target, folder);
  if (!transfers) troubles.warn(warning);
}

function keyOf(context: TaskContext): string {
  const { address, host, port, user, become } = specOf(context);
  return JSON.stringify([address ?? host, port, user, become?.user]);
}

/** @param login user as which the connection is made */
export async function remoteFolder(
  target: ReadTarget,
  login: string | undefined,
  remoteTmp = '~/.ansible/tmp',
): Promise<RemoteFolder> {
  const { home, uid } = target.platform.user;
  // Known without asking, and looked at without a command: what runs any keeps its output in this folder.
  const path = remoteTmp.replace(/^~(?=\/|$)/, home.replace(/\/$/, ''));
  const [stat, awayFromHome] = await Promise.all([
    target.stat(path),
    uid === 0 || !/^[a-z_][\w.-]*$/i.test(login ?? '')
      ? false
      : target.query({ shell: `[ -r ~${login} ]` }).then(({ rc }) => rc !== 0),
  ]);
  return { path, exists: stat !== null, awayFromHome };
}

/** Makes the folder; gives what a module then warns of. */
export async function makeRemoteFolder(target: ReadTarget, folder: RemoteFolder): Promise<string> {
  const { path } = folder;
  const { rc, stderr } = await target.query({
    shell: 'LC_ALL=C mkdir -p -m 0700 "$troupe_folder"',
    env: { troupe_folder: path },
  });
  if (rc === 0) {
    folder.exists = true;
    return `Module remote_tmp ${path} did not exist and was created with a mode of 0700, this may cause issues when running as another user. To avoid this, create the remote_tmp dir with the correct permissions manually`;
  }
  const [, at = path] = /directory '(.*)':/.exec(stderr.toString()) ?? [];
  return `Unable to use ${path} as temporary directory, failing back to system: [Errno 13] Permission denied: '${at}'`;
}
