import { randomBytes } from 'node:crypto';
import type { Attributes, Change, Command, FileStat } from '../../targets/types.ts';
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

/** A folder below /tmp that nobody can foresee. */
export const freshFolder = (): string => `/tmp/.ssl-keys-${randomBytes(8).toString('hex')}`;

/** A file that a program of the host makes. */
export interface MadeFile {
  readonly path: string;
  /** The file as it is; null where there is none. */
  readonly stat: FileStat | null;
  /** Mode of a new file. */
  readonly mode: number;
  readonly attributes: Attributes;
  readonly backup: boolean;
  /** Shell text that makes the file under another name, which is not quoted. */
  script(file: string): string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** The program's run and its file's way to its place; the run's outcome is the first. */
export function madeFile(made: MadeFile): Change[] {
  const folder = freshFolder();
  const from = `${folder}/made`;
  const command = inFreshFolder(folder, made.script(from), made.env);
  return [
    { op: 'run', command: made.stdin === undefined ? command : { ...command, stdin: made.stdin } },
    {
      op: 'copy',
      from,
      to: made.path,
      ...keptAttributes(made.stat, made.mode),
      ...made.attributes,
      ...(made.backup && made.stat !== null && { backup: true }),
    },
    { op: 'remove', path: folder, recursive: true },
  ];
}
