import type { WalkEntry } from '../../../targets/types.ts';

/** The patterns of a `.dockerignore`. */
export function ignoredLines(text = ''): string[] {
  return text
    .split(/\r\n|[\n\r]/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

interface Pattern {
  readonly keeps: boolean;
  readonly parts: readonly string[];
  readonly matcher: RegExp;
}

/**
 * Paths (relative, sorted) that patterns leave in a build's context: the last that fits a path or a folder above
 * it decides, `!` keeps. `.dockerignore` itself always stays.
 */
export function keptPaths(entries: readonly WalkEntry[], lines: readonly string[]): string[] {
  const patterns = [...lines, '!.dockerignore'].map(patternOf).filter(({ parts }) => parts.length);
  return entries
    .map(({ relative }) => relative)
    .filter((path) => path !== '' && !isIgnored(path, patterns))
    .sort();
}

function isIgnored(path: string, patterns: readonly Pattern[]): boolean {
  const folders = path.split('/').slice(0, -1);
  let ignored = false;
  for (const { keeps, parts, matcher } of patterns) {
    const above = parts.length <= folders.length ? folders.slice(0, parts.length).join('/') : null;
    if (matcher.test(path) || (above && matcher.test(above))) ignored = !keeps;
  }
  return ignored;
}

function patternOf(line: string): Pattern {
  const keeps = line.startsWith('!');
  const parts: string[] = [];
  for (const part of line
    .slice(keeps ? 1 : 0)
    .trim()
    .split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return { keeps, parts, matcher: matcherOf(parts.join('/')) };
}

/** `*` and `?` stay within a folder, `**` does not. */
function matcherOf(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/?$|\*\*\/?|\*|\?|\[(!?)(\]?[^\]]*)\]|[\\^$.|+(){}[\]]/g,
    (token, not: string | undefined, set: string | undefined, at: number) => {
      if (token.startsWith('**')) return at + token.length === pattern.length ? '.*' : '(.*/)?';
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      if (set !== undefined) return `[${not ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
      return `\\${token}`;
    },
  );
  return new RegExp(`^${source}$`, 'i');
}
