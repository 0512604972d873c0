import { ControllerPython } from '../../../bridge/controller-python.ts';
import { ModuleFinder } from '../../../bridge/module-finder.ts';
import { str } from '../../../values/index.ts';
import { collectionRoots } from '../../settings/collection-roots.ts';
import type { PluginPlaces } from './plugin-files.ts';

/** Tells the names of the filters or tests in a Python file, which Python alone knows. */
export function containedNames({
  settings,
  basedir,
  readYaml,
  notices,
}: Omit<PluginPlaces, 'namesIn'>): (kind: string, path: string) => string[] {
  let python: ControllerPython | undefined;
  return (kind, path) => {
    const finder = new ModuleFinder({
      modulePaths: [],
      configuredPaths: [],
      moduleUtilsPaths: settings.DEFAULT_MODULE_UTILS_PATH,
      collectionsPaths: collectionRoots(settings),
      basedir: basedir ?? '',
      readYaml,
      notices,
    });
    python ??= new ControllerPython(finder, {
      collectionsPaths: collectionRoots(settings),
      warn: notices.warn,
    });
    const names = python.askProgram(['contained_names'], 'contained_names', { kind, path });
    return Array.isArray(names) ? names.map(str) : [];
  };
}
