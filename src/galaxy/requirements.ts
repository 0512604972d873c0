import { existsSync, readFileSync } from 'node:fs';
import { TroupeError } from '../diagnostics/errors.ts';
import { parseYaml } from '../loader/yaml.ts';
import { toPlain } from '../values/plain.ts';

/** A role that is wanted. */
export interface RoleRequirement {
  readonly name: string;
  /** Tarball, folder, address, or the role's name on Galaxy. */
  readonly src: string;
  readonly scm: string | undefined;
  /** Empty: whatever is the newest. */
  readonly version: string;
}

export type CollectionType = 'file' | 'dir' | 'subdirs' | 'git' | 'url' | 'galaxy';

/** A collection that is wanted. */
export interface CollectionRequirement {
  /** `namespace.name` for type galaxy, else where it is found. */
  readonly name: string;
  readonly version: string;
  readonly type: CollectionType | undefined;
  /** Another Galaxy server, by address or by name. */
  readonly source: string | undefined;
  /** Addresses of signatures of its MANIFEST.json. */
  readonly signatures: readonly string[];
}

export interface Requirements {
  readonly roles: readonly RoleRequirement[];
  readonly collections: readonly CollectionRequirement[];
}

/** Plain data of a YAML file. @throws TroupeError */
export function readYaml(file: string): unknown {
  return toPlain(parseYaml(readFileSync(file, 'utf8'), file, { trusted: false, yamlOnly: true }));
}

/** Reads a requirements file of either format. @throws TroupeError with Ansible's texts */
export function readRequirements(file: string, { roles = true } = {}): Requirements {
  if (!existsSync(file)) throw new TroupeError(`The requirements file '${file}' does not exist.`);
  const data = readYaml(file);
  if (data === null) throw new TroupeError(`No requirements found in file '${file}'`);
  if (Array.isArray(data)) {
    if (!roles) {
      throw new TroupeError(
        "Expecting requirements file to be a dict with the key 'collections' that contains a list of collections to install",
      );
    }
    return { roles: data.flatMap((item) => roleItems(item, file)), collections: [] };
  }
  if (!isRecord(data)) throw new TroupeError(`No requirements found in file '${file}'`);
  const extra = Object.keys(data).filter((key) => key !== 'roles' && key !== 'collections');
  if (extra.length > 0) {
    throw new TroupeError(
      `Expecting only 'roles' and/or 'collections' as base keys in the requirements file. Found: ${extra.join(', ')}`,
    );
  }
  return {
    roles: listOf(data.roles).flatMap((item) => roleItems(item, file)),
    collections: listOf(data.collections).map(collectionItem),
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : String(value);

function roleItems(item: unknown, file: string): RoleRequirement[] {
  if (!isRecord(item) || item.include === undefined) return [parseRole(item)];
  const include = textOf(item.include);
  if (!existsSync(include)) {
    throw new TroupeError(`Failed to find include requirements file '${include}' in '${file}'`);
  }
  return listOf(readYaml(include)).map(parseRole);
}

/** A role from `src[,version[,name]]` or from a mapping. @throws TroupeError */
export function parseRole(item: unknown): RoleRequirement {
  if (!isRecord(item)) return parseRoleText(textOf(item).trim());
  if (item.role !== undefined) {
    const name = textOf(item.role);
    if (name.includes(',')) {
      throw new TroupeError(`Invalid old style role requirement: ${name}`);
    }
    return {
      name,
      src: textOf(item.src) || name,
      scm: textOf(item.scm) || undefined,
      version: textOf(item.version),
    };
  }
  let src = textOf(item.src);
  let scm = textOf(item.scm) || undefined;
  if (/github\.com/.test(src) && src.includes('http') && !/\+|\.tar\.gz$/.test(src)) {
    src = `git+${src}`;
  }
  const plus = src.indexOf('+');
  if (plus >= 0) {
    scm = src.slice(0, plus);
    src = src.slice(plus + 1);
  }
  const name = textOf(item.name) || roleNameOf(src);
  if (name === '') throw new TroupeError('Must specify name or src for role');
  return { name, src: src || name, scm, version: textOf(item.version) };
}

function parseRoleText(text: string): RoleRequirement {
  const parts = text.split(',');
  if (parts.length > 3) {
    throw new TroupeError(
      `Invalid role line (${text}). Proper format is 'role_name[,version[,name]]'`,
    );
  }
  const [whole = '', version = '', given] = parts;
  const plus = whole.indexOf('+');
  return {
    name: given ?? roleNameOf(whole),
    src: plus < 0 ? whole : whole.slice(plus + 1),
    scm: plus < 0 ? undefined : whole.slice(0, plus),
    version,
  };
}

function roleNameOf(source: string): string {
  if (!source.includes('://') && !source.includes('@')) return source;
  const last = source.slice(source.lastIndexOf('/') + 1);
  return (
    last
      .replace(/\.git$/, '')
      .replace(/\.tar\.gz$/, '')
      .split(',')[0] ?? ''
  );
}

const collectionTypes = ['file', 'dir', 'subdirs', 'git', 'url', 'galaxy'];

function collectionItem(item: unknown): CollectionRequirement {
  if (!isRecord(item)) return parseCollection(textOf(item));
  const name = textOf(item.name) || textOf(item.source);
  if (name === '') throw new TroupeError('Neither name nor source is given for a collection');
  const type = textOf(item.type) || undefined;
  if (type !== undefined && !collectionTypes.includes(type)) {
    throw new TroupeError(
      `The collection requirement entry key 'type' must be one of ${collectionTypes.join(', ')}.`,
    );
  }
  return {
    name,
    version: textOf(item.version) || '*',
    type: type as CollectionType | undefined,
    source: textOf(item.name) === '' ? undefined : textOf(item.source) || undefined,
    signatures: signatureSources(item.signatures),
  };
}

function signatureSources(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(textOf);
}

/** A collection from `namespace.name[:version]`, a path or an address. */
export function parseCollection(
  text: string,
  signatures: readonly string[] = [],
): CollectionRequirement {
  const isPlace =
    existsSync(text) || text.includes('://') || text.startsWith('git@') || text.startsWith('git+');
  const colon = text.indexOf(':');
  const [name, version] =
    isPlace || colon < 0 ? [text, '*'] : [text.slice(0, colon), text.slice(colon + 1)];
  return { name, version, type: undefined, source: undefined, signatures };
}
