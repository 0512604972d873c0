import { quoteWord } from '../commands/words.ts';
import type { GitArguments } from './git-arguments.ts';

/** Arguments of the script as shell variables, in front of its functions. */
function settings(args: GitArguments, git: string, repo: string): string {
  const flag = (on: boolean): string => (on ? '1' : '');
  const values: Record<string, string> = {
    git,
    repo,
    dest: args.dest ?? '',
    version: args.version,
    remote: args.remote,
    refspec: args.refspec ?? '',
    reference: args.reference ?? '',
    depth: args.depth === null ? '' : String(args.depth),
    bare: flag(args.bare),
    force: flag(args.force),
    single: flag(args.single_branch),
    recursive: flag(args.recursive && !args.bare),
    track: flag(args.track_submodules),
    verify: flag(args.verify_commit),
    keys: args.gpg_whitelist.join(' '),
    separate: args.separate_git_dir ?? '',
    archive: args.archive ?? '',
    prefix: args.archive_prefix ?? '',
  };
  const umask = args.umask === null ? '' : `umask ${String(args.umask)}\n`;
  return `${Object.entries(values)
    .map(([name, value]) => `${name}=${quoteWord(value)}`)
    .join('\n')}\n${umask}`;
}

/**
 * Sections: `must LABEL PROGRAM …` ends the script with sections fail.label, fail.cmd, fail.rc, fail.out and
 * fail.err when the program fails; what it prints is in $out.
 */
const FUNCTIONS = `s() { printf '\\036%s\\n' "$1"; }
here() { cd "$dest"; }
must() {
  label=$1; shift
  e=$(mktemp); out=$("$@" 2>"$e" </dev/null); rc=$?
  if [ $rc -ne 0 ]; then
    s fail.label; printf %s "$label"; s fail.cmd; printf '%s\\n' "$@"; s fail.rc; printf %s $rc
    s fail.out; printf %s "$out"; s fail.err; cat "$e"; rm -f "$e"; exit 0
  fi
  rm -f "$e"
}
remote_branch() { must '' "$git" ls-remote "$1" -h "refs/heads/$version"; case $out in *"refs/heads/$version"*) return 0;; esac; return 1; }
remote_tag() { must '' "$git" ls-remote "$1" -t "refs/tags/$version"; case $out in *"refs/tags/$version"*) return 0;; esac; return 1; }
local_branch() { "$git" show-ref --verify --quiet "refs/heads/$1"; }
head_branch() {
  b=$("$git" symbolic-ref -q --short "refs/remotes/$remote/HEAD"); b=\${b#"$remote"/}
  [ -n "$b" ] || b=$("$git" symbolic-ref -q --short HEAD)
  [ -n "$b" ] || b=$("$git" remote show "$remote" 2>/dev/null | sed -n 's/^ *HEAD branch: //p')
  printf %s "$b"
}
`;

const VERIFY = `verify_signature() {
  [ -n "$verify" ] || return 0
  kind=verify-commit
  "$git" show-ref --verify --quiet "refs/tags/$version" && [ "$("$git" cat-file -t "$version")" = tag ] && kind=verify-tag
  ref=HEAD; [ $kind = verify-tag ] && ref=$version
  must "Failed to verify GPG signature of commit/tag \\"$ref\\"" "$git" $kind "$ref" --raw
  [ -n "$keys" ] || return 0
  shown=$("$git" $kind "$ref" --raw 2>&1)
  for k in $keys; do case $shown in *"VALIDSIG $k"*|*"GOODSIG $k"*) return 0;; esac; done
  must "The gpg_whitelist does not include the public key" false
}
`;

const CLONE = `clone_repository() {
  mkdir -p "$(dirname "$dest")" 2>/dev/null
  cd "$(dirname "$dest")" || exit 0
  is=; if remote_branch "$repo"; then is=branch; elif remote_tag "$repo"; then is=tag; fi
  set -- clone
  if [ -n "$bare" ]; then set -- "$@" --bare; else set -- "$@" --origin "$remote"; fi
  branch=
  if [ -n "$depth" ]; then
    if [ "$version" = HEAD ] || [ -n "$refspec" ]; then set -- "$@" --depth "$depth"
    elif [ -n "$is" ]; then set -- "$@" --depth "$depth" --branch "$version"; branch=1
    else s warning; printf %s 'Ignoring depth argument. Shallow clones are only available for HEAD, branches, tags or in combination with refspec.'
    fi
  fi
  [ -n "$reference" ] && set -- "$@" --reference "$reference"
  if [ -n "$single" ]; then
    set -- "$@" --single-branch
    [ -n "$is" ] && [ -z "$branch" ] && set -- "$@" --branch "$version"
  fi
  [ -n "$separate" ] && set -- "$@" --separate-git-dir="$separate"
  must '' "$git" "$@" "$repo" "$dest"
  here
  [ -n "$bare" ] && [ "$remote" != origin ] && must '' "$git" remote add "$remote" "$repo"
  if [ -n "$refspec" ]; then
    if [ -n "$depth" ]; then must '' "$git" fetch --depth "$depth" "$remote" "$refspec"; else must '' "$git" fetch "$remote" "$refspec"; fi
  fi
  verify_signature
}
`;

const FETCH = `fetch_repository() {
  set --
  if [ -n "$depth" ]; then
    current=$(head_branch)
    if [ -n "$refspec" ]; then set -- "$refspec"
    elif [ "$version" = HEAD ]; then set -- "$current"
    elif remote_branch "$repo"; then
      [ "$current" = "$version" ] || set -- "+refs/heads/$version:refs/heads/$version"
      set -- "$@" "+refs/heads/$version:refs/remotes/$remote/$version"
    elif remote_tag "$repo"; then set -- "+refs/tags/$version:refs/tags/$version"
    fi
    [ $# -gt 0 ] && set -- --depth "$depth" "$remote" "$@"
  fi
  if [ $# -eq 0 ]; then
    if [ -n "$bare" ]; then set -- "$remote" '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'
    else set -- --tags "$remote"; fi
    [ -n "$refspec" ] && set -- "$@" "$refspec"
  fi
  [ -n "$force" ] && set -- --force "$@"
  must 'Failed to download remote objects and refs: ' "$git" fetch "$@"
}
`;

const SWITCH = `switch_version() {
  if [ "$version" = HEAD ]; then
    b=$(head_branch)
    must "Failed to checkout branch $b" "$git" checkout --force "$b"
    must 'Failed to checkout branch' "$git" reset --hard "$remote/$b" --
  elif remote_branch "$remote"; then
    if ! local_branch "$version"; then
      [ -n "$depth" ] && must "Failed to fetch branch from remote: $version" "$git" fetch --depth "$depth" "$remote" "+refs/heads/$version:refs/remotes/$remote/$version"
      must "Failed to checkout $version" "$git" checkout --track -b "$version" "$remote/$version"
    else
      must "Failed to checkout branch $version" "$git" checkout --force "$version"
      must "Failed to checkout $version" "$git" reset --hard "$remote/$version"
    fi
  else
    must "Failed to checkout $version" "$git" checkout --force "$version"
  fi
  verify_signature
}
update_submodules() {
  [ -n "$recursive" ] && [ -f .gitmodules ] || return 0
  b=$("$git" submodule status --recursive 2>/dev/null)
  must '' "$git" submodule sync
  set -- update --init --recursive
  [ -n "$track" ] && set -- "$@" --remote
  [ -n "$force" ] && set -- "$@" --force
  must 'Failed to init/update submodules: ' "$git" submodule "$@"
  [ "$b" = "$("$git" submodule status --recursive 2>/dev/null)" ] || { s submodules; echo changed; }
}
make_archive() {
  [ -n "$archive" ] || return 0
  case $archive in
    *.zip) f=zip;; *.gz|*.tgz) f=tar.gz;; *.tar) f=tar;;
    *) s fail.label; printf %s "Unable to get file extension from archive file name : $archive"
      s fail.details; printf %s "Please specify archive as filename with extension. File extension can be one of ['tar', 'tar.gz', 'zip', 'tgz']"; exit 0;;
  esac
  d=$(mktemp -d) || exit 0
  set -- archive --format=$f --output="$d/a"
  [ -n "$prefix" ] && set -- "$@" --prefix="$prefix"
  must 'Failed to perform archive operation' "$git" "$@" "$version"
  if ! cmp -s "$d/a" "$archive"; then mv "$d/a" "$archive" && { s archived; echo changed; }; fi
  rm -rf "$d"
}
`;

/** Sets $g, the repository's folder, which may stand elsewhere than in its work tree, and $config. */
const REPOSITORY_PATH = `g=$dest/.git; [ -n "$bare" ] && g=$dest
if [ -f "$g" ]; then
  r=$(sed -n 's/^gitdir: //p' "$g"); e=
  [ -n "$r" ] || e='.git file has invalid git dir reference format'
  case $r in /*) ;; *) r=$dest/$r;; esac
  [ -n "$e" ] || [ -d "$r" ] || e="$r is not a directory"
  if [ -n "$e" ]; then
    s fail.label; printf %s 'Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path'
    s fail.details; printf %s "$e"; exit 0
  fi
  g=$r
fi
config=$g/config
`;

/** Moves the repository out of its work tree, or to yet another place. */
const RELOCATE = `if [ -n "$separate" ]; then
  separate=$(realpath -m "$separate" 2>/dev/null || readlink -f "$separate")
  if [ -e "$g" ] && [ "$g" != "$separate" ]; then
    if [ -e "$separate" ]; then s fail.label; printf %s "Separate-git-dir path $separate already exists."; exit 0; fi
    s relocated; printf %s "$g"
    mv "$g" "$separate" && printf 'gitdir: %s' "$separate" >"$dest/.git"
    s separate; printf %s "$separate"
    g=$separate config=$separate/config
  fi
fi
`;

/** What would change: the wanted commit's objects are fetched into a folder of their own, which goes away again. */
const FORESEEN_DIFF = `h=$(printf '%s' "$out" | head -n 1 | cut -f1)
if [ "$where" = "$remote" ] && [ -n "$h" ] && [ "$h" != "$before" ]; then
  d=$(mktemp -d) || exit 0
  GIT_ALTERNATE_OBJECT_DIRECTORIES=$("$git" rev-parse --path-format=absolute --git-path objects) GIT_OBJECT_DIRECTORY=$d
  export GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_OBJECT_DIRECTORY
  "$git" fetch -q --no-auto-gc --no-write-fetch-head --no-tags "$repo" 'refs/heads/*' 'refs/tags/*' 2>/dev/null
  s diff; "$git" diff "$before" "$h" 2>"$d/err"; r=$?
  s diff.rc; printf %s $r; s diff.err; cat "$d/err"
  rm -rf "$d"
fi
`;

/** The whole work of a run that is no check. Sections: before, after, modified, url, submodules, archived, relocated, separate, diff. */
export function workScript(args: GitArguments, git: string, repo: string, diff: boolean): string {
  return `${settings(args, git, repo)}${FUNCTIONS}${VERIFY}${CLONE}${FETCH}${SWITCH}
${REPOSITORY_PATH}${RELOCATE}before=
if [ ! -e "$config" ]; then
  clone_repository
else
  here || exit 0
  before=$("$git" rev-parse HEAD)
  s before; printf %s "$before"
  ${args.update ? updateText(args) : 'make_archive; s after; printf %s "$before"; exit 0'}
fi
[ -n "$bare" ] || switch_version
update_submodules
after=$("$git" rev-parse HEAD)
s after; printf %s "$after"
${diff ? 'if [ -n "$before" ] && [ "$before" != "$after" ]; then s diff; "$git" diff "$before" "$after"; fi' : ''}
make_archive
exit 0`;
}

function updateText(args: GitArguments): string {
  const modified = args.force
    ? 'must "" "$git" reset --hard HEAD --'
    : 's localmods; echo yes; exit 0';
  const status = args.bare ? 'false' : '"$git" status --porcelain | grep -qv "^??"';
  return `if ${status}; then s modified; echo yes; ${modified}; fi
  url=$("$git" ls-remote --get-url "$remote" 2>/dev/null)
  if [ "$url" != "$repo" ] && [ "file://$url" != "$repo" ]; then
    must "Failed to set a new url $repo for $remote: " "$git" remote set-url "$remote" "$repo"
    [ -n "$url" ] && { s url; echo changed; }
  fi
  fetch_repository`;
}

/** What check mode, or clone=no, asks: where the wanted version is. Sections: exists, before, modified, geturl, head, diff. */
export function lookScript(args: GitArguments, git: string, repo: string, diff: boolean): string {
  return `${settings(args, git, repo)}${FUNCTIONS}
${REPOSITORY_PATH}where=$repo
if [ -n "$dest" ] && [ -e "$config" ]; then
  here || exit 0
  s exists; echo yes
  before=$("$git" rev-parse HEAD)
  s before; printf '%s\\n' "$before"
  s modified; [ -n "$bare" ] || "$git" status --porcelain | grep -v '^??'
  s geturl; "$git" ls-remote --get-url "$remote"
  where=$remote
fi
if [ "$version" = HEAD ]; then
  if [ "$where" = "$repo" ]; then must '' "$git" ls-remote "$where" -h HEAD; [ -n "$out" ] || must '' "$git" ls-remote "$where" HEAD
  else must '' "$git" ls-remote "$where" -h "refs/heads/$(head_branch)"; fi
elif remote_branch "$where"; then :
elif remote_tag "$where"; then
  must '' "$git" ls-remote "$where" -t "refs/tags/$version*"
  d=$(printf '%s\\n' "$out" | grep -F "refs/tags/$version^{}"); [ -n "$d" ] && out=$d
else out=$version
fi
s head; printf '%s' "$out" | head -n 1
${diff ? FORESEEN_DIFF : ''}exit 0`;
}
