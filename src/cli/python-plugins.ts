import { ControllerPython, type PlainSecret } from '../bridge/controller-python.ts';
import type { ModuleFinder } from '../bridge/module-finder.ts';
import { PluginFinder } from '../bridge/plugin-finder.ts';
import { PythonCallbacks } from '../bridge/python-callbacks.ts';
import type { PythonPlugins } from '../bridge/python-plugins.ts';
import { describeInventory } from '../inventory/python-source.ts';
import { findLookup } from '../lookups/registry.ts';
import type { LookupFinder } from '../template/ansible/lookup.ts';
import { fromPlain } from '../values/plain.ts';
import type { Dict, Value } from '../values/types.ts';
import { argparseName } from './argparse-names.ts';
import type { Controller, RunArguments } from './controller.ts';
import type { EngineAnswers } from './engine-side.ts';
import { movedPlugin } from './moved-plugin.ts';
import { collectionRoots } from './settings/collection-roots.ts';
import type { Settings } from './settings/settings.ts';

/** What runs the plugins in Python that lie where Ansible looks for them. */
export interface PythonSide {
  readonly finder: PluginFinder;
  readonly python: ControllerPython;
  readonly engine: EngineAnswers;
}

export function pythonSide(
  modules: ModuleFinder,
  settings: Settings,
  warn: (message: string) => void,
  secrets: () => readonly PlainSecret[],
  engine: EngineAnswers,
): PythonSide {
  const collectionsPaths = collectionRoots(settings);
  return {
    finder: new PluginFinder(modules, {
      action: settings.DEFAULT_ACTION_PLUGIN_PATH,
      become: settings.BECOME_PLUGIN_PATH,
      cache: settings.DEFAULT_CACHE_PLUGIN_PATH,
      callback: settings.DEFAULT_CALLBACK_PLUGIN_PATH,
      connection: settings.DEFAULT_CONNECTION_PLUGIN_PATH,
      filter: settings.DEFAULT_FILTER_PLUGIN_PATH,
      inventory: settings.DEFAULT_INVENTORY_PLUGIN_PATH,
      lookup: settings.DEFAULT_LOOKUP_PLUGIN_PATH,
      strategy: settings.DEFAULT_STRATEGY_PLUGIN_PATH,
      test: settings.DEFAULT_TEST_PLUGIN_PATH,
      vars: settings.DEFAULT_VARS_PLUGIN_PATH,
    }),
    python: new ControllerPython(modules, { collectionsPaths, warn, secrets, engine }),
    engine,
  };
}

/** Callbacks in Python, told of the command line's options. */
export function pythonCallbacks(
  { modules, python: { finder, python }, extraVars, inventory }: Controller,
  args: RunArguments & { readonly positionals: readonly string[] },
): PythonCallbacks {
  const named = Object.entries(args).filter(([name]) => name !== 'positionals');
  const options = {
    ...Object.fromEntries(named.map(([name, value]) => [argparseName(name), value ?? null])),
    args: args.positionals,
    skip_tags: args.skipTags ?? [],
    subset: args.limit ?? null,
    tags: args.tags ?? ['all'],
  };
  return new PythonCallbacks(modules, finder, python, {
    options: fromPlain(options) as Dict,
    extraVars: new Map<Value, Value>(extraVars),
    inventory: () => describeInventory(inventory.inventory),
  });
}

/** Finds native lookups, then those in Python. */
export function lookupsWith(
  plugins: PythonPlugins,
  modules: ModuleFinder,
  engine: EngineAnswers,
): LookupFinder {
  const { routing } = modules;
  return (name) => {
    const native = findLookup(name);
    if (native !== undefined) return native;
    const moved = movedPlugin(routing, 'lookup', name);
    const nativeNow = moved === name ? undefined : findLookup(moved);
    if (nativeNow !== undefined) return nativeNow;
    const lookup = plugins.lookup(moved);
    return (
      lookup &&
      (({ terms, options, variables, services: { basedir } }) =>
        engine.within(variables, (scope) => lookup(terms, options, { variables, basedir, scope })))
    );
  };
}
