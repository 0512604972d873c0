import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An ansible-core on the controller: its modules and their module_utils are read from there when they are needed. */
export interface InstalledAnsible {
  /** Folder of the Python package (`…/ansible`). */
  readonly folder: string;
  readonly version: string;
  /** The Python that it lives in. */
  readonly python: string;
  /** Folders on the Python path that hold `ansible_collections`. */
  readonly collectionRoots: readonly string[];
}

const QUESTION = `import importlib.util, json, os, sys
spec = importlib.util.find_spec("ansible")
if spec is None or spec.origin is None: sys.exit(3)
text = open(os.path.join(os.path.dirname(spec.origin), "release.py")).read()
scope = {}
exec(text, scope)
roots = [p for p in sys.path if os.path.isdir(os.path.join(p, "ansible_collections"))]
print(json.dumps([os.path.dirname(spec.origin), scope["__version__"], roots]))`;

/** Commands of ansible-core whose first line names the Python that it lives in (pipx, virtual environments). */
const COMMANDS = ['ansible-galaxy', 'ansible-config', 'ansible-doc'];

let known: InstalledAnsible | null | undefined;

/** Finds an installed ansible-core; asks Python once in this process, and only when somebody wants to know. */
export function installedAnsible(): InstalledAnsible | undefined {
  if (known === undefined) known = search() ?? null;
  return known ?? undefined;
}

function search(): InstalledAnsible | undefined {
  const asked = new Set<string>();
  for (const python of candidates()) {
    if (asked.has(python)) continue;
    asked.add(python);
    const found = ask(python);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Those that commands name come first: they are sure to have it, and reading a line costs no process. */
function* candidates(): Generator<string> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const command of COMMANDS) {
      const python = interpreterOf(join(folder, command));
      if (python !== undefined) yield python;
    }
  }
  yield 'python3';
  yield 'python';
}

/** The Python in a script's first line. */
function interpreterOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const head = Buffer.alloc(256);
    const length = readSync(file, head);
    return /^#!\s*(\/\S*python[\d.]*)\s*$/m.exec(head.toString('utf8', 0, length))?.[1];
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

function ask(python: string): InstalledAnsible | undefined {
  const answer = spawnSync(python, ['-c', QUESTION], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (answer.status !== 0) return undefined;
  try {
    const [folder, version, collectionRoots] = JSON.parse(answer.stdout) as [
      string,
      string,
      string[],
    ];
    return { folder, version, python, collectionRoots };
  } catch {
    return undefined;
  }
}
