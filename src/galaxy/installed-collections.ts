import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependenciesOf } from './collection-artifact.ts';
import { manifestSchema, readManifest } from './manifest.ts';
import { isRecord, readYaml } from './requirements.ts';
import { isFolder } from './role.ts';

/** A collection that is there. */
export interface InstalledCollection {
  readonly namespace: string;
  readonly name: string;
  /** `*` where it does not tell. */
  readonly version: string;
  readonly folder: string;
  /** Requirements on versions by full name. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The collections in a folder `ansible_collections`, in the order of their names. */
export function installedCollections(root: string): InstalledCollection[] {
  if (!isFolder(root)) return [];
  const found: InstalledCollection[] = [];
  for (const namespace of readdirSync(root).sort()) {
    const folder = join(root, namespace);
    if (namespace.startsWith('.') || !isFolder(folder)) continue;
    for (const name of readdirSync(folder).sort()) {
      const one = installedCollection(root, namespace, name);
      if (one !== undefined) found.push(one);
    }
  }
  return found;
}

/** One collection by its name; undefined where it is not there. */
export function installedCollection(
  root: string,
  namespace: string,
  name: string,
): InstalledCollection | undefined {
  const folder = join(root, namespace, name);
  if (name.startsWith('.') || !isFolder(folder)) return undefined;
  const info = infoOf(folder);
  if (info === undefined) return undefined;
  const version = String(info.version ?? '*');
  return { namespace, name, version, folder, dependencies: dependenciesOf(info) };
}

/** What MANIFEST.json or galaxy.yml tells; undefined where there is neither. */
function infoOf(folder: string): Record<string, unknown> | undefined {
  const manifest = join(folder, 'MANIFEST.json');
  if (existsSync(manifest)) {
    const { collection_info: info } = readManifest(
      readFileSync(manifest),
      'MANIFEST.json',
      folder,
      manifestSchema,
    );
    return isRecord(info) ? info : {};
  }
  const source = join(folder, 'galaxy.yml');
  if (!existsSync(source)) return undefined;
  const data = readYaml(source);
  return isRecord(data) ? data : {};
}
