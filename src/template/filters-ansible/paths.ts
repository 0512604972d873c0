import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError, valueError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { isSequence } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { Tuple, Undefined, type Value } from '../../values/types.ts';
import { classRepr, filterTypeError, type Plugin, plugin } from '../ansible/plugin.ts';
import { userHome } from './user-home.ts';

/** A path argument. @throws TemplateError (TypeError) as os.fspath() */
export function pathText(value: Value | undefined): string {
  if (value !== undefined && isText(value)) return str(value);
  if (value instanceof Undefined) failUndefined(value);
  throw typeError(`expected str, bytes or os.PathLike object, not ${typeName(value ?? null)}`);
}

const single = (name: string, run: (path: string) => Value): Plugin =>
  plugin(name, ['p'], ({ args }) => run(pathText(args[0])));

export const basename = (text: string): string => text.slice(text.lastIndexOf('/') + 1);

/** os.path.dirname: unlike Node's, `a/b/` gives `a/b` and `a` gives empty text. */
export function dirname(text: string): string {
  const head = text.slice(0, text.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** os.path.join: an absolute part starts anew. */
export function joinPath(parts: readonly string[]): string {
  let joined = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (part.startsWith('/')) joined = part;
    else joined += joined === '' || joined.endsWith('/') ? part : `/${part}`;
  }
  return joined;
}

/** os.path.expanduser: `~` and `~name`; an unknown user is left as it is. */
export function expandUser(text: string): string {
  const found = /^~([^/]*)([\s\S]*)$/.exec(text);
  if (!found) return text;
  const home = found[1] === '' ? (process.env.HOME ?? homedir()) : userHome(found[1] as string);
  if (home === undefined) return text;
  return home.replace(/\/+$/, '') + (found[2] as string) || '/';
}

/** os.path.expandvars: `$name` and `${name}`; unset ones stay. */
function expandVars(text: string): string {
  return text.replace(/\$(\w+|\{[^}]*\})/g, (whole, name: string) => {
    const key = name.startsWith('{') ? name.slice(1, -1) : name;
    return process.env[key] ?? whole;
  });
}

/** os.path.realpath: links are followed as far as files exist, `..` resolved after them. */
function realPath(text: string): string {
  let existing = path.resolve(text);
  const missing: string[] = [];
  while (!existsSync(existing) && existing !== '/') {
    missing.unshift(path.basename(existing));
    existing = path.dirname(existing);
  }
  return path.join(realpathSync(existing), ...missing);
}

/** os.path.splitext: leading dots belong to the name. */
function splitExtension(text: string): [string, string] {
  const name = basename(text);
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || /^\.*$/.test(name.slice(0, dot))) return [text, ''];
  const at = text.length - name.length + dot;
  return [text.slice(0, at), text.slice(at)];
}

/** ntpath.splitdrive. */
function splitDrive(text: string): [string, string] {
  const normal = text.replaceAll('/', '\\');
  if (normal.startsWith('\\\\')) {
    const server = normal.indexOf('\\', normal.toUpperCase().startsWith('\\\\?\\UNC\\') ? 8 : 2);
    if (server < 0) return [text, ''];
    const share = normal.indexOf('\\', server + 1);
    return share < 0 ? [text, ''] : [text.slice(0, share), text.slice(share)];
  }
  return text[1] === ':' ? [text.slice(0, 2), text.slice(2)] : ['', text];
}

/** ntpath.split. */
function splitWindows(text: string): [string, string] {
  const [drive, rest] = splitDrive(text);
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
  const head = rest.slice(0, at);
  return [drive + (head.replace(/[\\/]+$/, '') || head), rest.slice(at)];
}

const relpath = plugin('relpath', ['path', ['start', null]], ({ args: [value, start = null] }) => {
  if (value !== undefined && !(value instanceof Undefined) && !truthy(value))
    throw valueError('no path specified');
  const text = pathText(value);
  return path.relative(start === null ? process.cwd() : pathText(start), text) || '.';
});

const pathJoin = plugin('path_join', ['paths'], ({ args: [paths = null] }) => {
  if (paths instanceof Undefined) failUndefined(paths);
  if (isText(paths)) return str(paths);
  if (!isSequence(paths)) {
    throw filterTypeError(
      `|path_join expects string or sequence, got ${classRepr(paths)} instead.`,
    );
  }
  const parts = toList(paths);
  if (parts.length === 0) throw typeError("join() missing 1 required positional argument: 'a'");
  return joinPath(parts.map(pathText));
});

export const pathFilters: Readonly<Record<string, Plugin>> = {
  basename: single('basename', basename),
  dirname: single('dirname', dirname),
  expanduser: single('expanduser', expandUser),
  expandvars: single('expandvars', expandVars),
  path_join: pathJoin,
  realpath: single('realpath', realPath),
  relpath,
  splitext: single('splitext', (text) => new Tuple(splitExtension(text))),
  win_basename: single('basename', (text) => splitWindows(text)[1]),
  win_dirname: single('dirname', (text) => splitWindows(text)[0]),
  win_splitdrive: single('splitdrive', (text) => new Tuple(splitDrive(text))),
};
