import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { str } from '../../../values/index.ts';
import type { Dict, Value } from '../../../values/types.ts';
import type { PluginFiles } from './plugin-files.ts';

export interface RolePlaces {
  readonly files: PluginFiles;
  /** --roles-path, with the settings' own folders. */
  readonly rolesPath: readonly string[];
  /** --playbook-dir */
  readonly basedir: string | null;
  /** Loads a YAML file. @throws LoadError */
  load(path: string): Value;
}

/** A role with a file that may hold argument specifications. */
interface DocumentedRole {
  readonly name: string;
  /** Empty for a role of no collection. */
  readonly collection: string;
  readonly path: string;
  /** @throws LoadError */
  specs(): Dict;
}

/** Files with `argument_specs`; the first one counts. */
const SPEC_FILES = ['argument_specs', 'main'].flatMap((name) =>
  ['.yml', '.yaml', '.json'].map((ending) => join('meta', name + ending)),
);

/** Entry points of all roles, or of a collection's, with their short descriptions, as `-l -j` writes them. */
export function roleSummaries(places: RolePlaces, collection: string | undefined): Dict {
  const roles = [
    ...(collection === undefined ? plainRoles(places) : []),
    ...collectionRoles(places, collection),
  ];
  return new Map(
    roles.map((role): [Value, Value] => [
      fullName(role),
      new Map<Value, Value>([
        ['collection', role.collection],
        [
          'entry_points',
          new Map(
            [...role.specs()].map(([entry, spec]): [Value, Value] => [
              entry,
              (spec instanceof Map ? spec.get('short_description') : undefined) ?? '',
            ]),
          ),
        ],
      ]),
    ]),
  );
}

/** Argument specifications of the named roles, as `-j` writes them; `entryPoint` leaves out the others. */
export function roleDocuments(
  places: RolePlaces,
  names: readonly string[],
  entryPoint: string | null,
): Dict {
  const data: Dict = new Map();
  const roles = [
    ...plainRoles(places).filter(({ name }) => names.includes(name)),
    ...collectionRoles(places, undefined).filter(
      (role) => names.includes(role.name) || names.includes(fullName(role)),
    ),
  ];
  for (const role of roles) {
    const entries = [...role.specs()].filter(
      ([name]) => entryPoint === null || name === entryPoint,
    );
    if (entries.length === 0) continue;
    data.set(
      fullName(role),
      new Map<Value, Value>([
        ['collection', role.collection],
        ['entry_points', new Map(entries.map(([name, spec]) => [name, spec ?? new Map()]))],
        [
          'path',
          role.collection === '' ? role.path : (places.files.collection(role.collection) ?? ''),
        ],
      ]),
    );
  }
  return data;
}

/** Lines of `-l`: role, entry point, short description. */
export function roleLines(summaries: Dict, columns: number): string[] {
  const rows = [...summaries].flatMap(([role, summary]) =>
    [...((summary as Dict).get('entry_points') as Dict)].map(([entry, short]) => ({
      role: str(role),
      entry: str(entry),
      short: str(short),
    })),
  );
  const widest = (key: 'role' | 'entry'): number =>
    Math.max(0, ...rows.map((row) => row[key].length));
  const [roleWidth, entryWidth] = [widest('role'), widest('entry')];
  const limit = columns - roleWidth - entryWidth - 5;
  return rows
    .sort((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : 0))
    .map(({ role, entry, short }) => {
      const shown = short.length > limit ? `${short.slice(0, limit)}...` : short;
      return `${role.padEnd(roleWidth)} ${entry.padEnd(entryWidth)} ${shown}`;
    });
}

const fullName = ({ name, collection }: DocumentedRole): string =>
  collection === '' ? name : `${collection}.${name}`;

function plainRoles(places: RolePlaces): DocumentedRole[] {
  const { basedir, rolesPath } = places;
  const folders = basedir === null ? rolesPath : [join(basedir, 'roles'), ...rolesPath, basedir];
  const found = new Map<string, DocumentedRole>();
  for (const folder of folders) {
    for (const role of rolesIn(folder, '', places)) {
      if (!found.has(role.name)) found.set(role.name, role);
    }
  }
  return [...found.values()];
}

function collectionRoles(places: RolePlaces, only: string | undefined): DocumentedRole[] {
  return (only === undefined ? places.files.collections() : [only]).flatMap((collection) => {
    const folder = places.files.collection(collection);
    return folder === undefined ? [] : rolesIn(join(folder, 'roles'), collection, places);
  });
}

function rolesIn(folder: string, collection: string, places: RolePlaces): DocumentedRole[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const file = SPEC_FILES.map((spec) => join(path, spec)).find((spec) => existsSync(spec));
    if (file === undefined) return [];
    const specs = (): Dict => {
      const content = places.load(file);
      const found = content instanceof Map ? content.get('argument_specs') : undefined;
      return found instanceof Map ? found : new Map();
    };
    return [{ name, collection, path, specs }];
  });
}
