import type { Json } from '../contract.ts';
import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

/**
 * Lists mounts, their sizes by one stat(1) (one each, bounded by `timeout`, for network file systems, which may
 * hang) and UUIDs by lsblk, or udevadm where lsblk has none.
 */
export function mountScript(timeout: number): string {
  return `s mtab; m=/etc/mtab; [ -e $m ] || m=/proc/mounts; cat $m
s bind; [ -r /proc/self/mountinfo ] && while read -r i p d r t x; do [ "$r" = / ] || printf '%s\\n' "$t"; done </proc/self/mountinfo
u=; has lsblk && u=$(lsblk --list --noheadings --paths --output NAME,UUID --exclude 2)
s lsblk; printf '%s\\n' "$u"
lim=; has timeout && lim='timeout ${timeout}'
fmt='%S %s %b %a %c %d %n'
s udev; set --
while read -r d t f x; do
  case $d in /*|*:/*) ;; *) continue;; esac
  [ "$f" = none ] && continue
  case $t in *\\\\*) t=$(printf '%b' "$(printf %s "$t" | sed 's/\\\\\\([0-7]\\)/\\\\0\\1/g')");; esac
  case $f in nfs*|cifs|smb*|fuse.*|ceph|glusterfs|9p|afs) $lim stat -f -c "SIZE $fmt" -- "$t";; *) set -- "$@" "$t";; esac
  case $d in /*) case "$u" in *"$d "*[0-9a-fA-F]*) ;; *) has udevadm && printf 'UUID %s %s\\n' "$(udevadm info --query property --name "$d" | sed -n 's/^ID_FS_UUID=//p')" "$d";; esac;; esac
done <$m
s sizes; [ $# -gt 0 ] && stat -f -c "SIZE $fmt" -- "$@"`;
}

/** The fact mounts. */
export function mountFacts(seen: Observation): Facts {
  const sizes = new Map<string, Json>();
  const uuids = new Map<string, string>();
  for (const line of [...seen.sectionLines('udev'), ...seen.sectionLines('sizes')]) {
    const size = /^SIZE (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (.*)$/.exec(line);
    if (size?.[7] !== undefined) sizes.set(size[7], sizeFacts(size.slice(1, 7).map(Number)));
    const uuid = /^UUID (\S+) (.*)$/.exec(line);
    if (uuid?.[1] !== undefined && uuid[2] !== undefined) uuids.set(uuid[2], uuid[1]);
  }
  for (const line of seen.sectionLines('lsblk')) {
    const match = /^(.*\S)\s+(\S+)$/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined) uuids.set(match[1], match[2]);
  }
  const bound = new Set(seen.sectionLines('bind').map(unescapeOctal));
  const mounts: Json[] = [];
  for (const line of seen.sectionLines('mtab')) {
    const [device = '', mount = '', fstype = '', options] = line.split(/\s+/).map(unescapeOctal);
    if (options === undefined || fstype === 'none') continue;
    if (!/^[/\\]/.test(device) && !device.includes(':/')) continue;
    mounts.push({
      mount,
      device,
      fstype,
      options: bound.has(mount) && !/.*bind.*"/.test(options) ? `${options},bind` : options,
      ...(sizes.get(mount) as Record<string, Json> | undefined),
      uuid: uuids.get(device) ?? 'N/A',
    });
  }
  return { mounts };
}

function sizeFacts(numbers: readonly number[]): Json {
  const [fragment = 0, block = 0, total = 0, available = 0, files = 0, filesFree = 0] = numbers;
  return {
    size_total: fragment * total,
    size_available: fragment * available,
    block_size: block,
    block_total: total,
    block_available: available,
    block_used: total - available,
    inode_total: files,
    inode_available: filesFree,
    inode_used: files - filesFree,
  };
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
