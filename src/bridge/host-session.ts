import { createHash } from 'node:crypto';
import { dirname, posix } from 'node:path';
import type { Change, Platform, WriteTarget } from '../targets/types.ts';
import type { PythonFiles } from './module-utils.ts';
import { pythonProgram } from './python-folder.ts';
import { zip } from './zip.ts';

/** What a host's session has been sent; it is gone with the session. */
interface SessionState {
  /** The staged launcher. */
  readonly launcher: string;
  /** Staged modules by checksum. */
  readonly modules: Map<string, Promise<string>>;
  /** Checksums of the files in the tree, by path. */
  files: Map<string, string>;
  /** Trees made so far: a file that changes begins a new one. */
  trees: number;
  /** Ends when what was sent last is in place. */
  placed: Promise<unknown>;
}

/** What must be at hand for a Python module to run. */
export interface Prepared {
  readonly launcher: string;
  /** Folder that files are unpacked in. */
  readonly tree: string;
  /** A zip archive of what isn't there yet. */
  readonly missing: Buffer | undefined;
  /** Ends when what others sent is in place. */
  readonly others: Promise<unknown>;
  /** Tells whether `missing` was unpacked: if not, the next module sends it again. The first word counts. */
  readonly settle: (isPlaced: boolean) => void;
}

/** Keeps account of what the sessions of this run hold, so that nothing is sent twice. */
export class HostSessions {
  // A session's targets share one platform object, whatever their context.
  readonly #states = new WeakMap<Platform, Promise<SessionState>>();

  /** The session's folder, that only its user may enter. */
  async folder(target: WriteTarget): Promise<string> {
    return dirname((await this.#state(target)).launcher);
  }

  /** Decides what a Python module's files still cost. Who waits for `others` and sends `missing` must settle it. */
  async prepare(target: WriteTarget, files: PythonFiles): Promise<Prepared> {
    const state = await this.#state(target);
    const sums = new Map([...files].map(([path, content]) => [path, checksum(content)]));
    const isOther = ([path, sum]: [string, string]) =>
      state.files.has(path) && state.files.get(path) !== sum;
    if ([...sums].some(isOther)) {
      state.files = new Map();
      state.trees++;
    }
    const tree = posix.join(dirname(state.launcher), `python-${state.trees}`);
    const missing = new Map([...files].filter(([path]) => !state.files.has(path)));
    for (const path of missing.keys()) state.files.set(path, sums.get(path) as string);
    const others = state.placed;
    let goOn = (): void => {};
    let isSettled = false;
    if (missing.size > 0) {
      const placed = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      state.placed = Promise.all([others, placed]);
    }
    return {
      launcher: state.launcher,
      tree,
      missing: missing.size === 0 ? undefined : zip(missing),
      others,
      settle(isPlaced) {
        if (isSettled) return;
        isSettled = true;
        if (!isPlaced) for (const path of missing.keys()) state.files.delete(path);
        goOn();
      },
    };
  }

  /** Path of a module's file on the host, sent when it isn't there yet. */
  async stageModule(target: WriteTarget, content: Buffer): Promise<string> {
    const state = await this.#state(target);
    const sum = checksum(content);
    let staged = state.modules.get(sum);
    if (staged === undefined) {
      staged = stage(target, { op: 'stage', content, suffix: '.module', executable: true });
      state.modules.set(sum, staged);
      staged.catch(() => state.modules.delete(sum));
    }
    return staged;
  }

  #state(target: WriteTarget): Promise<SessionState> {
    let state = this.#states.get(target.platform);
    if (state === undefined) {
      const content = Buffer.from(pythonProgram('module_launcher'));
      state = stage(target, { op: 'stage', content, suffix: '.py' }).then((launcher) => ({
        launcher,
        modules: new Map(),
        files: new Map(),
        trees: 0,
        placed: Promise.resolve(),
      }));
      this.#states.set(target.platform, state);
      state.catch(() => this.#states.delete(target.platform));
    }
    return state;
  }
}

async function stage(target: WriteTarget, change: Change): Promise<string> {
  const [outcome] = await target.apply([change]);
  return outcome?.path as string;
}

function checksum(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64');
}
