import { readdirSync, statSync } from 'node:fs';
import { escapeRegex } from '../../values/python-regex.ts';

/** fnmatch.translate: `*`, `?`, `[seq]` and `[!seq]` over a whole name. */
export function wildcard(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '*') source += '[\\s\\S]*';
    else if (char === '?') source += '[\\s\\S]';
    else if (char === '[') {
      let end = i + 1;
      if (pattern[end] === '!') end++;
      if (pattern[end] === ']') end++;
      while (end < pattern.length && pattern[end] !== ']') end++;
      if (end >= pattern.length) source += '\\[';
      else {
        const inner = pattern
          .slice(i + 1, end)
          .replaceAll('\\', '\\\\')
          .replace(/[[\]]/g, '\\$&');
        source += `[${inner.startsWith('!') ? `^${inner.slice(1)}` : inner.startsWith('^') ? `\\${inner}` : inner}]`;
        i = end;
      }
    } else source += escapeRegex(char).replace(/\\([ \-#&~\n])/, '$1');
  }
  return new RegExp(`^(?:${source})$`, 's');
}

const MAGIC = /[*?[]/;

/** glob.glob: paths that exist and match, in the order in which folders list them. */
function globPaths(pattern: string): string[] {
  const parts = pattern.split('/');
  let found = [parts[0] === '' ? '/' : ''];
  const names = parts[0] === '' ? parts.slice(1) : parts;
  for (const [i, name] of names.entries()) {
    const last = i === names.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      const join = (entry: string): string => folder + entry + (last ? '' : '/');
      if (!MAGIC.test(name)) {
        if (last ? exists(folder + name) : true) next.push(join(name));
        continue;
      }
      const matcher = wildcard(name);
      for (const entry of listing(folder || '.')) {
        if (entry.startsWith('.') && !name.startsWith('.')) continue;
        if (matcher.test(entry) && (last || isFolder(folder + entry))) next.push(join(entry));
      }
    }
    found = next;
  }
  return found;
}

/** Like globPaths, plain files only. */
export function globFiles(pattern: string): string[] {
  return globPaths(pattern).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
