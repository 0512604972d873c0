import { lstatSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { TemplateError } from '../../diagnostics/errors.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { typeName } from '../../values/type-name.ts';
import { Undefined, type Value } from '../../values/types.ts';
import { type Plugin, plugin } from '../ansible/plugin.ts';

function pathText(value: Value | undefined, expected: string): string {
  if (value instanceof Undefined) failUndefined(value);
  if (value !== undefined && isText(value)) return str(value);
  throw typeError(`${expected}, not ${typeName(value ?? null)}`);
}

function stat(name: string, follow = true): Stats | undefined {
  try {
    return follow ? statSync(name) : lstatSync(name);
  } catch {
    return undefined;
  }
}

const STAT = 'stat: path should be string, bytes, os.PathLike or integer';
const LSTAT = 'lstat: path should be string, bytes or os.PathLike';
const FSPATH = 'expected str, bytes or os.PathLike object';

const test = (name: string, check: (path: string) => boolean, expected = STAT): Plugin =>
  plugin(name, ['path'], ({ args }) => check(pathText(args[0], expected)));

const isFolder = test('isdir', (name) => stat(name)?.isDirectory() ?? false);
const isFile = test('isfile', (name) => stat(name)?.isFile() ?? false);
const isLink = test('islink', (name) => stat(name, false)?.isSymbolicLink() ?? false, LSTAT);
const isAbsolute = test('isabs', (name) => name.startsWith('/'), FSPATH);

/** A folder on another device than its parent, or the root. */
const isMount = test(
  'ismount',
  (name) => {
    const own = stat(name, false);
    if (!own || own.isSymbolicLink()) return false;
    const parent = stat(path.join(path.resolve(name), '..'), false);
    return parent !== undefined && (own.dev !== parent.dev || own.ino === parent.ino);
  },
  LSTAT,
);

const sameFile = plugin('samefile', ['f1', 'f2'], ({ args }) => {
  const [a, b] = [pathText(args[0], STAT), pathText(args[1], STAT)].map((name) => {
    const found = stat(name);
    if (found) return found;
    throw new TemplateError('FileNotFoundError', `[Errno 2] No such file or directory: '${name}'`);
  }) as [Stats, Stats];
  return a.dev === b.dev && a.ino === b.ino;
});

export const fileTests: Readonly<Record<string, Plugin>> = {
  abs: isAbsolute,
  directory: isFolder,
  exists: test('exists', (name) => stat(name) !== undefined),
  file: isFile,
  is_abs: isAbsolute,
  is_dir: isFolder,
  is_file: isFile,
  is_link: isLink,
  is_mount: isMount,
  is_same_file: sameFile,
  link: isLink,
  link_exists: test('lexists', (name) => stat(name, false) !== undefined, LSTAT),
  mount: isMount,
  same_file: sameFile,
};
