/** Versions and requirements on them, after Semantic Versioning 2.0 and Ansible's requirement texts. */

interface Version {
  readonly numbers: readonly number[];
  readonly pre: readonly string[];
}

function parse(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, pre] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre?.split('.') ?? [] };
}

export function isPreRelease(text: string): boolean {
  return (parse(text)?.pre.length ?? 0) > 0;
}

/** Negative when `a` is older than `b`. What is no semantic version compares part by part. */
export function compareVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  if (left === undefined || right === undefined) return compareLoose(a, b);
  for (const [index, number] of left.numbers.entries()) {
    const difference = number - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  return comparePre(left.pre, right.pre);
}

function comparePre(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const numeric = [part, other].map((text) => /^\d+$/.test(text));
    if (numeric[0] && numeric[1]) {
      if (Number(part) !== Number(other)) return Number(part) - Number(other);
    } else if (numeric[0] !== numeric[1]) {
      return numeric[0] ? -1 : 1;
    } else if (part !== other) {
      return part < other ? -1 : 1;
    }
  }
  return a.length - b.length;
}

/** As Python's LooseVersion: runs of digits as numbers, the rest as text. */
function compareLoose(a: string, b: string): number {
  const left = a.match(/\d+|[a-z]+/gi) ?? [];
  const right = b.match(/\d+|[a-z]+/gi) ?? [];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const difference = Number(part) - Number(other);
    if (!Number.isNaN(difference)) {
      if (difference !== 0) return difference;
    } else {
      return part < other ? -1 : 1;
    }
  }
  return left.length - right.length;
}

/** Whether a version meets `>=1.0.0,<2.0.0`, `1.2.3`, `*` …; all parts count. */
export function meetsRequirement(version: string, requirement: string): boolean {
  return requirement.split(',').every((part) => {
    const text = part.trim();
    if (text === '*' || text === '') return true;
    const [, operator = '==', wanted = ''] = /^(>=|<=|==|!=|>|<|=)?\s*(.*)$/.exec(text) ?? [];
    const order = version === wanted ? 0 : compareVersions(version, wanted);
    switch (operator) {
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      case '!=':
        return order !== 0;
      default:
        return order === 0;
    }
  });
}
