import type { Module } from '../modules/contract.ts';
import type { Exchange } from '../targets/session/single-shot.ts';
import type { TargetSpec } from '../targets/spec.ts';
import { fromPlain } from '../values/index.ts';
import { bridgedModule } from './bridged-module.ts';
import { type PlainSecret, pythonEnvironment } from './controller-python.ts';
import { HostSessions } from './host-session.ts';
import type { Interpreters } from './interpreter.ts';
import type { ModuleSettings } from './module-arguments.ts';
import type { FoundModule, ModuleFinder } from './module-finder.ts';
import { type EngineSide, ownLibrary } from './own-library.ts';
import { pythonAction } from './python-action.ts';
import { PythonActions } from './python-actions.ts';
import { PythonConnection } from './python-connection.ts';
import { WarmPythons } from './warm-pythons.ts';

export interface BridgeSettings {
  readonly module: ModuleSettings;
  readonly interpreters: Interpreters;
  /** COLLECTIONS_PATHS */
  readonly collectionsPaths: readonly string[];
  /** The run's vault secrets. */
  readonly secrets: () => readonly PlainSecret[];
  /** Answers plugins where no ansible-core does. */
  readonly engine?: EngineSide;
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

  /** The Python on the controller that forks for plugins which concern a host. */
  get #forks(): PythonActions {
    const { collectionsPaths, engine } = this.#settings;
    const ansible = this.finder.installed();
    this.#actions ??= new PythonActions(
      ansible?.python ?? 'python3',
      pythonEnvironment(this.finder, collectionsPaths),
      ansible === undefined ? fromPlain(ownLibrary(this.finder, collectionsPaths, engine)) : null,
    );
    return this.#actions;
  }

  /** A host by a connection plugin in Python. */
  connection(name: string, spec: TargetSpec, folders: readonly string[]): Promise<Exchange> {
    const { engine, module } = this.#settings;
    const scope = { actions: this.#forks, folders, engine, verbosity: module.verbosity };
    return PythonConnection.open(name, spec, scope);
  }

  /** An action plugin in Python. */
  action(name: string, path: string): Module {
    const { engine, secrets } = this.#settings;
    return pythonAction(pluginName(name, path), path, {
      actions: this.#forks,
      secrets,
      engine,
      sessions: this.#sessions,
      folders: () => this.finder.actionFolders(),
      modules: (collections) => {
        const inPython = (one: string): Module | undefined => {
          const found = this.finder.find(one, collections);
          return found && this.module(found);
        };
        const ofAction = (one: string): Module | undefined =>
          this.finder.findAction(one, collections) === undefined ? undefined : inPython(one);
        const hasOwnAction = (one: string): boolean => this.finder.findOwnAction(one) !== undefined;
        return { inPython, ofAction, hasOwnAction };
      },
    });
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
