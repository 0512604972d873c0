import type { Attributes, Command, FileStat } from '../../targets/types.ts';
import { quoteWord } from '../commands/words.ts';

/** Runs shell text once a folder of its user's own is made; the folder goes again when the text fails. */
export function inFreshFolder(
  folder: string,
  script: string,
  env?: Readonly<Record<string, string>>,
): Command {
  const path = quoteWord(folder);
  return {
    shell: `mkdir -m 700 ${path} || exit 1\n{ ${script}; } && exit 0\nrc=$?; rm -rf ${path}; exit $rc`,
    env: { LC_ALL: 'C', ...env },
  };
}

/** A file's owner and permissions stay when it is made anew; a new one gets `mode`. */
export function keptAttributes(stat: FileStat | null, mode: number): Attributes {
  return stat === null ? { mode } : { mode: stat.mode, owner: stat.uid, group: stat.gid };
}
