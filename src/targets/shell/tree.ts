import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { printCommand, quotePath } from '../quote.ts';
import type { Attributes, Change, TreeEntry } from '../types.ts';
import {
  attributeScript,
  changeScript,
  labelSteps,
  ownerStep,
  type ScriptScope,
} from './changes.ts';
import { INLINE_LIMIT } from './content.ts';
import { archive, archiveSize } from './tar.ts';

type WriteTree = Extract<Change, { op: 'writeTree' }>;

/** Archives up to this size are worth compressing into the script: it saves the upload's round trip. */
const COMPRESSIBLE = 2 * 1024 * 1024;

/** A shell command that lays a tree of files: by tar(1), or file by file where there is none. */
export async function treeScript(change: WriteTree, scope: ScriptScope): Promise<string> {
  const { entries } = change;
  const base = change.path.endsWith('/') ? change.path : `${change.path}/`;
  const folders = entries.filter((entry) => entry.type === 'directory');
  const members = entries.filter((entry) => entry.type !== 'directory');
  const parents =
    scope.greeting.tar === null ? members.map(({ relative }) => dirname(base + relative)) : [];
  const steps = [
    ...chunks([
      ...new Set([change.path, ...folders.map((entry) => base + entry.relative), ...parents]),
    ]).map((paths) => `mkdir -p ${paths.map(quotePath).join(' ')}`),
    ...(members.length === 0
      ? []
      : scope.greeting.tar === null
        ? members.map((entry) => memberScript(entry, base, scope))
        : await archiveSteps(change.path, base, members, scope)),
    ...folders.map((entry) => attributeScript(base + entry.relative, entry, true)),
  ].filter((step) => step !== '');
  return `{ __h=tree; ${steps.join(' && ')}; }`;
}

type Member = Exclude<TreeEntry, { type: 'directory' }>;

async function archiveSteps(
  path: string,
  base: string,
  members: readonly Member[],
  scope: ScriptScope,
): Promise<string[]> {
  const kept = members.filter(
    (entry) => entry.type === 'file' && (entry.mode === undefined || !isOwned(entry)),
  );
  return [
    ...(kept.length > 0 ? [rememberStep(kept, base)] : []),
    await extractStep(path, members, scope),
    ...(kept.length > 0 ? [restoreStep(scope)] : []),
    ...ownerSteps(members, base),
  ];
}

function isOwned(attributes: Attributes): boolean {
  return attributes.owner !== undefined && attributes.group !== undefined;
}

/** Which attributes of files that exist already must survive: `set -- FLAG PATH …`, their stats in `__y`. */
function rememberStep(kept: readonly Member[], base: string): string {
  const words = kept.map((entry) => {
    const flag = entry.mode !== undefined ? 'o' : isOwned(entry) ? 'm' : 'b';
    return `${flag} ${quotePath(base + entry.relative)}`;
  });
  return (
    `{ set -- ${words.join(' ')}; __n=$#; ` +
    `while [ $__n -gt 0 ]; do if [ -e "$2" ]; then set -- "$@" "$1" "$2"; fi; shift 2; __n=$((__n - 2)); done; ` +
    `__y=; [ $# = 0 ] || __y=$(while [ $# -gt 0 ]; do __sa "$2" || echo - - -; shift 2; done); }`
  );
}

function restoreStep(scope: ScriptScope): string {
  const mode = (0o666 & ~scope.umask).toString(8);
  return (
    `{ [ $# = 0 ] || printf '%s\\n' "$__y" | while read -r __m __u __g; do ` +
    `case $1$__m in m-|o-|b-) ;; *) ` +
    `[ $1 = m ] || [ "$__u:$__g" = "$__I" ] || chown "$__u:$__g" "$2" 2>/dev/null; ` +
    `[ $1 = o ] || [ $__m = ${mode} ] || chmod $__m "$2";; esac; shift 2; done; set --; }`
  );
}

async function extractStep(
  path: string,
  members: readonly Member[],
  scope: ScriptScope,
): Promise<string> {
  const { user } = scope.greeting.platform;
  const size = archiveSize(members);
  const open = () =>
    archive(members, {
      uid: user.uid,
      gid: user.gid,
      fileMode: 0o666 & ~scope.umask,
      now: Date.now() / 1000,
    });
  const folder = quotePath(path);
  if (size <= COMPRESSIBLE && scope.greeting.tar === 'gzip') {
    const pieces: Buffer[] = [];
    for await (const piece of open()) pieces.push(piece);
    const packed = gzipSync(Buffer.concat(pieces), { level: 1 });
    if (packed.length <= INLINE_LIMIT) return `${printCommand(packed)} | tar -xpzf - -C ${folder}`;
  }
  scope.uploads.push({ size, open });
  // The archive is kept apart from the shell's input by a pipe; its end is known by its length.
  return `{ __up ${size} | tar -xpf - -C ${folder}; }`;
}

interface OwnedPaths {
  readonly attributes: Attributes;
  readonly paths: string[];
}

/** Owners other than the user's own, a chown(1) for each pair. */
function ownerSteps(members: readonly Member[], base: string): string[] {
  const groups = new Map<string, OwnedPaths>();
  for (const entry of members) {
    const { owner, group } = entry;
    if (owner === undefined && group === undefined) continue;
    const key = JSON.stringify([owner, group]);
    const attributes = {
      ...(owner === undefined ? {} : { owner }),
      ...(group === undefined ? {} : { group }),
    };
    const known: OwnedPaths = groups.get(key) ?? { attributes, paths: [] };
    known.paths.push(base + entry.relative);
    groups.set(key, known);
  }
  const steps: string[] = [...groups.values()].flatMap(({ attributes, paths }) =>
    chunks(paths).map((some) => ownerStep(some.map(quotePath).join(' '), attributes, false)),
  );
  const special = members.filter(
    (entry) => entry.mode !== undefined && (entry.mode & 0o6000) !== 0,
  );
  const modes = special.map((entry) =>
    attributeScript(base + entry.relative, { mode: entry.mode as number }, false),
  );
  const labels = members.map((entry) => labelSteps(base + entry.relative, entry).join(' && '));
  return [...steps, ...modes, ...labels];
}

function memberScript(entry: Member, base: string, scope: ScriptScope): string {
  const path = base + entry.relative;
  if (entry.type === 'link')
    return changeScript({ op: 'symlink', path, target: entry.target }, scope);
  const { relative: _relative, type: _type, ...rest } = entry;
  return changeScript({ ...rest, op: 'write', path }, scope);
}

/** Command lines have a limit: paths in groups that fit. */
function chunks(paths: readonly string[]): string[][] {
  const groups: string[][] = [];
  for (let at = 0; at < paths.length; at += 400) groups.push(paths.slice(at, at + 400));
  return groups;
}
