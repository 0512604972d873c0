import type { Json } from '../contract.ts';
import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

const OPTIONS = '--noheadings --nosuffix --units g --separator ,';

export const LVM_SCRIPT = `if [ "$(id -u)" = 0 ] && has vgs; then
s vgs; vgs ${OPTIONS}
s lvs; lvs ${OPTIONS}
s pvs; pvs ${OPTIONS} | while IFS= read -r l; do d=\${l#"\${l%%[! ]*}"}; d=\${d%%,*}
case $d in /dev/dm-*) n=$(dmsetup info -C --noheadings -o name "$d") && printf '/dev/mapper/%s,%s\\n' "$n" "\${l#*,}";; *) printf '%s\\n' "$l";; esac; done
fi`;

/** The fact lvm: `N/A` without LVM's tools or rights. */
export function lvmFacts(seen: Observation, root: boolean): Facts {
  const tools = [...seen.sectionsStarting('vgs')].length > 0;
  if (!root || !tools) return { lvm: 'N/A' };
  const vgs: Record<string, Json> = {};
  for (const items of rows(seen.sectionLines('vgs'))) {
    vgs[items[0] ?? ''] = {
      size_g: items.at(-2) ?? '',
      free_g: items.at(-1) ?? '',
      num_lvs: items[2] ?? '',
      num_pvs: items[1] ?? '',
    };
  }
  const lvs: Record<string, Json> = {};
  for (const items of rows(seen.sectionLines('lvs'))) {
    lvs[items[0] ?? ''] = { size_g: items[3] ?? '', vg: items[1] ?? '' };
  }
  const pvs: Record<string, Json> = {};
  for (const items of rows(seen.sectionLines('pvs'))) {
    pvs[items[0] ?? ''] = { size_g: items[4] ?? '', free_g: items[5] ?? '', vg: items[1] ?? '' };
  }
  return { lvm: { lvs, vgs, pvs } };
}

function rows(lines: readonly string[]): string[][] {
  return lines.map((line) => line.trim().split(','));
}
