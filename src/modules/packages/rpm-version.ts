/** An epoch, a version and a release of rpm's. */
export interface RpmVersion {
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
}

/** Orders two versions as rpm does: epochs first, then versions, then releases. */
export function compareRpmVersions(a: RpmVersion, b: RpmVersion): number {
  return (
    compareParts(a.epoch, b.epoch) ||
    compareParts(a.version, b.version) ||
    compareParts(a.release, b.release)
  );
}

/**
 * Orders two parts by rpm's rules: runs of digits count as numbers and stand above runs of letters, a tilde comes before
 * the end, a caret after it, and all else only separates.
 */
function compareParts(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (let index = 0; ; index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined && other === undefined) return 0;
    if (one === other) continue;
    if (one === '~' || other === '~') return one === '~' ? -1 : 1;
    if (one === undefined || other === undefined) {
      return one === undefined ? -1 : 1;
    }
    if (one === '^' || other === '^') return one === '^' ? -1 : 1;
    const numbers = [one, other].map((part) => /^\d/.test(part));
    if (numbers[0] !== numbers[1]) return numbers[0] ? 1 : -1;
    const order = numbers[0] ? compareNumbers(one, other) : compareTexts(one, other);
    if (order !== 0) return order;
  }
}

const segments = (text: string): string[] => text.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];

function compareNumbers(a: string, b: string): number {
  const [one, other] = [BigInt(a), BigInt(b)];
  return one === other ? 0 : one < other ? -1 : 1;
}

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
