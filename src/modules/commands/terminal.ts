import type { Command, CommandResult, ReadTarget } from '../../targets/types.ts';

/** Shells that a command line can be handed to as the login shell that sshd would start. */
const SHELLS = ['ash', 'bash', 'dash', 'ksh', 'zsh'];

/**
 * A command line as Ansible's low-level commands run by ssh: the login shell reads it (after sudo: sh), and a terminal
 * takes both of its streams. Nearer by, sh reads it and the streams stay apart.
 */
export function lineCommand(target: ReadTarget, line: string, executable: string | null): Command {
  if (target.local) return { shell: line, ...(executable ? { executable } : {}) };
  if (executable)
    return { argv: ['/bin/sh', '-c', 'exec "$@" 2>&1', 'sh', executable, '-c', line] };
  const patterns = SHELLS.map((shell) => `:*/${shell}`).join('|');
  const start = `case \${SUDO_COMMAND:+x}:$SHELL in ${patterns}) exec "\${SHELL##*/}" -c "$1" 2>&1;; *) exec /bin/sh -c "$1" 2>&1;; esac`;
  return { argv: ['/bin/sh', '-c', start, 'sh', line] };
}

/** What a command printed, with a terminal's line ends where there would be one. */
export function printed(target: ReadTarget, text: CommandResult['stdout']): string {
  return target.local ? text.toString() : text.toString().replaceAll('\n', '\r\n');
}
