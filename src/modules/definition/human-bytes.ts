const UNITS = 'BKMGTPEZY';

/**
 * `2K`, `1.5 MB`, `10` to a number of bytes (or bits: `1Mb`), by powers of 1024.
 * Null where the text is no size.
 */
export function humanToBytes(text: string, bits = false): number | null {
  const match = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text);
  if (!match?.[1] || match[1] === '.') return null;
  const number = Number(match[1]);
  const unit = match[2];
  if (unit === undefined) return Math.round(number);
  const letter = (unit[0] ?? '').toUpperCase();
  const power = UNITS.indexOf(letter);
  if (power < 0 || (unit.length > 1 && !isUnitName(unit, letter, bits))) return null;
  return Math.round(number * 1024 ** power);
}

function isUnitName(unit: string, letter: string, bits: boolean): boolean {
  const whole = bits ? 'bit' : 'byte';
  if (letter === 'B') return unit.toLowerCase() === whole || unit.toLowerCase() === `${whole}s`;
  const lower = unit.toLowerCase();
  if (lower.slice(1) === whole || lower.slice(1) === `${whole}s`) return true;
  return unit.slice(1) === (bits ? 'b' : 'B');
}
