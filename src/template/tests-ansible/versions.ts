import { compareText } from '../../values/compare.ts';
import { comparePep440 } from '../../values/pep440.ts';
import { typeError, valueError } from '../../values/python-errors.ts';

/** Versions of one scheme are compared item by item. */
export type VersionCompare = (a: string, b: string) => number;

type LoosePart = number | string;

/** distutils' LooseVersion: runs of digits and of letters, dots dropped. */
function looseParts(version: string): LoosePart[] {
  return version
    .split(/(\d+|[a-z]+|\.)/)
    .filter((part) => part !== '' && part !== '.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Orders two versions as distutils does. */
export function compareLoose(a: string, b: string): number {
  const x = looseParts(a);
  const y = looseParts(b);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const p = x[i] as LoosePart;
    const q = y[i] as LoosePart;
    if (p === q) continue;
    if (typeof p !== typeof q) {
      const name = (part: LoosePart): string => (typeof part === 'number' ? 'int' : 'str');
      throw typeError(`'<' not supported between instances of '${name(p)}' and '${name(q)}'`);
    }
    return typeof p === 'number' ? p - (q as number) : compareText(p, q as string);
  }
  return x.length - y.length;
}

/** distutils' StrictVersion: two or three numbers, then `a` or `b` and a number. */
function strictParts(version: string): [number[], string, number] {
  const found = /^(\d+)\.(\d+)(\.(\d+))?([ab](\d+))?$/.exec(version);
  if (!found) throw valueError(`invalid version number '${version}'`);
  const numbers = [Number(found[1]), Number(found[2]), Number(found[4] ?? 0)];
  return [numbers, found[5]?.charAt(0) ?? '', Number(found[6] ?? 0)];
}

const compareNumbers = (x: readonly number[], y: readonly number[]): number => {
  for (const [i, n] of x.entries()) {
    const order = n - (y[i] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
};

function compareStrict(a: string, b: string): number {
  const [x, preX, nX] = strictParts(a);
  const [y, preY, nY] = strictParts(b);
  const order = compareNumbers(x, y);
  if (order !== 0 || preX === preY) return order || nX - nY;
  if (preX === '') return 1;
  return preY === '' ? -1 : compareText(preX, preY);
}

const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\n?$/;

function semverParts(version: string): [number[], string[]] {
  const found = SEMVER.exec(version);
  if (!found) throw valueError(`invalid semantic version '${version}'`);
  return [[Number(found[1]), Number(found[2]), Number(found[3])], found[4]?.split('.') ?? []];
}

function compareSemver(a: string, b: string): number {
  const [x, preX] = semverParts(a);
  const [y, preY] = semverParts(b);
  const order = compareNumbers(x, y);
  if (order !== 0) return order;
  if (preX.length === 0 || preY.length === 0) return preY.length - preX.length;
  for (let i = 0; i < Math.min(preX.length, preY.length); i++) {
    const p = preX[i] as string;
    const q = preY[i] as string;
    if (p === q) continue;
    const numericP = /^\d+$/.test(p);
    const numericQ = /^\d+$/.test(q);
    if (numericP && numericQ) return Number(p) - Number(q);
    if (numericP !== numericQ) return numericP ? -1 : 1;
    return compareText(p, q);
  }
  return preX.length - preY.length;
}

/** The version schemes that the `version` test knows. */
export const VERSION_TYPES: Readonly<Record<string, VersionCompare>> = {
  loose: compareLoose,
  strict: compareStrict,
  semver: compareSemver,
  semantic: compareSemver,
  pep440: comparePep440,
};
