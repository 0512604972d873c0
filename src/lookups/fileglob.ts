import path from 'node:path';
import type { LookupPlugin } from '../template/ansible/lookup.ts';
import { globFiles } from '../template/filters-ansible/glob.ts';
import { basename, dirname, pathText } from '../template/filters-ansible/paths.ts';
import { findFile } from './find-file.ts';

/** Plain controller files that match a pattern; no match gives nothing. */
export const fileglob: LookupPlugin = (call) =>
  call.terms.flatMap((term) => {
    const pattern = pathText(term);
    const name = basename(pattern);
    const { searchPath, basedir } = call.services;
    const folders =
      name === pattern
        ? (searchPath.length > 0 ? searchPath : [basedir]).flatMap((folder) => [
            path.join(folder, 'files'),
            folder,
          ])
        : [findFile(call, 'files', dirname(pattern))];
    for (const folder of folders) {
      if (folder === undefined) continue;
      const found = globFiles(path.join(folder, name));
      if (found.length > 0) return found;
    }
    return [];
  });
