import type { Command } from '../../targets/types.ts';

export type ArchiveFormat = 'bz2' | 'gz' | 'tar' | 'xz' | 'zip';

/** What the script prints when the new archive holds other than the old one. */
export const ARCHIVE_CHANGED = 'changed';

/**
 * Arguments: format, kind (archive or single), root, destination, file, what to remove afterwards …; names on stdin.
 * An existing archive is written in place, as it may be a link or have permissions of its own.
 * Archives are laid out as Python's libraries do: extended headers hold the times, and gzip's header the file's name.
 */
const SCRIPT = `format=$1 kind=$2 root=$3 dest=$4 file=$5; shift 5
tmp=$dest.$$.tmp
trap 'rm -f "$tmp"' EXIT HUP INT TERM
case $format in gz) z=gzip ;; bz2) z=bzip2 ;; xz) z=xz ;; *) z=cat ;; esac
case $(tar --version 2>/dev/null) in
  *GNU*) pax='--format=posix --pax-option=delete=atime,delete=ctime,exthdr.name=././@PaxHeader,exthdr.mtime=0' ;;
  *) pax= ;;
esac
packed() {
  if [ "$z" != gzip ]; then "$z"
  else
    name=\${dest##*/}
    printf '\\037\\213\\010\\010\\0\\0\\0\\0\\002\\377%s\\0' "\${name%.gz}" && gzip -9 | tail -c +11
  fi
}
unpacked() { if [ "$z" = cat ]; then cat "$1"; else "$z" -dc "$1"; fi; }
contents() {
  if [ "$format" = zip ]; then unzip -v "$1" | awk 'NF >= 8 { $1 = $2 = $3 = $4 = $5 = $6 = ""; print }'
  elif [ "$kind" = archive ]; then unpacked "$1" | tar --numeric-owner --full-time -tvf - | sed 's/\\(:[0-9][0-9]\\)\\.[0-9]* /\\1 /' | sort
  else unpacked "$1" | cksum; fi
}
if [ "$format" = zip ]; then
  tmp=$dest.$$.zip
  (cd "$root" && exec zip -q -y -X -@ "$tmp") || exit 1
elif [ "$kind" = archive ]; then
  tar -C "$root" $pax --null --no-recursion -T - -cf - >"$tmp.tar" && packed <"$tmp.tar" >"$tmp"
  rc=$?; rm -f "$tmp.tar"; [ $rc = 0 ] || exit 1
else
  packed <"$file" >"$tmp" || exit 1
fi
if [ -e "$dest" ] && [ "$(contents "$dest" 2>/dev/null)" = "$(contents "$tmp")" ]; then same=1; else same=; fi
if [ -e "$dest" ]; then cat "$tmp" >"$dest" || exit 1; else mv "$tmp" "$dest" || exit 1; fi
[ $# = 0 ] || rm -rf -- "$@" || exit 2
[ -n "$same" ] || echo ${ARCHIVE_CHANGED}`;

/** The command that writes an archive (or one compressed file) and then removes what went into it. */
export function archiveCommand(options: {
  readonly format: ArchiveFormat;
  readonly single: boolean;
  readonly root: string;
  readonly dest: string;
  /** Of a single compressed file. */
  readonly file: string;
  readonly names: readonly string[];
  readonly remove: readonly string[];
}): Command {
  const { format, single, root, dest, file, names, remove } = options;
  const end = format === 'zip' ? '\n' : '\0';
  return {
    argv: [
      'sh',
      '-c',
      SCRIPT,
      'sh',
      format,
      single ? 'single' : 'archive',
      root,
      dest,
      file,
      ...remove,
    ],
    stdin: names.map((name) => name + end).join(''),
  };
}
