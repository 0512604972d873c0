import { homedir } from 'node:os';
import { isAbsolute, normalize, resolve } from 'node:path';

/**
 * A user's path made absolute against `basedir` (default: the working folder): `~` and `$VAR` expanded,
 * `.` and `..` taken out, symbolic links left alone.
 */
export function resolvePath(path: string, basedir: string = process.cwd()): string {
  const expanded = expandVariables(expandHome(path));
  return normalize(isAbsolute(expanded) ? expanded : resolve(basedir, expanded));
}

function expandHome(path: string): string {
  if (path === '~') return homedir();
  return path.startsWith('~/') ? `${process.env.HOME ?? homedir()}${path.slice(1)}` : path;
}

function expandVariables(path: string): string {
  if (!path.includes('$')) return path;
  return path.replace(/\$(\w+|\{[^}]*\})/g, (whole, name: string) => {
    const key = name.startsWith('{') ? name.slice(1, -1) : name;
    return process.env[key] ?? whole;
  });
}

/** Takes one pair of equal quotes off, as paths in playbooks may carry them. */
export function unquote(text: string): string {
  const first = text[0];
  const quoted =
    text.length > 1 &&
    (first === '"' || first === "'") &&
    text.at(-1) === first &&
    text.at(-2) !== '\\';
  return quoted ? text.slice(1, -1) : text;
}
