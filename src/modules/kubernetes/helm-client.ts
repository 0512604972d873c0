import type { DocumentOptions, ParseOptions, SchemaOptions, Tags } from 'yaml';
import type { WriteTarget } from '../../targets/types.ts';
import { outcomeOf } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { splitWords } from '../commands/words.ts';
import { fail } from '../definition/failure.ts';
import { privateFile, removeFiles } from './private-files.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A release as `helm list` tells of it, with the values it was given. */
export interface Release extends Fields {
  readonly name: string;
  readonly chart?: string;
  readonly app_version?: string;
  readonly values: Fields;
}

/** The helm program of a target; what it says is read as YAML. */
export class HelmClient {
  readonly #target: WriteTarget;
  readonly #files: string[] = [];
  readonly program: string;
  /** What leads the program to a cluster. */
  environment: Readonly<Record<string, string>> = {};

  constructor(target: WriteTarget, program: string) {
    this.#target = target;
    this.program = program;
  }

  /** Runs a command line. @throws ModuleFailure when it fails */
  async run(command: string): Promise<StepOutcome> {
    const outcome = await this.attempt(command);
    if (outcome.rc === 0) return outcome;
    const { stdout, stderr } = outcome;
    return fail(failureOf(outcome), { stdout, stderr, command });
  }

  /** Runs a command line, whatever becomes of it; `stdin` is for what must not be seen in it. */
  async attempt(command: string, stdin?: string): Promise<StepOutcome> {
    const argv = splitWords(command) ?? fail(`No closing quotation: ${command}`);
    const env = { LANG: 'C', LC_ALL: 'C', ...this.environment };
    const run = { argv, env, ...(stdin !== undefined && { stdin }) };
    const [done] = await this.#target.apply([{ op: 'run', command: run }]);
    return outcomeOf(done?.command);
  }

  /** The release of that name; null where none is deployed. @throws ModuleFailure */
  async release(name: string): Promise<Release | null> {
    const listed = await this.#asked(`list --output=yaml --filter ${name}`);
    const found = ((listed ?? []) as readonly Omit<Release, 'values'>[]).find(
      (one) => one.name === name,
    );
    if (found === undefined) return null;
    const values = (await this.#asked(`get values --output=yaml ${name}`)) ?? {};
    return { ...found, values: values as Fields } as Release;
  }

  /** What a chart says of itself; options go before the subcommand. @throws ModuleFailure */
  async chart(command: string, reference: string): Promise<Fields> {
    const { stdout } = await this.run(`${command} show chart ${reference}`);
    return ((await readYaml(stdout)) ?? {}) as Fields;
  }

  /** Version of a plugin; undefined where it isn't installed. @throws ModuleFailure */
  async pluginVersion(plugin: string): Promise<string | undefined> {
    const { stdout } = await this.plugins();
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    return rows.find(([name]) => name === plugin)?.[1];
  }

  /** What helm tells of its plugins, and by what command. @throws ModuleFailure */
  async plugins(): Promise<StepOutcome & { readonly command: string }> {
    const command = `${this.program} plugin list`;
    const outcome = await this.run(command);
    const { rc, stdout, stderr } = outcome;
    if (stdout === '' && stderr === '') {
      fail('Failed to get Helm plugin info', { command, stdout, stderr, rc });
    }
    return { ...outcome, command };
  }

  /** helm's own version; the empty text where it doesn't tell. */
  async version(): Promise<string> {
    return versionIn((await this.run(`${this.program} version`)).stdout);
  }

  /** Lays text in a private file, which is there until `close`; gives its path. */
  async keep(text: string): Promise<string> {
    const path = await privateFile(this.#target, text);
    this.#files.push(path);
    return path;
  }

  /** Values of files of the target: later ones stand before earlier ones. @throws ModuleFailure */
  async valuesOf(paths: readonly string[]): Promise<Fields> {
    const texts = await Promise.all(paths.map((path) => this.#target.readFile(path)));
    const values: Record<string, unknown> = {};
    for (const [at, text] of texts.entries()) {
      if (text === null) fail(`[Errno 2] No such file or directory: '${paths[at]}'`);
      const read = await readYaml(text.toString());
      if (read !== null && typeof read === 'object') Object.assign(values, read);
    }
    return values;
  }

  /** Removes what was laid down. */
  async close(): Promise<void> {
    await removeFiles(this.#target, this.#files);
  }

  async #asked(words: string): Promise<unknown> {
    return readYaml((await this.run(`${this.program} ${words}`)).stdout);
  }
}

/** What Ansible says of a command of helm that failed. */
export const failureOf = ({ rc, stdout, stderr }: StepOutcome): string =>
  `Failure when executing Helm command. Exited ${rc}.\nstdout: ${stdout}\nstderr: ${stderr}`;

/** The version that `helm version` tells. */
export function versionIn(stdout: string): string {
  return /(?:^version\.BuildInfo\{Version|SemVer):"v([0-9.]*)",/.exec(stdout)?.[1] ?? '';
}

/** Whether a version in numbers is a certain one or later. */
export function isSince(version: string, wanted: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  for (const [at, number] of wanted.entries()) {
    const have = numbers[at] ?? 0;
    if (have !== number) return have > number;
  }
  return true;
}

/** Times stay as they are written: results are JSON. */
const YAML = {
  version: '1.1',
  merge: true,
  customTags: (tags) => tags.filter((tag) => tag !== 'timestamp' && !isTimestamp(tag)),
} as const satisfies ParseOptions & DocumentOptions & SchemaOptions;

const isTimestamp = (tag: Tags[number]): boolean =>
  typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:timestamp';

/** Reads helm's YAML. */
export async function readYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  return parse(text, YAML) as unknown;
}

/** Reads all documents of helm's YAML. */
export async function readYamlDocuments(text: string): Promise<unknown[]> {
  const { parseAllDocuments } = await import('yaml');
  return [...parseAllDocuments(text, YAML)].map((one) => one.toJS() as unknown);
}
