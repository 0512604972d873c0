import { join } from 'node:path';
import { ModuleFinder } from '../../src/bridge/module-finder.ts';
import { PluginFinder } from '../../src/bridge/plugin-finder.ts';
import { Loader } from '../../src/loader/loader.ts';

export const fixtures = join(import.meta.dirname, 'fixtures');

export interface FinderChoices {
  modulePaths?: string[];
  collectionsPaths?: string[];
  basedir?: string;
  withAnsible?: boolean;
}

/** A finder over the fixtures: a playbook's folder, a collection, and a stand-in for ansible-core. */
export function finder({
  modulePaths = [],
  collectionsPaths = [join(fixtures, 'collections')],
  basedir,
  withAnsible = true,
}: FinderChoices = {}) {
  const loader = new Loader({ basedir: fixtures });
  return new ModuleFinder({
    modulePaths,
    configuredPaths: [],
    moduleUtilsPaths: [],
    collectionsPaths,
    basedir: basedir ?? join(fixtures, 'play'),
    readYaml: (text, file) => loader.loadText(text, file, { trusted: false }),
    notices: { warn() {}, deprecate() {} },
    installed: () =>
      withAnsible
        ? {
            folder: join(fixtures, 'ansible'),
            version: '2.14.0',
            python: 'python3',
            collectionRoots: [],
          }
        : undefined,
  });
}

/** Plugins of the fixtures, none of configured folders. */
export function pluginFinder(modules: ModuleFinder): PluginFinder {
  const none: string[] = [];
  return new PluginFinder(modules, {
    action: none,
    become: none,
    cache: none,
    callback: none,
    connection: none,
    filter: none,
    inventory: none,
    lookup: none,
    strategy: none,
    test: none,
    vars: none,
  });
}
