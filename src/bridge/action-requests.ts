import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Module, ModuleContext, TaskAccess } from '../modules/contract.ts';
import type { Change, ChangeOutcome, WriteTarget } from '../targets/types.ts';
import { fromPlain, str, toArguments } from '../values/index.ts';
import { type Dict, LazyDict, type Value } from '../values/types.ts';
import type { HostSessions } from './host-session.ts';
import { encodeValue, encodeVariable } from './python-values.ts';

/** Modules that action plugins call and that a task of the same name would not be. */
export interface ActionModules {
  /** A module as it is in Python. */
  inPython(name: string): Module | undefined;
  /** The module that an action plugin in Python goes with; undefined where it would be found without one. */
  ofAction(name: string): Module | undefined;
  /** Whether an action plugin of the user's own has the name of a native module. */
  hasOwnAction(name: string): boolean;
}

/** What an action plugin's requests are answered with. */
export interface ActionSurroundings {
  readonly context: Omit<ModuleContext<unknown>, 'args'>;
  readonly task: TaskAccess;
  readonly target: WriteTarget;
  readonly sessions: HostSessions;
  readonly modules: ActionModules;
}

/** What is asked of the host; the rest is a matter of the engine. */
export const HOST_REQUESTS: ReadonlySet<string> = new Set([
  'command',
  'put',
  'fetch',
  'module',
  'folder',
  'hostvars',
]);

/** Native modules that do what the action of their name does as well: an action plugin means the module alone. */
const WITH_ACTION = new Set(['assemble', 'copy', 'template', 'unarchive', 'uri']);

/**
 * Does what an action plugin asks of its host: `command`, `put`, `fetch`, `module`, a `folder` of its own,
 * `hostvars`.
 * @throws TroupeError
 */
export async function answerAction(request: Dict, around: ActionSurroundings): Promise<Value> {
  const { target, sessions } = around;
  const text = (name: string): string => str(request.get(name) ?? '');
  switch (text('ask')) {
    case 'command': {
      const stdin = request.get('stdin') ?? null;
      const fed = stdin === null ? {} : { stdin: Buffer.from(str(stdin), 'base64') };
      const { command } = await apply(target, {
        op: 'run',
        command: { shell: text('command'), ...fed },
      });
      const base64 = (bytes: Buffer | undefined): string => bytes?.toString('base64') ?? '';
      return [command?.rc ?? 1, base64(command?.stdout), base64(command?.stderr)];
    }
    case 'put': {
      const localPath = text('source');
      const content = { localPath, size: statSync(localPath).size };
      await apply(target, { op: 'write', path: text('path'), content });
      return null;
    }
    case 'fetch':
      await target.download(text('path'), text('dest'));
      return null;
    case 'module':
      return encodeValue(await runModule(text('name'), request.get('args') as Dict, around));
    case 'folder': {
      // A name that Ansible's own check before removing it knows.
      const name = `ansible-tmp-${randomBytes(8).toString('hex')}`;
      const path = `${await sessions.folder(target)}/${name}/`;
      await apply(target, { op: 'mkdir', path, mode: 0o700 });
      return path;
    }
    case 'hostvars': {
      const hosts = around.task.rawVariable('hostvars');
      const found = hosts instanceof LazyDict ? hosts.get(text('host')) : undefined;
      return found === undefined ? new Map() : encodeVariable(found);
    }
    default:
      throw new Error(`an action asked for ${text('ask')}`);
  }
}

async function apply(target: WriteTarget, change: Change): Promise<ChangeOutcome> {
  const [outcome] = await target.apply([change]);
  return outcome ?? {};
}

async function runModule(name: string, args: Dict, around: ActionSurroundings): Promise<Value> {
  const { context, task, target, modules } = around;
  const plain = toArguments(args) as Record<string, unknown>;
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./, '');
  const isInternal = Object.keys(plain).some((key) => key.startsWith('_') && key !== '_raw_params');
  const module =
    isInternal || WITH_ACTION.has(short) ? modules.inPython(name) : modules.ofAction(name);
  if (module === undefined)
    return task.runModule(modules.hasOwnAction(short) ? `ansible.builtin.${short}` : name, plain);
  const plan = await module.plan(plain, { ...context, calledAs: short, calledName: name });
  return fromPlain((await plan.perform?.(target)) ?? plan.result);
}
