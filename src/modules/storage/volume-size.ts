import { fail } from '../definition/failure.ts';

/** The size that an lvol task asks for. */
export interface WantedSize {
  /** Relative to what the volume has. */
  readonly operator: '+' | '-' | null;
  /** Without operator and unit: `50%FREE`, `512`. */
  readonly text: string;
  /** Of a percentage: what of, and how much. */
  readonly share: { readonly percent: number; readonly of: 'VG' | 'PVS' | 'FREE' } | null;
  /** `g`, `m` …; empty with a percentage. */
  readonly unit: string;
}

/** Reads `+512m`, `50%FREE` … @throws ModuleFailure; TypeError with the exception that ends Ansible's module */
export function parseSize(given: string): WantedSize {
  const operator = given.startsWith('+') ? '+' : given.startsWith('-') ? '-' : null;
  const text = operator === null ? given : given.slice(1);
  const percent = text.indexOf('%');
  if (percent >= 0) {
    const number = text.slice(0, percent);
    if (!/^\s*[+-]?\d+\s*$/.test(number)) {
      throw new TypeError(`ValueError: invalid literal for int() with base 10: '${number}'`);
    }
    if (Number(number) > 100) fail('Size percentage cannot be larger than 100%');
    const of = text.slice(percent + 1);
    if (of === 'ORIGIN') fail('Snapshot Volumes are not supported');
    if (of !== 'VG' && of !== 'PVS' && of !== 'FREE') {
      fail('Specify extents as a percentage of VG|PVS|FREE');
    }
    return { operator, text, share: { percent: Number(number), of }, unit: '' };
  }
  const hasUnit = /[bskmgtpe]$/i.test(text);
  const number = hasUnit ? text.slice(0, -1) : text;
  if (!/^\d/.test(number) || Number.isNaN(Number(number))) {
    fail(`Bad size specification of '${number}'`);
  }
  return { operator, text: number, share: null, unit: hasUnit ? text.slice(-1) : 'm' };
}
