import { resolve } from 'node:path';
import type { ContextualTarget } from '../context.ts';
import type { Change, Command } from '../types.ts';

/** This machine as seen from a folder: commands run in it, and relative paths start from it. */
export function inFolder(target: ContextualTarget, folder: string): ContextualTarget {
  // Ansible starts what it runs from a shell in that folder, which says so.
  return within(target.withContext({ env: { PWD: folder } }), folder);
}

function within(target: ContextualTarget, folder: string): ContextualTarget {
  const view = target.withContext({ cwd: folder });
  // Nothing is there under an empty path.
  const at = (path: string): string =>
    path === '' || path.startsWith('/') ? path : resolve(folder, path);
  const commandAt = (command: Command): Command =>
    command.cwd === undefined ? command : { ...command, cwd: at(command.cwd) };
  const { foresee } = view;
  return {
    ...view,
    ...(foresee && {
      foresee: (changes) => foresee(changes.map((change) => changeAt(change, at, commandAt))),
    }),
    async stat(path, options) {
      const found = await view.stat(at(path), options);
      return found && { ...found, path };
    },
    readFile: (path, limit) => view.readFile(at(path), limit),
    readDirectory: (path) => view.readDirectory(at(path)),
    walk: (path, options) => view.walk(at(path), options),
    which: (program, paths) => view.which(program.includes('/') ? at(program) : program, paths),
    query: (command) => view.query(commandAt(command)),
    apply: (changes) => view.apply(changes.map((change) => changeAt(change, at, commandAt))),
    download: (path, localPath, digests) => view.download(at(path), localPath, digests),
    withContext: (context) => within(target.withContext(context), folder),
  };
}

function changeAt(
  change: Change,
  at: (path: string) => string,
  commandAt: (command: Command) => Command,
): Change {
  switch (change.op) {
    case 'run':
      return { ...change, command: commandAt(change.command) };
    case 'stage':
      return change;
    case 'rename':
    case 'copy':
      return { ...change, from: at(change.from), to: at(change.to) };
    case 'hardlink':
      return { ...change, path: at(change.path), target: at(change.target) };
    default:
      return { ...change, path: at(change.path) };
  }
}
