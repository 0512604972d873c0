import type { Controller, ModuleContext } from '../contract.ts';
import { booleanWord } from '../definition/coercion.ts';
import { failAction } from '../definition/failure.ts';

type Context = Omit<ModuleContext<unknown>, 'args'>;

/** Names under which an address is the controller itself. */
const LOOPBACKS: readonly unknown[] = ['127.0.0.1', 'localhost', '::1'];

/** Rsync runs on the controller and reaches the host from there; else on the host that the task's target is. */
export function runsOnController({ delegatedTo, target }: Context): boolean {
  return delegatedTo === undefined && target.local !== true;
}

/**
 * The arguments of the synchronize module, with the two sides as rsync connects them: without delegate_to the controller
 * pushes to the host or pulls from it, with it the other host does, and a host with itself stays local.
 * @throws ModuleFailure where a side is missing, or the connection is none that rsync can use
 */
export function connectedArguments(
  raw: Readonly<Record<string, unknown>>,
  context: Context,
): Record<string, unknown> {
  const { controller, target, delegatedTo } = context;
  const { use_ssh_args: useSshArguments, ...given } = raw;
  const args: Record<string, unknown> = given;
  const text = (name: string): string | undefined => {
    const value = controller.variable(name);
    return value === undefined || value === null || value === '' ? undefined : String(value);
  };
  const local = target.local === true;
  const connection = text('ansible_connection') ?? (local ? 'local' : 'ssh');
  const known = /(^|\.)(ssh|paramiko|paramiko_ssh|smart|local)$/.test(connection);
  if (delegatedTo === undefined && !local && !known) {
    failAction(
      `synchronize uses rsync to function. rsync needs to connect to the remote host via ssh, docker client or a direct filesystem copy. This remote host is being accessed via ${connection} instead so it cannot work.`,
    );
  }
  if (useSshArguments && !local) {
    const parts = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];
    args.ssh_args = parts.map(text).filter(Boolean).join(' ');
  }
  args._local_rsync_path = text('ansible_rsync_path') ?? 'rsync';
  const port = text('ansible_port');
  if (port !== undefined) args.dest_port ??= port;
  if ((args.src ?? null) === null || (args.dest ?? null) === null) {
    failAction('synchronize requires both src and dest parameters are set');
  }
  const [src, dest] = [String(args.src), String(args.dest)];
  args._local_rsync_password = text('ansible_ssh_pass') ?? text('ansible_password') ?? null;
  args.rsync_path ??= null;
  const host = text('inventory_hostname') ?? 'localhost';
  const address = text('ansible_host') ?? host;
  const near = (path: string): string => controllerPath(path, controller);
  const staysLocal =
    delegatedTo === undefined ? local : delegatedTo === host || delegatedTo === address;
  if (staysLocal) return { ...args, src: near(src), dest: near(dest) };

  const login = text('ansible_user') ?? text('ansible_ssh_user') ?? context.remoteUser;
  const named = booleanWord(args.set_remote_user ?? true) !== false && login ? `${login}@` : '';
  const loopback = LOOPBACKS.includes(address) && port === undefined;
  if (loopback && !runsOnController(context)) args._substitute_controller = true;
  const far = (path: string): string => {
    if (loopback && runsOnController(context)) return near(path);
    if (path.startsWith('rsync://')) return path;
    return address.includes(':') ? `[${named}${address}]:${path}` : `${named}${address}:${path}`;
  };
  if (!('private_key' in args)) {
    const { private_key_file: key } = controller.task?.about ?? {};
    args.private_key = key === undefined || key === null ? null : String(key);
  }
  args.rsync_path ||= becomePath(controller);
  const pulls = args.mode === 'pull';
  return { ...args, src: pulls ? far(src) : near(src), dest: pulls ? near(dest) : far(dest) };
}

/** Where the task becomes another user, rsync on the far side has to as well. */
function becomePath({ task }: Controller): string | null {
  const { become, become_method: method, become_user: user } = task?.about ?? {};
  if (become !== true || method !== 'sudo') return null;
  return `sudo -u ${String(user ?? 'root')} rsync`;
}

/** A path of this side: relative ones are files of the role or play. */
function controllerPath(path: string, controller: Controller): string {
  if (path.includes(':') || path.startsWith('/')) return path;
  const slash = path.endsWith('/') ? '/' : '';
  try {
    return controller.findFile('files', path).replace(/\/$/, '') + slash;
  } catch {
    return controller.resolvePath(path).replace(/\/$/, '') + slash;
  }
}
