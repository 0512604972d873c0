import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Content, ReadTarget } from '../../targets/types.ts';
import { quoteWords } from '../commands/words.ts';
import { contentBytes } from './copy-source.ts';

/** An archive on its way to be unpacked. */
export interface ArchiveSource {
  /** Path at which the target has it already; null when it has to be sent. */
  readonly onTarget: string | null;
  /** What has to be sent. */
  readonly content: Content | null;
  /** Path as results show it. */
  readonly shown: string;
}

/** What a program said. */
export interface ToolAnswer {
  readonly rc: number;
  readonly out: string;
  readonly err: string;
}

/** Stands for the archive's path in a command. */
export const ARCHIVE = '\0archive';

const LOCALE = { LANG: 'C', LC_ALL: 'C', LC_MESSAGES: 'C', LANGUAGE: 'C' };

/** The first bytes, which tell the kind of archive. */
export async function firstBytes(target: ReadTarget, source: ArchiveSource): Promise<Buffer> {
  const { content, onTarget } = source;
  if (Buffer.isBuffer(content)) return content.subarray(0, 6);
  if (content) {
    const bytes = Buffer.alloc(6);
    const descriptor = openSync(content.localPath, 'r');
    try {
      return bytes.subarray(0, readSync(descriptor, bytes, 0, 6, 0));
    } finally {
      closeSync(descriptor);
    }
  }
  return (await target.query({ argv: ['head', '-c', '6', onTarget ?? ''] })).stdout;
}

/** Runs a program that reads the archive alone: on the controller where that has both, else on the target. */
export async function readArchive(
  target: ReadTarget,
  source: ArchiveSource,
  argv: readonly string[],
): Promise<ToolAnswer> {
  const { content, onTarget } = source;
  if (onTarget === null && content && !Buffer.isBuffer(content)) {
    const answer = await runHere(withPath(argv, content.localPath));
    if (answer) return answer;
  }
  return compareArchive(target, source, argv);
}

/** Runs a program that reads the archive and the target; an archive that is not there yet is sent for the time being. */
export async function compareArchive(
  target: ReadTarget,
  { onTarget, content }: ArchiveSource,
  argv: readonly string[],
): Promise<ToolAnswer> {
  if (onTarget !== null) {
    const answer = await target.query({ argv: withPath(argv, onTarget), env: LOCALE });
    return texts(answer);
  }
  const command = quoteWords(withPath(argv, '"$t"')).replaceAll(`'"$t"'`, '"$t"');
  const script = `umask 077; t=$(mktemp "\${TMPDIR:-/tmp}/ansible-tmp-XXXXXXXXXX") || exit 1
trap 'rm -f "$t"' EXIT HUP INT TERM
cat >"$t" && ${command}`;
  const answer = await target.query({
    shell: script,
    stdin: contentBytes(content ?? Buffer.alloc(0)),
    env: LOCALE,
  });
  return texts(answer);
}

/** The command with the archive's path in it. */
export function withPath(argv: readonly string[], path: string): string[] {
  return argv.map((word) => (word === ARCHIVE ? path : word));
}

function texts(answer: { rc: number; stdout: Buffer; stderr: Buffer }): ToolAnswer {
  return {
    rc: answer.rc,
    out: answer.stdout.toString('utf8'),
    err: answer.stderr.toString('utf8'),
  };
}

/** Null where the controller has no such program. */
function runHere([program = '', ...args]: string[]): Promise<ToolAnswer | null> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...LOCALE }, maxBuffer: 1 << 28 };
    execFile(program, args, options, (error, out, err) => {
      if (error?.code === 'ENOENT') return resolve(null);
      return resolve({ rc: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}
