import type { Change, ChangeOutcome, ReadTarget } from '../../targets/types.ts';
import { fail } from '../define.ts';
import { pythonText } from '../definition/python-text.ts';
import { infoAt } from './change-failure.ts';
import { octal } from './mode.ts';
import { joinPath } from './paths.ts';
import type { UnarchiveArguments } from './unarchive-arguments.ts';

/** So many files are named in one command. */
const CHUNK = 500;

/** Links keep their mode; their owner is set, not that of what they lead to. */
const SCRIPT = `mode=$1 owner=$2 group=$3; shift 3
for f do
  [ -z "$owner" ] || chown -h -- "$owner" "$f" || exit 1
  [ -z "$group" ] || chgrp -h -- "$group" "$f" || exit 1
  [ -z "$mode" ] || [ -h "$f" ] || chmod -- "$mode" "$f" || exit 1
done`;

/** Sets mode, owner and group of what has just been unpacked, and of its topmost folders. */
export function ownershipChanges(args: UnarchiveArguments, files: readonly string[]): Change[] {
  if (args.mode == null && args.owner == null && args.group == null) return [];
  const mode =
    args.mode == null
      ? ''
      : typeof args.mode === 'number'
        ? octal(args.mode)
        : pythonText(args.mode);
  const folders = files
    .filter((name) => name.includes('/'))
    .map((name) => name.split('/')[0] ?? '');
  const paths = [...new Set([...files.map((name) => name.replace(/\/+$/, '')), ...folders])];
  const changes: Change[] = [];
  for (let at = 0; at < paths.length; at += CHUNK) {
    const chunk = paths.slice(at, at + CHUNK).map((name) => joinPath(args.dest, name));
    const words = ['sh', '-c', SCRIPT, 'sh', mode, args.owner ?? '', args.group ?? '', ...chunk];
    changes.push({ op: 'run', command: { argv: words } });
  }
  return changes;
}

/** Fails where mode, owner or group of what has been unpacked could not be set: the first file is told. */
export async function checkOwnership(
  args: UnarchiveArguments,
  files: readonly string[],
  outcomes: readonly ChangeOutcome[],
  after: ReadTarget,
): Promise<void> {
  const refused = outcomes.find(({ command }) => command !== undefined && command.rc !== 0);
  if (refused === undefined) return;
  const path = joinPath(args.dest, files[0] ?? '');
  const fields = { path, ...(await infoAt(path, after)), changed: false };
  const said = refused.command?.stderr.toString('utf8').trim() ?? '';
  const unknown = /invalid (user|group|mode)/.exec(said)?.[1];
  if (unknown === 'user') fail(`chown failed: failed to look up user ${args.owner}`, fields);
  if (unknown === 'group') fail(`chgrp failed: failed to look up group ${args.group}`, fields);
  if (unknown === undefined) fail(said, fields);
  fail('mode must be in octal or symbolic form', {
    ...fields,
    details: `bad symbolic permission for mode: ${args.mode}`,
  });
}
