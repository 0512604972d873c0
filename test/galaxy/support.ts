import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../src/galaxy/collection-artifact.ts';
import { galaxyCommand } from '../../src/galaxy/galaxy.ts';
import { type NewEntry, writeTar } from '../../src/galaxy/tar-write.ts';
import { runCommand } from '../cli/front-door.ts';

export const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'galaxy-')));

export const galaxy = (cwd: string, argv: readonly string[], env: Record<string, string> = {}) =>
  runCommand('galaxy', galaxyCommand, argv, cwd, env);

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export const file = (name: string, text: string, mode = 0o644): NewEntry => ({
  name,
  content: Buffer.from(text),
  mode,
});

export function writeArchive(path: string, entries: readonly NewEntry[]): Buffer {
  const bytes = gzipSync(writeTar(entries, 0));
  writeFileSync(path, bytes);
  return bytes;
}

export interface CollectionParts {
  readonly name: string;
  readonly version?: string;
  readonly dependencies?: Record<string, string>;
  readonly files?: Record<string, string>;
  /** Put into the archive in place of what its list says. */
  readonly forged?: Record<string, string>;
}

/** The archive of a collection, as `collection build` makes them. */
export function collectionArchive(path: string, parts: CollectionParts): Buffer {
  const { name, version = '1.0.0', dependencies = {}, files = {}, forged = {} } = parts;
  const list = JSON.stringify({
    files: Object.entries(files).map(([path, text]) => ({
      name: path,
      ftype: 'file',
      chksum_type: 'sha256',
      chksum_sha256: sha256(Buffer.from(text)),
    })),
    format: 1,
  });
  const [namespace, short] = name.split('.');
  const manifest = JSON.stringify({
    collection_info: { namespace, name: short, version, dependencies },
    file_manifest_file: { name: 'FILES.json', chksum_sha256: sha256(Buffer.from(list)) },
    format: 1,
  });
  return writeArchive(path, [
    file('MANIFEST.json', manifest),
    file('FILES.json', forged['FILES.json'] ?? list),
    ...Object.entries(files).map(([path, text]) => file(path, forged[path] ?? text)),
  ]);
}

/** A git repository with these files and a tag v1. */
export function repository(folder: string, files: Record<string, string>): void {
  writeFiles(folder, files);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder });
  git('init', '-q', '.');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('tag', 'v1');
}
