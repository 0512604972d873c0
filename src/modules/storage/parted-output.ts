import { PyFloat } from '../../values/types.ts';
import type { Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';

/** A partition, in the words of Ansible's result. */
export interface Partition {
  readonly num: number;
  readonly begin: Size;
  readonly end: Size;
  readonly size: Size | '';
  readonly fstype: string;
  readonly name: string;
  readonly flags: readonly string[];
  readonly unit: string;
}

/** A disk and its partitions. */
export interface DiskInfo {
  readonly disk: Result & { readonly size: Size; readonly table: string };
  readonly partitions: readonly Partition[];
}

/** A number, or a place by cylinder, head and sector. */
export type Size =
  | PyFloat
  | { readonly cylinder: number; readonly head: number; readonly sector: number };

/** Reads `12.5MiB` or `1,2,3`. @param unit where none is given @throws ModuleFailure */
export function parseUnit(text: string, unit = ''): { size: Size; unit: string } {
  const plain = /^(-?[\d.]+) *([\w%]+)?$/.exec(text);
  if (plain) return { size: new PyFloat(Number(plain[1])), unit: plain[2] ?? unit };
  const chs = /^(\d+),(\d+),(\d+)$/.exec(text);
  if (chs === null) return fail(`Error interpreting parted size output: '${text}'`);
  const [cylinder = 0, head = 0, sector = 0] = chs.slice(1).map(Number);
  return { size: { cylinder, head, sector }, unit: 'chs' };
}

/** Reads what `parted -m print` says. @param asked the unit that was asked for */
export function parsePartitions(output: string, asked: string): DiskInfo {
  const [, device = [], ...rest] = output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/;+$/, '').split(':'));
  const { size, unit } = parseUnit(device[1] ?? '', asked);
  const inCylinders = unit === 'cyl' || unit === 'chs';
  const geometry = inCylinders ? geometryOf(rest[0] ?? []) : {};
  const disk = {
    dev: device[0],
    size,
    unit: unit.toLowerCase(),
    table: device[5] ?? '',
    model: device[6],
    logical_block: Number(device[3]),
    physical_block: Number(device[4]),
    ...geometry,
  };
  const partitions = rest.slice(inCylinders ? 1 : 0).map((fields): Partition => {
    const [num, begin = '', end = ''] = fields;
    const [length = '', fstype = '', name = '', flags = ''] =
      unit === 'chs' ? ['', ...fields.slice(3)] : fields.slice(3);
    return {
      num: Number(num),
      begin: parseUnit(begin).size,
      end: parseUnit(end).size,
      size: unit === 'chs' ? '' : parseUnit(length).size,
      fstype,
      name,
      flags: flags
        .split(', ')
        .filter(Boolean)
        .map((flag) => flag.trim()),
      unit: unit.toLowerCase(),
    };
  });
  return { disk, partitions };
}

function geometryOf([cylinders, heads, sectors, cylinder = '']: readonly string[]): Result {
  const { size, unit } = parseUnit(cylinder);
  return {
    chs_info: {
      cylinders: Number(cylinders),
      heads: Number(heads),
      sectors: Number(sectors),
      cyl_size: size as PyFloat,
      cyl_size_unit: unit.toLowerCase(),
    },
  };
}

const DECIMAL = ['B', 'KB', 'MB', 'GB', 'TB'];
const BINARY = ['KiB', 'MiB', 'GiB', 'TiB'];

/** A size in bytes; without a unit of its own it counts megabytes. */
export function bytesOf(size: Size, unit: string): number {
  const number = size instanceof PyFloat ? size.value : Number.NaN;
  if (DECIMAL.includes(unit)) return Math.trunc(number * 1000 ** DECIMAL.indexOf(unit));
  if (BINARY.includes(unit)) return Math.trunc(number * 1024 ** (BINARY.indexOf(unit) + 1));
  const compact = ['', 'compact', 'cyl', 'chs'].includes(unit);
  return Math.trunc(number * (compact ? 1_000_000 : 1));
}
