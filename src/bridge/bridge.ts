import type { Module } from '../modules/contract.ts';
import { bridgedModule } from './bridged-module.ts';
import { HostSessions } from './host-session.ts';
import { type InterpreterSettings, Interpreters } from './interpreter.ts';
import type { ModuleSettings } from './module-arguments.ts';
import type { FoundModule, ModuleFinder } from './module-finder.ts';
import { WarmPythons } from './warm-pythons.ts';

export interface BridgeSettings {
  readonly module: ModuleSettings;
  readonly interpreter: InterpreterSettings;
}

/** Runs modules that aren't native: one for a whole run. */
export class Bridge {
  readonly finder: ModuleFinder;
  readonly #settings: BridgeSettings;
  readonly #sessions = new HostSessions();
  readonly #interpreters: Interpreters;
  readonly #pythons = new WarmPythons();
  readonly #modules = new Map<string, Module>();

  constructor(finder: ModuleFinder, settings: BridgeSettings) {
    this.finder = finder;
    this.#settings = settings;
    this.#interpreters = new Interpreters(settings.interpreter);
  }

  /** What stands for an action plugin in Python: it fails, and says why. */
  action(name: string, path: string): Module {
    const msg = `The action ${name} is an action plugin in Python (${path}). These run inside of Ansible's own controller and can't be run here: use a module, or a role, in its place.`;
    return {
      name,
      summary: `The action plugin in ${path}`,
      spec: { options: {} },
      support: { check: 'none', diff: 'none' },
      plan: async () => ({ changes: [], result: { failed: true, msg } }),
    };
  }

  /** A found module, ready to be planned. */
  module(found: FoundModule): Module {
    let module = this.#modules.get(found.path);
    if (module === undefined) {
      module = bridgedModule(found, {
        finder: this.finder,
        sessions: this.#sessions,
        interpreters: this.#interpreters,
        pythons: this.#pythons,
        settings: this.#settings.module,
      });
      this.#modules.set(found.path, module);
    }
    return module;
  }
}
