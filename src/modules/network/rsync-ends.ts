import { userInfo } from 'node:os';
import type { ModuleContext } from '../contract.ts';

/** How one rsync connects the two sides of the synchronize module. */
export interface Ends {
  readonly src: string;
  readonly dest: string;
  /** It runs on the controller; else on the host that the task's target is. */
  readonly onController: boolean;
  readonly rsync: string;
  readonly rsyncPath: string | null;
  readonly port: number | null;
  readonly privateKey: string | null;
  readonly password: string | undefined;
  readonly sshArguments: string;
}

interface Given {
  readonly src: string;
  readonly dest: string;
  readonly dest_port: number | null;
  readonly private_key: string | null;
  readonly rsync_path: string | null;
  readonly set_remote_user: boolean;
  readonly use_ssh_args: boolean;
  readonly mode: string;
}

/**
 * Finds what to connect from the task's host and the one that does the work: without delegate_to the controller
 * pushes to the host or pulls from it, with it the other host does, and a host with itself stays local.
 * @returns text of a failure where the connection is none that rsync can use
 */
export function endsOf(context: ModuleContext<Given>): Ends | string {
  const { args, controller, target } = context;
  const text = (name: string): string | undefined => {
    const value = controller.variable(name);
    return value === undefined || value === null || value === '' ? undefined : String(value);
  };
  const host = text('inventory_hostname') ?? 'localhost';
  const address = text('ansible_host') ?? host;
  const delegated = context.delegatedTo !== undefined;
  const toItself = context.delegatedTo === host || context.delegatedTo === address;
  const connection = text('ansible_connection') ?? (target.local ? 'local' : 'ssh');
  const local = target.local === true;
  if (!delegated && !local && !/(^|\.)(ssh|paramiko|paramiko_ssh|smart|local)$/.test(connection)) {
    return `synchronize uses rsync to function. rsync needs to connect to the remote host via ssh, docker client or a direct filesystem copy. This remote host is being accessed via ${connection} instead so it cannot work.`;
  }
  const place = (path: string): string =>
    toItself && !local ? path : controllerPath(path, controller);
  const shared = {
    rsync: text('ansible_rsync_path') ?? 'rsync',
    sshArguments: '',
  };
  if (toItself || (!delegated && local)) {
    return {
      ...shared,
      src: place(args.src),
      dest: place(args.dest),
      onController: false,
      rsyncPath: args.rsync_path,
      port: args.dest_port,
      privateKey: args.private_key,
      password: undefined,
    };
  }
  const port = text('ansible_port') ?? text('ansible_ssh_port');
  const login = text('ansible_user') ?? text('ansible_ssh_user') ?? context.remoteUser;
  const far = (path: string): string => {
    if (path.startsWith('rsync://')) return path;
    const prefix = args.set_remote_user && login ? `${login}@` : '';
    return address.includes(':') ? `[${prefix}${address}]:${path}` : `${prefix}${address}:${path}`;
  };
  const near = (path: string): string => (delegated ? path : place(path));
  const pulls = args.mode === 'pull';
  const sshArguments = args.use_ssh_args
    ? ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args']
        .map(text)
        .filter((part) => part !== undefined)
        .join(' ')
    : '';
  return {
    ...shared,
    sshArguments,
    src: pulls ? far(args.src) : near(args.src),
    dest: pulls ? near(args.dest) : far(args.dest),
    onController: !delegated,
    rsyncPath: args.rsync_path || becomePath(context, login, delegated),
    port: args.dest_port ?? (port === undefined ? null : Number(port)),
    privateKey:
      args.private_key ??
      text('ansible_ssh_private_key_file') ??
      text('ansible_private_key_file') ??
      null,
    password: text('ansible_ssh_pass') ?? text('ansible_password') ?? text('ansible_ssh_password'),
  };
}

/** Where the task becomes another user, rsync on the far side has to as well. */
function becomePath(
  { target, controller }: ModuleContext<Given>,
  login: string | undefined,
  delegated: boolean,
): string | null {
  const method = controller.variable('ansible_become_method') ?? 'sudo';
  const user = target.platform.user.name;
  if (delegated || method !== 'sudo' || user === (login ?? userInfo().username)) return null;
  return `sudo -u ${user} rsync`;
}

/** A path of this side: relative ones are files of the role or play. */
function controllerPath(path: string, controller: ModuleContext<unknown>['controller']): string {
  if (path.includes(':') || path.startsWith('/')) return path;
  const slash = path.endsWith('/') ? '/' : '';
  try {
    return controller.findFile('files', path).replace(/\/$/, '') + slash;
  } catch {
    return controller.resolvePath(path).replace(/\/$/, '') + slash;
  }
}
