import type { Change } from '../../targets/types.ts';
import { pythonText } from '../definition/python-text.ts';
import { octal } from './mode.ts';
import { joinPath } from './paths.ts';
import type { UnarchiveArguments } from './unarchive-arguments.ts';

/** So many files are named in one command. */
const CHUNK = 500;

/** Links keep their mode; their owner is set, not that of what they lead to. */
const SCRIPT = `mode=$1 owner=$2 group=$3; shift 3
for f do
  [ -z "$owner" ] || chown -h -- "$owner" "$f"
  [ -z "$group" ] || chgrp -h -- "$group" "$f"
  [ -z "$mode" ] || [ -h "$f" ] || chmod -- "$mode" "$f"
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
