import type { ModuleFinder } from '../bridge/module-finder.ts';
import { PythonPlugins } from '../bridge/python-plugins.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { findLookup } from '../lookups/registry.ts';
import { holdsTemplate } from '../template/ansible/holds-template.ts';
import type { LookupCall, LookupFinder } from '../template/ansible/lookup.ts';
import { Callable, type Value } from '../values/types.ts';
import type { Settings } from './settings.ts';

/** The filters, tests and lookups in Python that lie where Ansible looks for them. */
export function pythonPlugins(
  finder: ModuleFinder,
  settings: Settings,
  warn: (message: string) => void,
): PythonPlugins {
  return new PythonPlugins(finder, {
    paths: {
      filter: settings.DEFAULT_FILTER_PLUGIN_PATH,
      test: settings.DEFAULT_TEST_PLUGIN_PATH,
      lookup: settings.DEFAULT_LOOKUP_PLUGIN_PATH,
    },
    collectionsPaths: settings.COLLECTIONS_PATHS,
    warn,
  });
}

/** Finds native lookups, then those in Python. */
export function lookupsWith(plugins: PythonPlugins): LookupFinder {
  return (name) => {
    const native = findLookup(name);
    if (native !== undefined) return native;
    const lookup = plugins.lookup(name);
    return (
      lookup &&
      ((call) => lookup(call.terms, call.options, plainVariables(call), call.services.basedir))
    );
  };
}

/** Variables that can be rendered, as a lookup in Python may look at them. */
function* plainVariables({ variables, templar }: LookupCall): Iterable<[string, Value]> {
  for (const name of variables.names()) {
    const value = variables.get(name);
    if (value === undefined || value instanceof Callable) continue;
    if (!holdsTemplate(value)) yield [name, value];
    else {
      let rendered: Value;
      try {
        rendered = templar.template(value);
      } catch (error) {
        if (!(error instanceof TroupeError)) throw error;
        continue;
      }
      yield [name, rendered];
    }
  }
}
