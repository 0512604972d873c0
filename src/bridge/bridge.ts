import type { Module } from '../modules/contract.ts';
import { bridgedModule } from './bridged-module.ts';
import { type PlainSecret, pythonEnvironment } from './controller-python.ts';
import { HostSessions } from './host-session.ts';
import type { Interpreters } from './interpreter.ts';
import type { ModuleSettings } from './module-arguments.ts';
import type { FoundModule, ModuleFinder } from './module-finder.ts';
import { pythonAction } from './python-action.ts';
import { PythonActions } from './python-actions.ts';
import { WarmPythons } from './warm-pythons.ts';

export interface BridgeSettings {
  readonly module: ModuleSettings;
  readonly interpreters: Interpreters;
  /** COLLECTIONS_PATHS */
  readonly collectionsPaths: readonly string[];
  /** The run's vault secrets. */
  readonly secrets: () => readonly PlainSecret[];
}

/** Runs modules that aren't native: one for a whole run. */
export class Bridge {
  readonly finder: ModuleFinder;
  readonly #settings: BridgeSettings;
  readonly #sessions = new HostSessions();
  readonly #pythons = new WarmPythons();
  readonly #modules = new Map<string, Module>();
  #actions: PythonActions | undefined;

  constructor(finder: ModuleFinder, settings: BridgeSettings) {
    this.finder = finder;
    this.#settings = settings;
  }

  /** An action plugin in Python; it fails, and says why, where there is no ansible-core to run it. */
  action(name: string, path: string): Module {
    const ansible = this.finder.installed();
    if (ansible !== undefined) {
      this.#actions ??= new PythonActions(
        ansible.python,
        pythonEnvironment(this.finder, this.#settings.collectionsPaths),
      );
      return pythonAction(pluginName(name, path), path, {
        actions: this.#actions,
        secrets: this.#settings.secrets,
        sessions: this.#sessions,
        folders: () => this.finder.actionFolders(),
        modules: (collections) => {
          const inPython = (one: string): Module | undefined => {
            const found = this.finder.find(one, collections);
            return found && this.module(found);
          };
          const ofAction = (one: string): Module | undefined =>
            this.finder.findAction(one, collections) === undefined ? undefined : inPython(one);
          return { inPython, ofAction };
        },
      });
    }
    const msg = `The action ${name} is an action plugin in Python (${path}), which needs ansible-core on this controller: python3 finds no package 'ansible'. Install it (for example: pip install ansible-core), or put its python3 first in PATH.`;
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
        interpreters: this.#settings.interpreters,
        pythons: this.#pythons,
        settings: this.#settings.module,
      });
      this.#modules.set(found.path, module);
    }
    return module;
  }
}

/** The name that ansible-core's loader knows an action by: a collection's in full. */
function pluginName(name: string, path: string): string {
  const match = /\/ansible_collections\/([^/]+)\/([^/]+)\/plugins\/action\/(.+)\.py$/.exec(path);
  if (match === null) return name.replace(/^ansible\.legacy\./, '');
  const [, namespace, collection, rest = ''] = match;
  return `${namespace}.${collection}.${rest.replaceAll('/', '.')}`;
}
