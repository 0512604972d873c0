import { basename } from 'node:path';
import type { Controller } from '../modules/contract.ts';
import type { Platform, ReadTarget } from '../targets/types.ts';
import { repr, str } from '../values/index.ts';
import type { Value } from '../values/types.ts';
import type { Shebang } from './module-style.ts';

export interface InterpreterSettings {
  /** INTERPRETER_PYTHON */
  readonly python: string;
  /** INTERPRETER_PYTHON_FALLBACK */
  readonly candidates: readonly string[];
}

export interface Interpreter {
  /** As the user wrote it; may hold several words (`/usr/bin/env python3`). */
  readonly command: string;
  readonly args: readonly string[];
  /** What finding it has to say. */
  readonly warnings: readonly string[];
  /** Whether it was looked for: what was found is a fact of the host then. */
  readonly isDiscovered?: boolean;
  /** Looked for in vain: `command` is no more than a guess. */
  readonly isMissing?: boolean;
}

/** Who knows the variables of the host that does the work. */
export type Variables = Pick<Controller, 'variable'> & Partial<Pick<Controller, 'workerVariable'>>;

/** The fact that a found Python becomes. */
export const DISCOVERED_PYTHON = 'discovered_interpreter_python';

interface Discovered {
  readonly python: string;
  readonly warnings: readonly string[];
  readonly isMissing?: boolean;
}

/** What a distribution of a version (or a later one) has as its own Python. */
const SYSTEM_PYTHON: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  redhat: [
    [6, '/usr/bin/python'],
    [8, '/usr/libexec/platform-python'],
    [9, '/usr/bin/python3'],
  ],
  debian: [
    [8, '/usr/bin/python'],
    [10, '/usr/bin/python3'],
  ],
  fedora: [[23, '/usr/bin/python3']],
  ubuntu: [
    [14, '/usr/bin/python'],
    [16, '/usr/bin/python3'],
  ],
};

/** IDs of /etc/os-release that count as one of these. */
const FAMILY: Readonly<Record<string, string>> = {
  almalinux: 'redhat',
  amzn: 'redhat',
  centos: 'redhat',
  cloudlinux: 'redhat',
  kali: 'debian',
  linuxmint: 'debian',
  neon: 'debian',
  ol: 'redhat',
  oracle: 'redhat',
  parrot: 'debian',
  pop: 'debian',
  raspbian: 'debian',
  rhel: 'redhat',
  rocky: 'redhat',
  scientific: 'redhat',
};

const DOCUMENTATION =
  'https://docs.ansible.com/ansible-core/2.14/reference_appendices/interpreter_discovery.html';

/** Chooses the programs that modules run with; looks for a Python once a host. */
export class Interpreters {
  readonly #settings: InterpreterSettings;
  /** By the mode of the search. */
  readonly #discovered = new WeakMap<Platform, Map<string, Promise<Discovered>>>();

  constructor(settings: InterpreterSettings) {
    this.#settings = settings;
  }

  /** The interpreter of a script with this first line, as variables (`ansible_python_interpreter` …) have it. */
  async choose(shebang: Shebang, target: ReadTarget, controller: Variables): Promise<Interpreter> {
    const { args } = shebang;
    const name = basename(shebang.interpreter);
    const wished = variableOf(controller, `ansible_${name}_interpreter`);
    const command = wished === undefined || wished === null ? '' : str(wished).trim();
    if (name !== 'python') return { command: command || shebang.interpreter, args, warnings: [] };
    const python = command || this.#settings.python.trim();
    if (!/^(auto(_legacy)?(_silent)?)?$/.test(python))
      return { command: python, args, warnings: [] };
    const known = variableOf(controller, DISCOVERED_PYTHON) ?? null;
    if (known !== null) return { command: str(known), args, warnings: [] };
    const { python: path, ...found } = await this.#discover(target, controller, python);
    return { command: path, args, ...found, isDiscovered: true };
  }

  /** The Python that a module in Python would run with, where it has to be looked for and is there. */
  async find(target: ReadTarget, variables: Variables): Promise<string | undefined> {
    const shebang = { interpreter: '/usr/bin/python', args: [] };
    const found = await this.choose(shebang, target, variables);
    return found.isDiscovered && !found.isMissing ? found.command : undefined;
  }

  #discover(target: ReadTarget, controller: Variables, mode: string): Promise<Discovered> {
    let modes = this.#discovered.get(target.platform);
    if (modes === undefined) {
      modes = new Map();
      this.#discovered.set(target.platform, modes);
    }
    let found = modes.get(mode);
    if (found === undefined) {
      const fallback = controller.variable('ansible_interpreter_python_fallback');
      const candidates = Array.isArray(fallback) ? fallback.map(str) : this.#settings.candidates;
      const host = str(controller.variable('inventory_hostname') ?? 'unknown');
      found = discover(target, candidates, host, mode);
      modes.set(mode, found);
      found.catch(() => modes.delete(mode));
    }
    return found;
  }
}

/** A variable of the host that does the work. */
export function variableOf(controller: Variables, name: string): Value | undefined {
  return controller.workerVariable === undefined
    ? controller.variable(name)
    : controller.workerVariable(name);
}

async function discover(
  target: ReadTarget,
  candidates: readonly string[],
  host: string,
  mode: string,
): Promise<Discovered> {
  const isSilent = mode.endsWith('_silent');
  const quoted = candidates.map((one) => `command -v '${one.replaceAll("'", "'\\''")}'`);
  const { stdout } = await target.query({
    shell: `${quoted.join('; ')}; echo; cat /etc/os-release 2>/dev/null; :`,
  });
  const text = stdout.toString('utf8');
  const lines = text.split('\n');
  const found = lines.slice(0, lines.indexOf('')).filter((line) => line.startsWith('/'));
  const say = (message: string) => (isSilent ? [] : [message]);
  const [first] = found;
  if (first === undefined) {
    const message = `No python interpreters found for host ${host} (tried ${repr([...candidates])})`;
    return { python: '/usr/bin/python', warnings: say(message), isMissing: true };
  }
  const release = (key: string) =>
    new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  const distribution = release('ID').toLowerCase();
  const version = release('VERSION_ID');
  const system =
    target.platform.kernel === 'Linux' && version ? systemPython(distribution, version) : undefined;
  if (system === undefined) {
    const message = `Platform ${target.platform.kernel.toLowerCase()} on host ${host} is using the discovered Python interpreter at ${first}, but future installation of another Python interpreter could change the meaning of that path. See ${DOCUMENTATION} for more information.`;
    return { python: first, warnings: say(message) };
  }
  const legacy = '/usr/bin/python';
  if (mode.startsWith('auto_legacy') && system !== legacy && found.includes(legacy)) {
    const message = `Distribution ${distribution} ${version} on host ${host} should use ${system}, but is using /usr/bin/python for backward compatibility with prior Ansible releases. See ${DOCUMENTATION} for more information`;
    return { python: legacy, warnings: say(message) };
  }
  if (found.includes(system)) return { python: system, warnings: [] };
  const message = `Distribution ${distribution} ${version} on host ${host} should use ${system}, but is using ${first}, since the discovered platform python interpreter was not present. See ${DOCUMENTATION} for more information.`;
  return { python: first, warnings: say(message) };
}

function systemPython(distribution: string, version: string): string | undefined {
  const versions = SYSTEM_PYTHON[distribution] ?? SYSTEM_PYTHON[FAMILY[distribution] ?? ''];
  if (versions === undefined) return undefined;
  const major = Number.parseInt(version, 10);
  const fitting = versions.findLast(([since]) => since <= major) ?? versions[0];
  return fitting?.[1];
}
