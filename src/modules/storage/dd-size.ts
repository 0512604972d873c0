import { PyFloat } from '../../values/types.ts';
import { fail } from '../definition/failure.ts';
import { pythonClass, pythonText } from '../definition/python-text.ts';

/** Units of dd and others, in the order of Ansible's table. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1000],
  ['KB', 1000],
  ['KiB', 1024],
  ['K', 1024],
  ['k', 1024],
  ...['M', 'G', 'T', 'P', 'E', 'Z', 'Y'].flatMap((letter, at): [string, number][] => {
    const [decimal, binary] = [1000 ** (at + 2), 1024 ** (at + 2)];
    const small = letter.toLowerCase();
    return [
      [`${letter}B`, decimal],
      [`${small}B`, decimal],
      [`${letter}iB`, binary],
      [letter, binary],
      [small, binary],
    ];
  }),
]);

/** A file's size as dd is told it. */
export interface FileSize {
  readonly blocks: number;
  readonly blocksize: number;
  readonly bytes: number;
  /** For people, in binary and in decimal units. */
  readonly iec: string;
  readonly si: string;
}

/** The size that arguments ask for, in whole blocks. @throws ModuleFailure */
export function fileSize(size: unknown, blocksize: unknown): FileSize {
  const block = split(text(blocksize), true).bytes;
  if (block === 0) fail('block size cannot be equal to zero');
  const { value, unit, bytes } = split(text(size), false);
  const used = unit === null ? block : smartBlock(value, unit, bytes, block);
  const blocks = unit === null ? Math.ceil(value) : Math.ceil(bytes / used);
  const total = blocks * used;
  return {
    blocks,
    blocksize: used,
    bytes: total,
    iec: human(total, true),
    si: human(total, false),
  };
}

/** A size as text. @throws ModuleFailure for what is no number or text */
export function text(value: unknown): string {
  const known = ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
  if (!known && !(value instanceof PyFloat)) {
    fail(`invalid value type (${pythonClass(value)}): size must be integer, float or string`);
  }
  return pythonText(value);
}

function split(
  given: string,
  isBlock: boolean,
): { value: number; unit: string | null; bytes: number } {
  const unit = given.replace(/\d|\./g, '').trim();
  const value = Number((unit === '' ? given : given.replaceAll(unit, '')).trim());
  if (isBlock && (unit === 'B' || unit === '') && !Number.isInteger(value)) {
    fail('invalid blocksize value: bytes require an integer value');
  }
  if (unit === '') return { value, unit: null, bytes: roundEven(value) };
  const factor = UNITS.get(unit);
  if (factor === undefined) {
    const known = [...UNITS].sort(([, a], [, b]) => a - b).map(([name]) => name);
    fail(`invalid size unit (${unit}): unit must be one of ${known.join(', ')}, or none.`);
  }
  return { value, unit, bytes: roundEven(value * factor) };
}

/** A size of blocks by which the size is a whole number of them. */
function smartBlock(value: number, unit: string, bytes: number, block: number): number {
  if (bytes % block === 0) return block;
  const factor = UNITS.get(unit) ?? 1;
  if (Number.isInteger(value)) {
    if (factor <= 1024 ** 2) return factor;
    return factor % 5 ? 1024 ** 2 : 1000 ** 2;
  }
  if (unit === 'B') fail('byte is the smallest unit and requires an integer value');
  if (bytes > 0 && bytes < block) return bytes;
  const sizes = [1024, 1000, 512, 256, 128, 100, 64, 32, 16, 10, 8, 4, 2];
  return sizes.find((one) => bytes % one === 0) ?? 1;
}

function human(bytes: number, binary: boolean): string {
  let unit = 'B';
  for (const [name, factor] of UNITS) {
    const fits = binary
      ? name.includes('i') && bytes / factor < 1024
      : factor % 5 === 0 && bytes / factor < 1000;
    if (bytes >= factor && fits) unit = name;
  }
  const factor = UNITS.get(unit) ?? 1;
  const number = Math.round((bytes / factor) * 100) / 100;
  const shown = unit === 'B' ? String(Math.trunc(number)) : pythonText(new PyFloat(number));
  const name = unit.charAt(0).toUpperCase() + unit.slice(1);
  return `${shown} ${name === 'KB' ? 'kB' : name}`;
}

/** Rounds halves to even, as Python does. */
function roundEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
