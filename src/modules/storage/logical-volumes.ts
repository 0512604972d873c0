import type { ReadTarget } from '../../targets/types.ts';
import { guard } from '../commands/guarded-steps.ts';
import { ask, requireProgram } from '../commands/program.ts';
import { fail } from '../definition/failure.ts';

/** A volume group; sizes are in the unit that was asked for. */
export interface VolumeGroup {
  readonly size: number;
  readonly free: number;
  readonly extent: number;
}

export interface LogicalVolume {
  readonly name: string;
  readonly size: number;
  readonly active: boolean;
  readonly isThinPool: boolean;
  readonly isThin: boolean;
}

/** Whether this LVM takes `--yes`: 2.02.99 and newer. @throws ModuleFailure */
export async function takesYes(target: ReadTarget): Promise<boolean> {
  const lvm = await requireProgram(target, 'lvm');
  const { rc, stdout } = await ask(target, [lvm, 'version']);
  const [, ...parts] =
    /LVM version:\s+(\d+)\.(\d+)\.(\d+).*\d{4}-\d{2}-\d{2}/.exec(rc === 0 ? stdout : '') ?? [];
  if (parts.length === 0) fail('Failed to get LVM version number');
  const [major = 0, minor = 0, patch = 0] = parts.map(Number);
  return major * 1_000_000 + minor * 1000 + patch >= 2_002_099;
}

/** A group and its volumes; null where the group is not to be had and need not be. @throws ModuleFailure */
export async function readGroup(
  target: ReadTarget,
  name: string,
  { unit, needed }: { readonly unit: string; readonly needed: boolean },
): Promise<{ group: VolumeGroup; volumes: LogicalVolume[] } | null> {
  const [vgs, lvs] = [await requireProgram(target, 'vgs'), await requireProgram(target, 'lvs')];
  const form = ['--units', unit, '--separator', ';', name];
  const plain = ['--noheadings', '--nosuffix', '-o'];
  const runs = await Promise.all([
    ask(target, [vgs, ...plain, 'vg_name,size,free,vg_extent_size', ...form]),
    ask(target, [lvs, '-a', ...plain, 'lv_name,size,lv_attr', ...form]),
  ]);
  for (const run of runs) {
    if (run.rc !== 0 && !needed) return null;
    guard(`Volume group ${name} does not exist.`, run);
  }
  const [groups = [], volumes = []] = runs.map(({ stdout }) =>
    stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.trim().split(';')),
  );
  const [, size, free, extent] = groups[0] ?? [];
  return {
    group: { size: Number(size), free: Number(free), extent: Number(extent) },
    volumes: volumes.map(([own = '', ownSize, flags = '']) => ({
      name: own.replace(/[[\]]/g, ''),
      size: Number(ownSize),
      active: flags[4] === 'a',
      isThinPool: flags[0] === 't',
      isThin: flags[0] === 'V',
    })),
  };
}
