import type { ShellChannel } from '../targets/session/channel.ts';
import type { Platform, WriteTarget } from '../targets/types.ts';
import type { Interpreter } from './interpreter.ts';
import { WarmPython } from './warm-python.ts';

/** Variables that a Python looks at only when it starts: a task that sets one gets a Python of its own. */
const READ_AT_START = /^(?:PYTHON|LANG|LC_|LD_|DYLD_|MALLOC_|TZ$|PATH$|HOME$)/;

/** Pythons that a session may have; further kinds of them are started anew for each module. */
const MOST = 4;

/** The Pythons that run on the hosts of a run: one a session, interpreter and tree of files. */
export class WarmPythons {
  // A session's targets share one platform object, whatever their context.
  readonly #sessions = new WeakMap<Platform, Map<string, Promise<WarmPython | undefined>>>();

  /** The Python for a task's modules; undefined where none can go on running. */
  async get(
    target: WriteTarget,
    interpreter: Interpreter,
    place: { readonly launcher: string; readonly tree: string },
  ): Promise<WarmPython | undefined> {
    const words = [interpreter.command, ...interpreter.args].join(' ').trim();
    if (target.start === undefined || !/^[\w./+ -]+$/.test(words)) return undefined;
    const entries = Object.entries(target.surroundings?.env ?? {});
    const env = Object.fromEntries(entries.filter(([name]) => READ_AT_START.test(name)));
    let session = this.#sessions.get(target.platform);
    if (session === undefined) {
      session = new Map();
      this.#sessions.set(target.platform, session);
    }
    const key = JSON.stringify([words, place.tree, env]);
    const known = session.get(key);
    if (known !== undefined) {
      const python = await known;
      if (python === undefined || !python.isLost) return python;
      if (session.get(key) === known) session.delete(key);
    }
    let starting = session.get(key);
    if (starting === undefined) {
      if (session.size >= MOST) return undefined;
      const argv = [...words.split(/ +/), place.launcher, 'serve'];
      starting = target.start({ argv, env }).then(greeted, () => undefined);
      session.set(key, starting);
    }
    return starting;
  }
}

/** Waits for a launcher's first word; undefined when it ends instead. */
function greeted(channel: ShellChannel): Promise<WarmPython | undefined> {
  channel.stderr.resume();
  return new Promise((resolve) => {
    let said = '';
    let python: WarmPython | undefined;
    const listen = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (!/^\{"serves".*\n/m.test(said)) return;
      channel.stdout.off('data', listen);
      python = new WarmPython(channel);
      resolve(python);
    };
    channel.stdout.on('data', listen);
    void channel.ended.then((end) => {
      python?.lose(end);
      resolve(undefined);
    });
  });
}
