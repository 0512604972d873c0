import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import { stringRepr } from '../../values/string-repr.ts';
import type { SettingKind } from './row.ts';

const truths = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0']);

/** Where relative and `~` paths of a value start from. */
export interface PathContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** The configuration file that the value was read from. */
  readonly configFile?: string | undefined;
}

/**
 * Turns a setting's text (or an already typed default) into its value, as Ansible's configuration does.
 * @throws Error with Python's wording when the text does not fit the type.
 */
export function settingValue(kind: SettingKind, value: unknown, context: PathContext): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : truths.has(String(value).trim().toLowerCase());
    case 'integer':
      return typeof value === 'number' ? value : pythonInteger(String(value));
    case 'float':
      return typeof value === 'number' ? value : pythonFloat(String(value));
    case 'string':
      return unquote(String(value));
    case 'list':
      return Array.isArray(value)
        ? value
        : String(value)
            .split(',')
            .map((part) => unquote(part.trim()));
    case 'path':
      return resolvePath(String(value), context);
    case 'pathList':
      return String(value)
        .split(',')
        .map((part) => resolvePath(part.trim(), context));
    case 'pathSpec':
      return String(value)
        .split(':')
        .map((part) => resolvePath(part, context));
    case 'raw':
      return value;
  }
}

function pythonInteger(text: string): number {
  if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(text)) {
    throw new Error(`invalid literal for int() with base 10: ${stringRepr(text)}`);
  }
  return Number(text.replaceAll('_', ''));
}

function pythonFloat(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) {
    throw new Error(`could not convert string to float: ${stringRepr(text)}`);
  }
  return number;
}

/** Takes off one pair of equal quotes around the text. */
function unquote(text: string): string {
  const first = text[0];
  const quoted =
    text.length > 1 &&
    (first === '"' || first === "'") &&
    text.endsWith(first) &&
    text.at(-2) !== '\\';
  return quoted ? text.slice(1, -1) : text;
}

/** Absolute form of a path: `~`, `$VAR` and `{{CWD}}` expanded, relative to the configuration file or the cwd. */
export function resolvePath(path: string, context: PathContext): string {
  const expanded = expandUser(
    expandVariables(path.replaceAll('{{CWD}}', context.cwd), context.env),
    context.env,
  );
  if (isAbsolute(expanded)) return trimSlash(normalize(expanded));
  const base = context.configFile === undefined ? context.cwd : dirname(context.configFile);
  return trimSlash(normalize(join(base, expanded)));
}

function trimSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function expandVariables(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, bare?: string, braced?: string) => {
    return env[bare ?? braced ?? ''] ?? whole;
  });
}

function expandUser(path: string, env: NodeJS.ProcessEnv): string {
  const match = /^~([^/]*)/.exec(path);
  if (match === null) return path;
  const home = match[1] === '' ? (env.HOME ?? homedir()) : homeOf(match[1] ?? '');
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + path.slice(match[0].length) || '/';
}

/** Another user's home, where it is in the usual place. */
function homeOf(user: string): string | undefined {
  const home = user === 'root' ? '/root' : `/home/${user}`;
  return statSync(home, { throwIfNoEntry: false })?.isDirectory() ? home : undefined;
}

/** The path with all symbolic links followed, as far as it exists. */
export function followPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(followPath(parent), basename(path));
  }
}
