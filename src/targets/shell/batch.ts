import type { FrameSession, Reply } from '../session/frame.ts';
import type { FileStat, StatOptions } from '../types.ts';
import { parseStats, type StatWish, statScript } from './reads.ts';

/** Paths that one function call stats: the shell's work for its words grows with their square. */
const MOST_STATS = 100;

interface Waiting {
  readonly script: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

interface StatCaller {
  readonly follow: boolean;
  readonly checksum: boolean;
  readonly resolve: (stat: FileStat | null) => void;
  readonly reject: (error: Error) => void;
}

interface StatAsked extends StatWish {
  readonly callers: StatCaller[];
}

/** Gathers reads that start in the same turn of the event loop into one frame. */
export class ReadBatch {
  readonly #session: () => FrameSession;
  #operations: Waiting[] = [];
  /** Replies to the operations, by script. */
  readonly #asked = new Map<string, Promise<Reply>>();
  /** By checksum algorithm, then by path. */
  #stats = new Map<string, Map<string, StatAsked>>();
  #scheduled = false;

  constructor(session: () => FrameSession) {
    this.#session = session;
  }

  /** Performs one operation whose script ends in `__e`: once, however often it is asked for in a turn. */
  perform(script: string): Promise<Reply> {
    let reply = this.#asked.get(script);
    if (reply === undefined) {
      this.#schedule();
      reply = new Promise((resolve, reject) => {
        this.#operations.push({ script, resolve, reject });
      });
      this.#asked.set(script, reply);
    }
    return reply;
  }

  /** Stats of a turn share one stat(1), whatever they want of their paths. */
  stat(path: string, options: StatOptions): Promise<FileStat | null> {
    this.#schedule();
    const { follow = false, checksum = '' } = options;
    const asked = this.#stats.get(checksum) ?? new Map<string, StatAsked>();
    this.#stats.set(checksum, asked);
    let wish = asked.get(path);
    if (!wish) {
      const nothing = { lstat: false, stat: false, lstatChecksum: false, statChecksum: false };
      wish = { path, ...nothing, callers: [] };
      asked.set(path, wish);
    }
    if (follow) wish.stat = true;
    else wish.lstat = true;
    if (checksum && follow) wish.statChecksum = true;
    else if (checksum) wish.lstatChecksum = true;
    const { callers } = wish;
    return new Promise((resolve, reject) => {
      callers.push({ follow, checksum: checksum !== '', resolve, reject });
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
    for (const [algorithm, asked] of joined(this.#stats)) {
      const wishes = [...asked.values()];
      for (let at = 0; at < wishes.length; at += MOST_STATS) {
        operations.push(statOperation(wishes.slice(at, at + MOST_STATS), algorithm));
      }
    }
    this.#operations = [];
    this.#asked.clear();
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

/** Stats without checksum join those that want one. */
function joined(stats: Map<string, Map<string, StatAsked>>): Map<string, Map<string, StatAsked>> {
  const plain = stats.get('');
  const other = [...stats.keys()].find((algorithm) => algorithm !== '');
  if (!plain || other === undefined) return stats;
  const into = stats.get(other) as Map<string, StatAsked>;
  for (const [path, wish] of plain) {
    const there = into.get(path);
    if (!there) into.set(path, wish);
    else {
      there.lstat ||= wish.lstat;
      there.stat ||= wish.stat;
      there.callers.push(...wish.callers);
    }
  }
  stats.delete('');
  return stats;
}

function statOperation(asked: readonly StatAsked[], algorithm: string): Waiting {
  const reject = (error: Error) => {
    for (const { callers } of asked) for (const caller of callers) caller.reject(error);
  };
  try {
    return {
      script: statScript(asked, algorithm),
      reject,
      resolve(reply) {
        const answers = parseStats(reply, asked, algorithm);
        for (const [index, { callers }] of asked.entries()) {
          for (const caller of callers) {
            const answer = answers[index]?.[caller.follow ? 'stat' : 'lstat'] ?? null;
            if (answer instanceof Error) caller.reject(answer);
            else caller.resolve(answer && !caller.checksum ? withoutChecksum(answer) : answer);
          }
        }
      },
    };
  } catch (error) {
    reject(error as Error);
    return { script: '', reject, resolve() {} };
  }
}

/** Somebody else asked for it. */
function withoutChecksum(stat: FileStat): FileStat {
  if (stat.checksum === undefined) return stat;
  const { checksum: _, ...rest } = stat;
  return rest;
}
