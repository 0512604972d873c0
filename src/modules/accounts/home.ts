import type { Step } from '../commands/steps.ts';
import { quoteWord } from '../commands/words.ts';

/**
 * Makes a home folder from the skeleton with the mode that login.defs' UMASK gives.
 * @param owner chowns it too; a user who is yet to be made has no owner
 */
export function homeStep(
  home: string,
  skeleton: string | null,
  umask: string | undefined,
  owner?: string,
): { shell: string } {
  const path = quoteWord(home);
  const source = quoteWord(skeleton ?? '/etc/skel');
  const mode = umask === undefined ? undefined : (0o777 & ~Number.parseInt(umask, 8)).toString(8);
  return {
    shell: [
      `mkdir -p "$(dirname ${path})" && { if [ -e ${source} ]; then cp -RP ${source} ${path}; else mkdir ${path}; fi; }`,
      ...(mode === undefined ? [] : [`chmod ${mode} ${path}`]),
      ...(owner === undefined ? [] : [chownText(home, owner)]),
    ].join(' && '),
  };
}

/** Gives a home folder with all its content to its user. */
export function ownHomeStep(home: string, name: string): Step {
  return { shell: chownText(home, name) };
}

function chownText(home: string, name: string): string {
  const user = quoteWord(name);
  return `chown -hR "$(id -u ${user}):$(id -g ${user})" ${quoteWord(home)}`;
}
