import { gzipSync } from 'node:zlib';
import type { Collection } from './collection-artifact.ts';
import { writeTar } from './tar-write.ts';

/** A collection's archive, as servers take and give it. */
export function archiveOf({ files }: Pick<Collection, 'files'>): Buffer {
  const entries = files.map(({ path, kind, mode, content }) => ({
    name: path,
    mode,
    content: kind === 'file' ? (content ?? Buffer.alloc(0)) : undefined,
  }));
  return gzipSync(writeTar(entries, Math.floor(Date.now() / 1000)));
}

/** The file name of a version's archive. */
export const archiveName = (name: string, version: string): string =>
  `${name.replace('.', '-')}-${version}.tar.gz`;
