import { existsSync } from 'node:fs';
import { TroupeError } from '../diagnostics/errors.ts';
import type { Loader } from '../loader/loader.ts';
import { str } from '../values/repr.ts';

const DEFAULT_FILE = '/etc/ansible/plugin_filters.yml';

/**
 * Modules and actions that nobody may use here, by PLUGIN_FILTERS_CFG: `filter_version: 1.0` and `module_blacklist`.
 * A file that can't be used is told of and passed over, as Ansible does.
 * @throws TroupeError where stat is among them
 */
export function refusedModules(
  configured: string | null,
  loader: Loader,
  warn: (message: string) => void,
): ReadonlySet<string> {
  const file = configured ?? DEFAULT_FILE;
  const none = new Set<string>();
  if (!existsSync(file)) {
    if (configured !== null) warn(`The plugin filter file, ${file} does not exist. Skipping.`);
    return none;
  }
  let data: ReturnType<Loader['loadFile']>;
  try {
    data = loader.loadFile(file);
  } catch (error) {
    warn(`The plugin filter file, ${file} was not parsable. Skipping: ${(error as Error).message}`);
    return none;
  }
  const version = data instanceof Map ? data.get('filter_version') : undefined;
  if (!(data instanceof Map) || version === undefined) {
    warn(`The plugin filter file, ${file} was invalid. Skipping.`);
    return none;
  }
  if (str(version).trim() !== '1.0') {
    warn(
      `The plugin filter file, ${file} was a version not recognized by this version of Ansible. Skipping.`,
    );
    return none;
  }
  const listed = data.get('module_blacklist') ?? null;
  if (!Array.isArray(listed)) {
    warn(
      `Unable to parse the plugin filter file ${file} as module_blacklist is not a list. Skipping.`,
    );
    return none;
  }
  const names = new Set(listed.map(str));
  if (names.has('stat')) {
    throw new TroupeError(
      `The stat module was specified in the module blacklist file, ${file}, but Ansible will not function without the stat module.  Please remove stat from the blacklist.`,
    );
  }
  return names;
}
