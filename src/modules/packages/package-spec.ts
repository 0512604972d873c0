import { fail } from '../definition/failure.ts';

/** `name`, `name=version` (a shell pattern) or `name>=version`. */
export interface PackageSpec {
  readonly text: string;
  readonly name: string;
  readonly comparison: '=' | '>=' | undefined;
  readonly version: string | undefined;
}

export function parsePackageSpec(text: string): PackageSpec {
  const match = /^(.*?)(>?=)(.*)$/s.exec(text);
  if (match === null) return { text, name: text, comparison: undefined, version: undefined };
  return {
    text,
    name: match[1] ?? '',
    comparison: match[2] === '=' ? '=' : '>=',
    version: match[3] ?? '',
  };
}

/** Whether a text matches a shell pattern as a whole (Python's fnmatch). */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .split(/(\*|\?|\[!?[^\]]+\])/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      if (part === '*') return '.*';
      return part === '?' ? '.' : part.replace(/^\[!/, '[^');
    })
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** Replaces name patterns by the names they match. @throws ModuleFailure when one matches nothing */
export function expandSpecs(specs: readonly string[], names: readonly string[]): string[] {
  return specs.flatMap((spec) => {
    const { name } = parsePackageSpec(spec);
    if (!isPattern(name)) return [spec];
    const matches = names.filter((candidate) => matchesPattern(candidate, name));
    return matches.length > 0 ? matches : fail(`No package(s) matching '${name}' available`);
  });
}

export function isPattern(name: string): boolean {
  return /[*?[\]!]/.test(name);
}
