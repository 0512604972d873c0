import { posix } from 'node:path';
import { TargetError } from '../../diagnostics/errors.ts';
import type { FileStat, ReadTarget } from '../../targets/types.ts';
import { quoteWord } from './words.ts';

/** What a command-like module asks of the target before it runs. */
export interface Preconditions {
  readonly chdir: string | null;
  /** Shell patterns, relative to chdir. */
  readonly creates: string | null;
  readonly removes: string | null;
}

export interface Findings {
  /** Why the working folder can't be entered. */
  readonly chdirError?: 'ENOENT' | 'ENOTDIR' | 'EACCES';
  readonly createsExists: boolean;
  readonly removesExists: boolean;
}

/** Looks at working folder, `creates` and `removes` in one round trip; none when there is nothing to ask. */
export async function lookAround(target: ReadTarget, wanted: Preconditions): Promise<Findings> {
  const { chdir, creates, removes } = wanted;
  if (!chdir && !creates && !removes) return { createsExists: false, removesExists: false };
  if (isPattern(creates) || isPattern(removes)) return askShell(target, wanted);
  const [folder, created, removed] = await Promise.all([
    chdir ? statOf(target, chdir, true) : null,
    creates ? statOf(target, posix.resolve(chdir ?? '/', creates), false) : null,
    removes ? statOf(target, posix.resolve(chdir ?? '/', removes), false) : null,
  ]);
  const chdirError = chdir ? folderError(folder) : undefined;
  return {
    ...(chdirError !== undefined ? { chdirError } : {}),
    createsExists: created !== null,
    removesExists: removed !== null,
  };
}

function isPattern(path: string | null): boolean {
  return path !== null && (/[*?[]/.test(path) || !path.startsWith('/'));
}

async function statOf(target: ReadTarget, path: string, follow: boolean): Promise<FileStat | null> {
  try {
    return await target.stat(path, { follow });
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

function folderError(folder: FileStat | null): Findings['chdirError'] {
  if (folder === null) return 'ENOENT';
  if (folder.type !== 'directory') return 'ENOTDIR';
  return folder.executable ? undefined : 'EACCES';
}

/** Patterns and relative paths are the shell's to find. */
async function askShell(target: ReadTarget, wanted: Preconditions): Promise<Findings> {
  const { chdir, creates, removes } = wanted;
  const lines: string[] = [
    'any() { for f; do { [ -e "$f" ] || [ -h "$f" ]; } && return 0; done; return 1; }',
  ];
  if (chdir) {
    const folder = quoteWord(chdir);
    lines.push(
      `cd -- ${folder} 2>/dev/null || { if [ -d ${folder} ]; then echo EACCES; elif [ -e ${folder} ]; then echo ENOTDIR; else echo ENOENT; fi; exit; }`,
    );
  }
  if (creates) lines.push(`any ${globWord(creates)} && echo creates`);
  if (removes) lines.push(`any ${globWord(removes)} && echo removes`);
  const { stdout } = await target.query({ shell: `${lines.join('\n')}\nexit 0` });
  const found = new Set(stdout.toString().split('\n'));
  const chdirError = (['ENOENT', 'ENOTDIR', 'EACCES'] as const).find((code) => found.has(code));
  return {
    ...(chdirError !== undefined ? { chdirError } : {}),
    createsExists: found.has('creates'),
    removesExists: found.has('removes'),
  };
}

/** Quotes a pattern but for `*`, `?` and `[…]`, which the shell is to expand. */
function globWord(pattern: string): string {
  const word = pattern
    .split(/(\*|\?|\[[^\]]+\])/)
    .map((part, index) => (index % 2 === 1 || part === '' ? part : quoteWord(part)))
    .join('');
  return pattern.startsWith('-') ? `./${word}` : word;
}
