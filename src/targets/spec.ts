/** How to become another user. */
export interface BecomeSpec {
  /** sudo, su, doas … (a plugin's full name will do). */
  readonly method: string;
  /** Default: root. */
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Default: the method's own (`-H -S -n` for sudo). */
  readonly flags?: string | undefined;
  readonly exe?: string | undefined;
}

/** All that decides how a host is reached and as whom. */
export interface TargetSpec {
  /** Name in the inventory. */
  readonly host: string;
  /** `local`, `ssh`, `openssh` (the ssh program), `paramiko`, `docker`, `podman`, `kubectl`, `oc`, `chroot` … */
  readonly connection: string;
  /** Where to connect (ansible_host); for containers their name, for chroot the folder. Default: `host`. */
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Options as the user wrote them: ssh_args, ssh_common_args, ssh_extra_args, in this order. */
  readonly sshArgs?: readonly string[] | undefined;
  readonly hostKeyChecking?: boolean | undefined;
  /** Seconds (default 10). */
  readonly connectTimeout?: number | undefined;
  /** Further attempts after a connection that failed (default 0). */
  readonly retries?: number | undefined;
  readonly shellExecutable?: string | undefined;
  readonly become?: BecomeSpec | undefined;
  /** Names a shell apart from those that others use, for work that goes on beside. */
  readonly lane?: string | undefined;
  /** Folder for temporary files on the target (default `~/.ansible/tmp`). */
  readonly remoteTmp?: string | undefined;
  /** Program of a container connection (docker, kubectl …), and further arguments for it. */
  readonly executable?: string | undefined;
  readonly extraArgs?: string | undefined;
  /** kubectl and oc: namespace, container within the pod, and context. */
  readonly namespace?: string | undefined;
  readonly container?: string | undefined;
  readonly context?: string | undefined;
  /** A variable of the host, for connections whose options nobody here knows. */
  readonly variable?: (name: string) => string | undefined;
}
