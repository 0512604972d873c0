import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OptionsError } from '../cli/options-error.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { dumpJson } from '../values/json.ts';
import type { Value } from '../values/types.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { archiveOf } from './collection-archive.ts';
import { fullName, isCollectionName } from './collection-artifact.ts';
import { collectionsFolder } from './collection-install.ts';
import { collectionFromFolder } from './collection-source.ts';
import {
  type InstalledCollection,
  installedCollection,
  installedCollections,
} from './installed-collections.ts';
import { isFolder } from './role.ts';
import type { GalaxySession } from './session.ts';

/** @throws TroupeError for what is no `namespace.name` */
export function checkCollectionName(text: string): [namespace: string, name: string] {
  if (!isCollectionName(text)) {
    throw new TroupeError(
      `Invalid collection name '${text}', name must be in the format <namespace>.<collection>. \n` +
        'Please make sure namespace and collection name contains characters from [a-zA-Z0-9_] only.',
    );
  }
  return text.split('.') as [string, string];
}

/** `collection list`. @throws OptionsError */
export function listCollections({ args, command, display, warn }: GalaxySession): number {
  const [wanted] = args.positionals;
  const found = new Map<Value, Value>();
  const warnings: string[] = [];
  let pathFound = false;
  let isThere = false;
  for (const path of new Set(args.collectionsPaths)) {
    if (!existsSync(path)) {
      if (!command.settings.COLLECTIONS_PATHS.includes(path)) {
        warnings.push(`- the configured path ${path} does not exist.`);
      }
      continue;
    }
    if (!isFolder(path)) {
      warnings.push(`- the configured path ${path}, exists, but it is not a directory.`);
      continue;
    }
    pathFound = true;
    const root = collectionsFolder(path);
    let collections: InstalledCollection[];
    if (wanted === undefined) {
      collections = installedCollections(root);
    } else {
      const one = installedCollection(root, ...checkCollectionName(wanted));
      if (one === undefined) {
        warnings.push(`- unable to find ${wanted} in collection paths`);
        continue;
      }
      isThere = true;
      collections = [one];
    }
    if (collections.length === 0) continue;
    if (args.format === 'human') show(root, collections);
    else found.set(root, versions(collections));
  }
  if (!isThere) for (const warning of warnings) warn(warning);
  if (!pathFound) {
    throw new OptionsError(
      '- None of the provided paths were usable. Please specify a valid path with --collections-path',
    );
  }
  if (args.format === 'json') display.line(dumpJson(found));
  if (args.format === 'yaml') display.line(dumpYaml(found, { defaultFlowStyle: false }));
  return 0;

  function show(root: string, collections: readonly InstalledCollection[]): void {
    const names = Math.max(10, ...collections.map((one) => fullName(one).length));
    const numbers = Math.max(7, ...collections.map(({ version }) => version.length));
    const row = (name: string, version: string) =>
      `${name.padEnd(names)} ${version.padEnd(numbers)}`;
    const lines = `${'-'.repeat(names)} ${'-'.repeat(numbers)}`;
    display.line(`\n# ${root}\n${row('Collection', 'Version')}\n${lines}\n`);
    for (const one of collections) display.line(row(fullName(one), one.version));
  }
}

function versions(collections: readonly InstalledCollection[]): Value {
  return new Map(
    collections.map((one): [Value, Value] => [fullName(one), new Map([['version', one.version]])]),
  );
}

/** `collection build`. @throws TroupeError */
export function buildCollections({ args, command, display }: GalaxySession): number {
  const output = args.outputPath ?? command.cwd;
  const folders = args.positionals.length > 0 ? args.positionals : ['.'];
  mkdirSync(output, { recursive: true });
  for (const folder of folders) {
    const collection = collectionFromFolder(resolve(command.cwd, folder));
    const { namespace, name, version } = collection;
    const file = join(output, `${namespace}-${name}-${version}.tar.gz`);
    if (isFolder(file)) {
      throw new TroupeError(
        `The output collection artifact '${file}' already exists, but is a directory - aborting`,
      );
    }
    if (existsSync(file) && !args.force) {
      throw new TroupeError(
        `The file '${file}' already exists. You can use --force to re-create the collection artifact.`,
      );
    }
    writeFileSync(file, archiveOf(collection));
    display.line(`Created collection for ${namespace}.${name} at ${file}`);
  }
  return 0;
}
