import type { Reply } from '../session/frame.ts';
import type { ShellSession } from '../session/session.ts';
import type { FileStat, StatOptions } from '../types.ts';
import { parseStats, statScript } from './reads.ts';

interface Waiting {
  readonly script: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

interface StatGroup {
  readonly options: StatOptions;
  readonly waiting: Map<
    string,
    { resolve: (stat: FileStat | null) => void; reject: (error: Error) => void }[]
  >;
}

/** Gathers reads that start in the same turn of the event loop into one frame. */
export class ReadBatch {
  readonly #session: () => ShellSession;
  #operations: Waiting[] = [];
  #stats = new Map<string, StatGroup>();
  #scheduled = false;

  constructor(session: () => ShellSession) {
    this.#session = session;
  }

  /** Performs one operation whose script ends in `__e`. */
  perform(script: string): Promise<Reply> {
    this.#schedule();
    return new Promise((resolve, reject) => {
      this.#operations.push({ script, resolve, reject });
    });
  }

  /** Stats that want the same of their paths share one stat(1). */
  stat(path: string, options: StatOptions): Promise<FileStat | null> {
    this.#schedule();
    const key = `${options.follow ?? false}:${options.checksum ?? ''}`;
    let group = this.#stats.get(key);
    if (!group) {
      group = { options, waiting: new Map() };
      this.#stats.set(key, group);
    }
    const { waiting } = group;
    return new Promise((resolve, reject) => {
      const others = waiting.get(path);
      if (others) others.push({ resolve, reject });
      else waiting.set(path, [{ resolve, reject }]);
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#flush());
  }

  async #flush(): Promise<void> {
    this.#scheduled = false;
    const operations = this.#operations;
    for (const group of this.#stats.values()) operations.push(statOperation(group));
    this.#operations = [];
    this.#stats = new Map();
    const ready = operations.filter((operation) => operation.script !== '');
    try {
      const body = ready.map((operation) => operation.script).join('\n');
      const { replies } = await this.#session().run({ body });
      for (const [index, { resolve, reject }] of ready.entries()) {
        const reply = replies[index];
        if (reply) resolve(reply);
        else reject(new Error('a read went without an answer'));
      }
    } catch (error) {
      for (const { reject } of ready) reject(error as Error);
    }
  }
}

function statOperation({ options, waiting }: StatGroup): Waiting {
  const paths = [...waiting.keys()];
  const all = [...waiting.values()];
  const reject = (error: Error) => {
    for (const callers of all) for (const caller of callers) caller.reject(error);
  };
  try {
    return {
      script: statScript(paths, options),
      reject,
      resolve(reply) {
        const stats = parseStats(reply, paths, options);
        for (const [index, callers] of all.entries()) {
          const stat = stats[index] ?? null;
          for (const caller of callers) {
            if (stat instanceof Error) caller.reject(stat);
            else caller.resolve(stat);
          }
        }
      },
    };
  } catch (error) {
    reject(error as Error);
    return { script: '', reject, resolve() {} };
  }
}
