import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { parseOption, type SshOption } from './ssh-arguments.ts';

/** What configuration files say about one host, in the order in which it counts (ssh_config(5)). */
export interface SshConfig {
  readonly options: readonly SshOption[];
  /** A `Match` that only ssh itself can judge stands in a file. */
  readonly foreign: boolean;
}

interface Line {
  readonly keyword: string;
  readonly value: string;
  readonly folder: string;
}

const files = new Map<string, readonly Line[]>();

/** Lines of a configuration file, `Include`s put in place; none when it can't be read. Read once. */
function loadLines(path: string, depth = 0): readonly Line[] {
  const known = files.get(path);
  if (known) return known;
  const lines: Line[] = [];
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // A file that is not there says nothing.
  }
  const folder = dirname(path);
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [keyword, value] = parseOption(line);
    if (keyword !== 'include') lines.push({ keyword, value, folder });
    else if (depth < 16) {
      for (const name of value.split(/\s+/)) {
        for (const found of expandInclude(name, path)) lines.push(...loadLines(found, depth + 1));
      }
    }
  }
  files.set(path, lines);
  return lines;
}

function expandInclude(name: string, from: string): string[] {
  const system = from.startsWith('/etc/');
  const home = name.startsWith('~/') ? join(homedir(), name.slice(2)) : name;
  const base = system ? '/etc/ssh' : join(homedir(), '.ssh');
  const path = isAbsolute(home) ? home : join(base, home);
  if (!/[*?]/.test(path)) return [path];
  const folder = dirname(path);
  const pattern = globExpression(path.slice(folder.length + 1));
  try {
    return readdirSync(folder)
      .filter((entry) => pattern.test(entry))
      .sort()
      .map((entry) => join(folder, entry));
  } catch {
    return [];
  }
}

/** Options for a host from the files, `host` being the name that the user gave. */
export function readSshConfig(host: string, configFile: string | undefined): SshConfig {
  const paths =
    configFile === undefined
      ? [join(homedir(), '.ssh', 'config'), '/etc/ssh/ssh_config']
      : configFile === 'none'
        ? []
        : [configFile.replace(/^~(?=\/)/, homedir())];
  const options: SshOption[] = [];
  let foreign = false;
  for (const path of paths) {
    let applies = true;
    for (const { keyword, value } of loadLines(path)) {
      if (keyword === 'host') applies = matchesPatterns(host, value.split(/\s+/));
      else if (keyword === 'match') {
        const judged = judgeMatch(host, value);
        applies = judged === true;
        foreign ||= judged === undefined;
      } else if (applies) options.push([keyword, value]);
    }
  }
  return { options, foreign };
}

/** `Match all` and `Match host …`; undefined for what depends on more. */
function judgeMatch(host: string, value: string): boolean | undefined {
  if (/^all$/i.test(value)) return true;
  const only = /^(?:original)?host\s+(\S+)$/i.exec(value);
  return only ? matchesPatterns(host, (only[1] ?? '').split(',')) : undefined;
}

/** Pattern lists of ssh_config and known_hosts: `*`, `?`, and `!` for those that must not match. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let found = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    if (!globExpression(negated ? pattern.slice(1) : pattern).test(name)) continue;
    if (negated) return false;
    found = true;
  }
  return found;
}

function globExpression(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`, 'i');
}
