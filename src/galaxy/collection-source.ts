import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { fnmatchRegExp } from '../inventory/fnmatch.ts';
import { type Collection, identityOf, sha256 } from './collection-artifact.ts';
import { manifestSchema, readManifest } from './manifest.ts';
import { chosenPaths, manifestDirectives } from './manifest-directives.ts';
import type { PlacedFile } from './place.ts';
import { isRecord, listOf, readYaml } from './requirements.ts';
import { folderFiles } from './role-files.ts';

const ignoredFolders = new Set(['CVS', '.bzr', '.hg', '.git', '.svn', '__pycache__', '.tox']);

/** The galaxy.yml of a folder. @throws TroupeError */
function sourceMetadata(folder: string): Record<string, unknown> {
  const file = ['galaxy.yml', 'galaxy.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (file === undefined) {
    throw new TroupeError(`The collection galaxy.yml path '${folder}/galaxy.yml' does not exist.`);
  }
  const data = readYaml(file);
  if (!isRecord(data)) {
    throw new TroupeError(
      `The collection galaxy.yml at '${file}' is incorrectly formatted. Expected a dict, got: ${typeof data}`,
    );
  }
  const missing = ['authors', 'name', 'namespace', 'readme', 'version'].filter(
    (key) => data[key] === undefined || data[key] === null,
  );
  if (missing.length > 0) {
    throw new TroupeError(
      `The collection galaxy.yml at '${file}' is missing the following mandatory keys: ${missing.join(', ')}`,
    );
  }
  return data;
}

/** A collection out of a folder with galaxy.yml, or of one that is installed. @throws TroupeError */
export function collectionFromFolder(folder: string): Collection {
  if (!existsSync(join(folder, 'galaxy.yml')) && existsSync(join(folder, 'MANIFEST.json'))) {
    const content = readFileSync(join(folder, 'MANIFEST.json'));
    const info = readManifest(content, 'MANIFEST.json', folder, manifestSchema).collection_info;
    return { ...identityOf(info, folder), files: folderFiles(folder, () => true) };
  }
  const meta = sourceMetadata(folder);
  const identity = identityOf(meta, folder);
  const archives = `${identity.namespace}-${identity.name}-*.tar.gz`;
  const content =
    'manifest' in meta
      ? directedFiles(folder, meta, archives)
      : walkedFiles(folder, meta, archives);
  const list = jsonFile({ files: [entry('.', 'dir', null), ...content.map(listed)], format: 1 });
  const manifest = jsonFile({
    collection_info: collectionInfo(meta),
    file_manifest_file: entry('FILES.json', 'file', sha256(list)),
    format: 1,
  });
  return {
    ...identity,
    files: [
      { path: 'MANIFEST.json', kind: 'file', mode: 0o644, content: manifest },
      { path: 'FILES.json', kind: 'file', mode: 0o644, content: list },
      ...content.map((file) =>
        file.kind === 'file' ? { ...file, mode: (file.mode & 0o100) === 0 ? 0o644 : 0o755 } : file,
      ),
    ],
  };
}

/** All files but those that never belong to an archive, and those of `build_ignore`. */
function walkedFiles(
  folder: string,
  meta: Record<string, unknown>,
  archives: string,
): PlacedFile[] {
  const ignored = [
    'MANIFEST.json',
    'FILES.json',
    'galaxy.yml',
    'galaxy.yaml',
    '.git',
    '*.pyc',
    '*.retry',
    'tests/output',
    archives,
    ...listOf(meta.build_ignore).map(String),
  ];
  const patterns = ignored.map(fnmatchRegExp);
  return folderFiles(folder, (path, isFolder) => {
    const base = path.slice(path.lastIndexOf('/') + 1);
    if (isFolder && ignoredFolders.has(base)) return false;
    return !patterns.some((pattern) => pattern.test(path));
  });
}

/** What the directives of `manifest` choose, with the folders around it. */
function directedFiles(
  folder: string,
  meta: Record<string, unknown>,
  archives: string,
): PlacedFile[] {
  if (listOf(meta.build_ignore).length > 0)
    throw new TroupeError('"build_ignore" and "manifest" are mutually exclusive');
  const directives = manifestDirectives(meta.manifest, archives);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => relative(folder, join(one.parentPath, one.name)));
  const kept = chosenPaths(paths, directives);
  for (const path of [...kept])
    for (let at = dirname(path); at !== '.'; at = dirname(at)) kept.add(at);
  return folderFiles(folder, (path) => kept.has(path));
}

function listed(file: PlacedFile): object {
  return file.kind === 'file'
    ? entry(file.path, 'file', sha256(file.content ?? Buffer.alloc(0)))
    : entry(file.path, 'dir', null);
}

function entry(name: string, ftype: 'file' | 'dir', sum: string | null): object {
  return {
    name,
    ftype,
    chksum_type: sum === null ? null : 'sha256',
    chksum_sha256: sum,
    format: 1,
  };
}

const jsonFile = (data: object): Buffer => Buffer.from(JSON.stringify(data, undefined, 1));

function collectionInfo(meta: Record<string, unknown>): object {
  const list = (value: unknown) => (Array.isArray(value) ? value : value ? [value] : []);
  const text = (value: unknown) => (value === undefined || value === '' ? null : value);
  return {
    namespace: meta.namespace,
    name: meta.name,
    version: meta.version,
    authors: list(meta.authors),
    readme: meta.readme,
    tags: list(meta.tags),
    description: text(meta.description),
    license: list(meta.license),
    license_file: text(meta.license_file),
    dependencies: isRecord(meta.dependencies) ? meta.dependencies : {},
    repository: text(meta.repository),
    documentation: text(meta.documentation),
    homepage: text(meta.homepage),
    issues: text(meta.issues),
  };
}
