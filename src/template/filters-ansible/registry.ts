import type { Plugin } from '../ansible/plugin.ts';
import { ansibleUtilsFilters } from './ansible-utils.ts';
import { commentFilters } from './comment.ts';
import { communityGeneralFilters } from './community-general.ts';
import { dataFilters } from './data.ts';
import { dateFilters } from './dates.ts';
import { hashingFilters } from './hashing.ts';
import { humanFilters } from './human.ts';
import { ipFilters } from './ip/filters.ts';
import { mathFilters } from './math.ts';
import { miscFilters } from './misc.ts';
import { pathFilters } from './paths.ts';
import { randomFilters } from './random.ts';
import { regexFilters } from './regex.ts';
import { serializationFilters } from './serialization.ts';
import { setFilters } from './sets.ts';
import { urlFilters } from './urls.ts';

/** Filters of ansible.builtin, by short name. Jinja's own are apart. */
const builtinFilters: Readonly<Record<string, Plugin>> = {
  ...commentFilters,
  ...dataFilters,
  ...dateFilters,
  ...hashingFilters,
  ...humanFilters,
  ...mathFilters,
  ...miscFilters,
  ...pathFilters,
  ...randomFilters,
  ...regexFilters,
  ...serializationFilters,
  ...setFilters,
  ...urlFilters,
};

/** Filters of collections, by fully qualified name. */
const collectionFilters: Readonly<Record<string, Plugin>> = {
  ...named('community.general', communityGeneralFilters),
  // Before ansible.utils: short names lead here.
  ...named('ansible.netcommon', moved(ipFilters)),
  ...named('ansible.utils', { ...ansibleUtilsFilters, ...ipFilters }),
};

/** Filters by a name that Ansible tells its users to give up. */
function moved(filters: Readonly<Record<string, Plugin>>): Record<string, Plugin> {
  const about = { date: '2024-01-01', collection: 'ansible.netcommon' };
  const { usable_range: _newer, ...old } = filters;
  return Object.fromEntries(
    Object.entries(old).map(([name, filter]) => {
      const message = `Use 'ansible.utils.${name}' module instead.`;
      const run: Plugin['run'] = (call) => {
        call.context.services.deprecate(message, undefined, about);
        return filter.run(call);
      };
      return [name, { ...filter, run }];
    }),
  );
}

function named(
  collection: string,
  filters: Readonly<Record<string, Plugin>>,
): Record<string, Plugin> {
  return Object.fromEntries(
    Object.entries(filters).map(([name, filter]) => [`${collection}.${name}`, filter]),
  );
}

/** The results of these are text whatever it looks like (STRING_TYPE_FILTERS). */
export const STRING_FILTERS: ReadonlySet<string> = new Set([
  'string',
  'to_json',
  'to_nice_json',
  'to_yaml',
  'to_nice_yaml',
  'ppretty',
  'json',
]);

const byName = new Map<string, Plugin>();
for (const [name, filter] of Object.entries(builtinFilters)) {
  byName.set(name, filter);
  byName.set(`ansible.builtin.${name}`, filter);
  byName.set(`ansible.legacy.${name}`, filter);
}
for (const [name, filter] of Object.entries(collectionFilters)) {
  byName.set(name, filter);
  // Roles written before collections use the short names.
  const short = name.slice(name.lastIndexOf('.') + 1);
  if (!byName.has(short)) byName.set(short, filter);
}

/** A filter by the name that a template uses; undefined when Ansible has none by it. */
export function findFilter(name: string): Plugin | undefined {
  return byName.get(name);
}

/** Every name that findFilter knows. */
export const filterNames = (): Iterable<string> => byName.keys();
