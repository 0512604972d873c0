import type { WriteTarget } from '../../targets/types.ts';
import { ask, outcomeOf } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import type { Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';

/** What is to be of a formula: Ansible's many words for it are these. */
type BrewState = 'installed' | 'head' | 'upgraded' | 'linked' | 'unlinked' | 'absent';

const STATES: Readonly<Record<string, BrewState>> = {
  present: 'installed',
  installed: 'installed',
  head: 'head',
  latest: 'upgraded',
  upgraded: 'upgraded',
  linked: 'linked',
  unlinked: 'unlinked',
};

export function brewStateOf(word: string): BrewState {
  return STATES[word] ?? 'absent';
}

interface BrewOptions {
  readonly installOptions: readonly string[];
  readonly upgradeOptions: readonly string[];
  /** Update brew itself first. */
  readonly updatesItself: boolean;
  readonly check: boolean;
}

/** Work that has its result before all of it is done: in check mode what would change first. */
class Settled {}

/** One call of the module, formula by formula: what brew did to one decides whether the next has its turn. */
export class Homebrew {
  readonly #program: string;
  readonly #target: WriteTarget;
  readonly #options: BrewOptions;
  readonly #changed: string[] = [];
  readonly #unchanged: string[] = [];
  #isChanged = false;
  #message = '';

  constructor(program: string, target: WriteTarget, options: BrewOptions) {
    this.#program = program;
    this.#target = target;
    this.#options = options;
  }

  /** @throws ModuleFailure with brew's own words */
  async run(state: BrewState, names: readonly string[], upgradesAll: boolean): Promise<Result> {
    try {
      if (this.#options.updatesItself) await this.#update();
      if (upgradesAll) await this.#upgradeAll();
      for (const name of names) await this.#manage(state, name);
    } catch (error) {
      if (!(error instanceof Settled)) throw error;
    }
    const count = this.#changed.length + this.#unchanged.length;
    return {
      changed: this.#isChanged,
      msg:
        count > 1
          ? `Changed: ${this.#changed.length}, Unchanged: ${this.#unchanged.length}`
          : this.#message,
      unchanged_pkgs: this.#unchanged,
      changed_pkgs: this.#changed,
    };
  }

  async #update(): Promise<void> {
    this.#wouldBe('Homebrew would be updated.');
    const { rc, stdout, stderr } = await this.#do(['update']);
    if (rc !== 0) fail(stderr.trim());
    const isCurrent = /Already up-to-date./i.test(stdout);
    this.#isChanged = stdout !== '' && !isCurrent;
    if (stdout !== '')
      this.#message = isCurrent ? 'Homebrew already up-to-date.' : 'Homebrew updated successfully.';
  }

  async #upgradeAll(): Promise<void> {
    this.#wouldBe('Homebrew packages would be upgraded.');
    const { rc, stdout, stderr } = await this.#do(['upgrade', ...this.#options.upgradeOptions]);
    if (rc !== 0) fail(stderr.trim());
    if (stdout !== '') this.#isChanged = true;
    this.#message = stdout === '' ? 'Homebrew packages already upgraded.' : 'Homebrew upgraded.';
  }

  async #manage(state: BrewState, name: string): Promise<void> {
    if (/[^\w./+\-:@]/.test(name)) fail(`Invalid package: ${name}.`);
    const isThere = await this.#isInstalled(name);
    if (state === 'linked' || state === 'unlinked') return this.#link(state, name, isThere);
    if (state === 'upgraded') return this.#upgrade(name, isThere);
    const done = state === 'absent' ? 'uninstalled' : 'installed';
    if (isThere === (state !== 'absent')) return this.#keep(name, `Package already ${done}`);
    this.#wouldBe(`Package would be ${done}: ${name}`);
    const { installOptions } = this.#options;
    const { stderr } = await this.#do(
      state === 'absent'
        ? ['uninstall', '--force', ...installOptions, name]
        : ['install', ...installOptions, name, ...(state === 'head' ? ['--HEAD'] : [])],
    );
    if ((await this.#isInstalled(name)) === isThere) fail(stderr.trim());
    this.#did(name, `Package ${done}`);
  }

  async #upgrade(name: string, isThere: boolean): Promise<void> {
    const isCurrent = async (): Promise<boolean> => (await this.#ask(['outdated', name])).rc === 0;
    if (isThere && (await isCurrent())) return this.#keep(name, 'Package is already upgraded');
    this.#wouldBe(`Package would be upgraded: ${name}`);
    const command = isThere ? 'upgrade' : 'install';
    // The options of an upgrade are those of upgrade_all alone.
    const { stderr } = await this.#do([command, ...this.#options.installOptions, name]);
    if (!(await this.#isInstalled(name)) || !(await isCurrent())) fail(stderr.trim());
    this.#did(name, 'Package upgraded');
  }

  async #link(state: 'linked' | 'unlinked', name: string, isThere: boolean): Promise<void> {
    if (!isThere) fail(`Package not installed: ${name}.`);
    this.#wouldBe(`Package would be ${state}: ${name}`);
    const command = state === 'linked' ? 'link' : 'unlink';
    const { rc } = await this.#do([command, ...this.#options.installOptions, name]);
    if (rc !== 0) fail(`Package could not be ${state}: ${name}.`);
    this.#did(name, `Package ${state}`);
  }

  /** In check mode the first thing that would change is all that is told. */
  #wouldBe(message: string): void {
    if (!this.#options.check) return;
    this.#isChanged = true;
    this.#message = message;
    throw new Settled();
  }

  #keep(name: string, message: string): void {
    this.#unchanged.push(name);
    this.#message = `${message}: ${name}`;
  }

  #did(name: string, message: string): void {
    this.#changed.push(name);
    this.#isChanged = true;
    this.#message = `${message}: ${name}`;
  }

  async #isInstalled(name: string): Promise<boolean> {
    const { stdout } = await this.#ask(['info', name]);
    return /Built from source|Poured from bottle/.test(stdout);
  }

  #ask(words: readonly string[]): Promise<StepOutcome> {
    return ask(this.#target, [this.#program, ...words], { env: this.#environment() });
  }

  async #do(words: readonly string[]): Promise<StepOutcome> {
    const env = { LANG: 'C', LC_ALL: 'C', LC_MESSAGES: 'C', LC_CTYPE: 'C', ...this.#environment() };
    const command = { argv: [this.#program, ...words], env };
    const [done] = await this.#target.apply([{ op: 'run', command }]);
    return outcomeOf(done?.command);
  }

  #environment(): Record<string, string> {
    return this.#options.updatesItself ? {} : { HOMEBREW_NO_AUTO_UPDATE: 'True' };
  }
}
