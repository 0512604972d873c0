import { lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const usage = `usage: troupe shims DIR

Makes links in DIR with the names of Ansible's programs, which all run troupe. Put DIR in front of PATH, and
what calls ansible-playbook calls troupe. Links that are there are replaced, other files are left alone.
`;

/**
 * `troupe shims DIR`. Gives the exit code: 1 where a name is taken by something that is no link; then nothing is made.
 */
export function makeShims(
  args: readonly string[],
  executable: string,
  names: readonly string[],
): number {
  const [folder, ...others] = args;
  if (folder === undefined || others.length > 0 || folder.startsWith('-')) {
    const asked = folder === '-h' || folder === '--help';
    (asked ? process.stdout : process.stderr).write(usage);
    return asked ? 0 : 2;
  }
  const place = resolve(folder);
  const program = realpathSync(executable);
  const paths = names.map((name) => join(place, name));
  const taken = paths.filter((path) => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats !== undefined && !stats.isSymbolicLink();
  });
  if (taken.length > 0) {
    process.stderr.write(`ERROR! These are files, not links: ${taken.join(', ')}\n`);
    return 1;
  }
  mkdirSync(place, { recursive: true });
  for (const path of paths) {
    rmSync(path, { force: true });
    symlinkSync(program, path);
    process.stdout.write(`${path} -> ${program}\n`);
  }
  return 0;
}
