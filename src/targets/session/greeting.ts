import type { Platform } from '../types.ts';

/** What a shell says of itself when it starts, beyond the platform. */
export interface Greeting {
  readonly platform: Platform;
  /** The folder that it starts in; empty where that can't be told. */
  readonly folder: string;
  readonly pid: number;
  readonly umask: number;
  readonly groups: readonly number[];
  /** Name of the user's primary group; its number where it has none. */
  readonly groupName: string;
  /** Whether there is a tar(1), and a gzip(1) for it. */
  readonly tar: 'plain' | 'gzip' | null;
  /** Shells that read their script byte by byte get long frames in another way. */
  readonly shell: 'bash' | 'ksh' | 'other';
}

/** A line that no profile prints: what comes before it is noise. */
const BEGIN = 'troupe-begin';
const END = 'troupe-end';

/**
 * A command line that starts a shell reading its script from stdin. The greeting is printed on the way, so that it
 * comes with the answer to "start this" and costs no round trip. It holds no single quote, so it can be quoted for
 * any shell, and nothing secret.
 */
export function shellCommandLine(executable = '/bin/sh', onTerminal = false): string {
  return `${executable} -c '${greetingScript(executable, onTerminal)}'`;
}

/** A terminal must neither echo nor translate what goes through it. */
function greetingScript(executable: string, onTerminal: boolean): string {
  return [
    ...(onTerminal ? ['stty raw -echo'] : []),
    'echo',
    `echo ${BEGIN}`,
    'id',
    'uname -sm',
    'echo "$HOME"',
    'pwd 2>/dev/null || echo',
    'echo $$',
    'umask',
    'command -v tar || echo',
    'command -v gzip || echo',
    'if [ -n "$BASH_VERSION" ]; then echo bash; elif [ -n "$KSH_VERSION" ]; then echo ksh; fi',
    `echo ${END}`,
    // Programs complain about a folder that they may not read: where the user came from another's home.
    '[ -r . ] || cd 2>/dev/null || cd /tmp',
    // With a terminal for its errors too, a shell would prompt.
    `exec ${executable}${onTerminal ? ' 2>/dev/null' : ''}`,
  ].join(';');
}

/**
 * Looks for a greeting in what a new shell printed so far; `length` is where it ends. Null while it is incomplete.
 */
export function parseGreeting(output: string): { greeting: Greeting; length: number } | null {
  const begin = output.indexOf(`\n${BEGIN}\n`);
  const end = output.indexOf(`\n${END}\n`, begin);
  if (begin < 0 || end < 0) return null;
  const lines = output.slice(begin + BEGIN.length + 2, end).split('\n');
  const [
    ids = '',
    names = '',
    home = '',
    folder = '',
    pid = '0',
    umask = '022',
    tar = '',
    gzip = '',
    shell = '',
  ] = lines;
  const user = /^uid=(\d+)(?:\((.*?)\))? gid=(\d+)(?:\((.*?)\))?/.exec(ids);
  const groups = /groups=(\S.*)/.exec(ids)?.[1] ?? '';
  const [kernel = '', machine = ''] = names.split(' ');
  return {
    length: end + END.length + 2,
    greeting: {
      platform: {
        kernel,
        machine,
        user: {
          name: user?.[2] ?? user?.[1] ?? '',
          uid: Number(user?.[1] ?? -1),
          gid: Number(user?.[3] ?? -1),
          home,
        },
      },
      folder,
      pid: Number(pid),
      umask: Number.parseInt(umask, 8),
      groups: [...groups.matchAll(/(\d+)(?:\([^)]*\))?(?:,|$|\s)/g)].map((match) =>
        Number(match[1]),
      ),
      tar: tar === '' ? null : gzip === '' ? 'plain' : 'gzip',
      groupName: user?.[4] ?? user?.[3] ?? '',
      shell: shell === 'bash' || shell === 'ksh' ? shell : 'other',
    },
  };
}
