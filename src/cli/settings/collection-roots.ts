import { basename, dirname } from 'node:path';
import type { Settings } from './settings.ts';

/** Folders that hold `ansible_collections`: COLLECTIONS_PATHS, of which each may also name that one itself. */
export const collectionRoots = ({
  COLLECTIONS_PATHS,
}: Pick<Settings, 'COLLECTIONS_PATHS'>): string[] =>
  COLLECTIONS_PATHS.map((path) =>
    basename(path) === 'ansible_collections' ? dirname(path) : path,
  );
