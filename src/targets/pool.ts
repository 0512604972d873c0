import type { ContextualTarget } from './context.ts';
import { type DirectTarget, openDirectTarget } from './direct/target.ts';

export interface BecomeSpec {
  /** sudo, su, doas … */
  readonly method: string;
  readonly user: string;
  readonly password?: string | undefined;
  readonly flags?: string | undefined;
  readonly exe?: string | undefined;
}

/** All that decides how a host is reached and as whom. */
export interface TargetSpec {
  /** Name in the inventory. */
  readonly host: string;
  readonly connection: string;
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  readonly passphrase?: string | undefined;
  /** Options strings as the user wrote them: ssh_args, ssh_common_args, ssh_extra_args in this order. */
  readonly sshArgs?: readonly string[] | undefined;
  readonly hostKeyChecking?: boolean | undefined;
  /** Seconds. */
  readonly connectTimeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly shellExecutable?: string | undefined;
  readonly become?: BecomeSpec | undefined;
  readonly remoteTmp?: string | undefined;
}

export interface PoolSettings {
  /** The ssh program for `connection: openssh` (default `ssh`). */
  readonly sshExecutable?: string;
}

/** Hands out targets: one connection per endpoint, one shell on it per become user. */
export class TargetPool {
  readonly #direct = new Map<string, DirectTarget>();

  constructor(readonlySettings: PoolSettings = {}) {
    void readonlySettings;
  }

  async acquire(spec: TargetSpec): Promise<ContextualTarget> {
    const key = spec.remoteTmp ?? '';
    let direct = this.#direct.get(key);
    if (!direct) {
      direct = openDirectTarget(spec.remoteTmp);
      this.#direct.set(key, direct);
    }
    return direct.target;
  }

  /** Ends all connections and removes what was staged. */
  async close(): Promise<void> {
    for (const direct of this.#direct.values()) direct.close();
    this.#direct.clear();
  }
}
