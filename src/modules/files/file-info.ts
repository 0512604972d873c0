import type { FileStat } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { octal } from './mode.ts';

/** What `state` calls a file: absent, link, directory, hard (more than one name) or file. */
export type FileState = 'absent' | 'link' | 'directory' | 'hard' | 'file';

/** State of what an lstat found. */
export function fileState(stat: FileStat | null): FileState {
  if (!stat) return 'absent';
  if (stat.type === 'link') return 'link';
  if (stat.type === 'directory') return 'directory';
  return stat.links > 1 ? 'hard' : 'file';
}

/** The fields that Ansible adds to every result that has a `path` or `dest`: from an lstat. */
export function fileInfo(stat: FileStat): Result {
  return {
    uid: stat.uid,
    gid: stat.gid,
    owner: stat.owner ?? String(stat.uid),
    group: stat.group ?? String(stat.gid),
    mode: octal(stat.mode),
    state: fileState(stat),
    size: stat.size,
  };
}
