import { readFileSync } from 'node:fs';
import type { Dict, Value } from '../values/types.ts';
import type { ControllerPython } from './controller-python.ts';
import type { ModuleFinder } from './module-finder.ts';
import type { FoundPlugin, PluginFinder } from './plugin-finder.ts';
import type { KnownInventory } from './python-inventory.ts';

const PROGRAM = ['told_objects', 'callbacks'];

export interface CallbackSurroundings {
  /** The command line's options as argparse names them. */
  readonly options: Dict;
  readonly extraVars: Dict;
  readonly inventory: () => KnownInventory;
}

/** Callback plugins in Python: found by their files, loaded and called by the controller's Python. */
export class PythonCallbacks {
  readonly #finder: ModuleFinder;
  readonly #plugins: PluginFinder;
  readonly #python: ControllerPython;
  readonly #around: CallbackSurroundings;

  constructor(
    finder: ModuleFinder,
    plugins: PluginFinder,
    python: ControllerPython,
    around: CallbackSurroundings,
  ) {
    this.#finder = finder;
    this.#plugins = plugins;
    this.#python = python;
    this.#around = around;
  }

  /** Whether there is one of that name; in place of a native one only a user's own counts. */
  has(name: string, isNative: boolean): boolean {
    if (!isNative) return this.#plugins.has('callback', name);
    return this.#own().some((file) => file.name === name);
  }

  /** The user's own that are loaded without being enabled. */
  automatic(): string[] {
    return this.#own()
      .filter(({ path }) => {
        const text = readFileSync(path, 'utf8');
        const isStdout = /^\s*CALLBACK_TYPE\s*=\s*['"]stdout['"]/m.test(text);
        return !isStdout && !/^\s*CALLBACK_NEEDS_(?:ENABLED|WHITELIST)\s*=\s*True/m.test(text);
      })
      .map(({ name }) => name);
  }

  /**
   * Loads the one for stdout, those that are enabled and those that are loaded without.
   * @throws TroupeError where there is no Python
   */
  load(
    stdout: string | null,
    enabled: readonly string[],
    screen: { readonly color: boolean; readonly columns: number },
  ): void {
    const { groups, hosts } = this.#around.inventory();
    this.#python.askProgram(PROGRAM, 'load_callbacks', {
      groups,
      hosts,
      stdout,
      enabled: [...enabled],
      color: screen.color,
      columns: screen.columns,
      folders: this.#plugins.folders('callback'),
      basedir: this.#finder.basedir,
      options: this.#around.options,
      extra_vars: this.#around.extraVars,
    });
  }

  /** Tells all that are loaded of an event; returns when they are done with it. */
  tell(event: ReadonlyMap<Value, Value>): void {
    this.#python.askProgram(PROGRAM, 'tell_callbacks', { event: new Map(event) });
  }

  #own(): FoundPlugin[] {
    return this.#plugins.files('callback');
  }
}
