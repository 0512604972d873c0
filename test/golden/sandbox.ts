import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export type CommandWord = 'playbook' | 'adhoc' | 'inventory' | 'vault';

export interface Step {
  readonly command: CommandWord;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Exit code, default 0. */
  readonly rc?: number;
  /** false: what goes to stderr does not count. */
  readonly stderr?: boolean;
  /** Only with an ansible-core: it asks for the playbook as ansible-core reads it. */
  readonly core?: true;
}

export interface GoldenCase {
  /** What the case shows, in one sentence. */
  readonly about: string;
  readonly steps: readonly Step[];
  /** What must be installed beside troupe; the case is skipped elsewhere. */
  readonly needs?: 'ansible-core';
  /** Plugins in Python: the case runs with an ansible-core, where there is one, and as if there were none. */
  readonly core?: 'both';
}

/** What a step left behind, ready to be compared. */
export interface StepOutcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const goldenFolder = import.meta.dirname;

/** Names of all cases. */
export function caseNames(): string[] {
  return readdirSync(goldenFolder, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && existsSync(join(goldenFolder, entry.name, 'case.json')),
    )
    .map((entry) => entry.name)
    .sort();
}

export function readCase(name: string): GoldenCase {
  return JSON.parse(readFileSync(join(goldenFolder, name, 'case.json'), 'utf8')) as GoldenCase;
}

const stand = '/tmp/golden000000';

/** A private copy of a case's project, in a folder whose path is always equally long. */
export class Sandbox {
  readonly #root = mkdtempSync('/tmp/golden');
  readonly #work = join(this.#root, 'work');
  readonly #before: Map<string, string>;

  constructor(name: string) {
    process.umask(0o022);
    mkdirSync(join(this.#root, 'home'));
    const source = join(goldenFolder, name);
    cpSync(source, this.#work, {
      recursive: true,
      // A link stays as it is written: its target must not be where the tests lie.
      verbatimSymlinks: true,
      filter: (path) => path !== join(source, 'case.json') && path !== join(source, 'expected'),
    });
    this.#before = describeTree(this.#work);
  }

  /** Runs a step with the program's leading arguments (`['node', 'troupe.mjs', 'playbook']`). */
  async run(program: readonly string[], step: Step): Promise<StepOutcome> {
    const [file = '', ...lead] = program;
    const child = spawn(file, [...lead, ...step.args], {
      cwd: this.#work,
      timeout: 60_000,
      env: {
        PATH: process.env.PATH,
        HOME: join(this.#root, 'home'),
        USER: 'root',
        LANG: 'C.UTF-8',
        LC_ALL: 'C.UTF-8',
        TZ: 'UTC',
        COLUMNS: '80',
        // Results of several hosts come in the order of the hosts, and the interpreter is not looked for.
        ANSIBLE_FORKS: '1',
        ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
        ...step.env,
      },
    });
    child.stdin.end(step.stdin ?? '');
    const [stdout, stderr, rc] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', (code) => resolve(code ?? -1));
      }),
    ]);
    return { rc, stdout: this.#normalize(stdout), stderr: this.#normalize(stderr) };
  }

  /** What the steps made of the project's files: one paragraph for every file that is new, other or gone. */
  changes(): string {
    const after = describeTree(this.#work);
    const parts: string[] = [];
    for (const path of new Set([...this.#before.keys(), ...after.keys()])) {
      const now = after.get(path);
      if (now === this.#before.get(path)) continue;
      parts.push(now === undefined ? `- ${path}\n` : `+ ${path} ${now}`);
    }
    return this.#normalize(parts.sort().join(''));
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #normalize(text: string): string {
    return normalize(text.replaceAll(this.#root, stand));
  }
}

function normalize(text: string): string {
  return text
    .replace(/ansible-local-[^/"\s]+\/tmp[^/"\s]+/g, 'ansible-local/tmp')
    .replace(/ansible-tmp-[^/"\s]+/g, 'ansible-tmp')
    .replace(/("(?:start|end|delta)": )"[\d:. -]+"/g, '$1"TIME"')
    .replace(/((?:^|\s)(?:start|end|delta): )'[\d:. -]+'/g, "$1'TIME'")
    .replace(/("(?:atime|mtime|ctime)": )[\d.]+/g, '$10')
    .replace(/(\.)\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '$1BACKUP~')
    .replace(/(Playbook run took ).*/g, '$1no time')
    .replace(/(jid=)j?[\d.]+/g, '$1JID')
    .replace(/("ansible_job_id": )"j?[\d.]+"/g, '$1"JID"')
    .replace(/(results_file": ")[^"]*"/g, '$1FILE"');
}

function describeTree(root: string, folder = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const stats = lstatSync(join(root, path));
    const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
    if (stats.isSymbolicLink()) {
      found.set(path, `-> ${readlinkSync(join(root, path))}\n`);
    } else if (stats.isDirectory()) {
      found.set(path, `${mode} folder\n`);
      for (const entry of describeTree(root, path)) found.set(...entry);
    } else {
      const content = readFileSync(join(root, path), 'utf8');
      const lines = content === '' ? '' : content.replace(/^(?!$(?![\s\S]))/gm, '  | ');
      found.set(
        path,
        `${mode} file\n${lines}${content.endsWith('\n') || content === '' ? '' : '\n'}`,
      );
    }
  }
  return found;
}
