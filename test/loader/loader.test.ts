import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LoadError } from '../../src/diagnostics/errors.ts';
import { Loader } from '../../src/loader/loader.ts';
import { encryptVault, VaultSecrets } from '../../src/loader/vault/secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'loader-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const secret = Buffer.from('pw');
const loader = new Loader({
  basedir: folder,
  vault: new VaultSecrets([{ id: 'default', secret }]),
});

test('files are read once, against the basedir', () => {
  write('a.yml', 'x: 1\n');
  const first = loader.loadFile('a.yml');
  write('a.yml', 'x: 2\n');
  expect(loader.loadFile(join(folder, 'a.yml'))).toBe(first);
  expect(loader.loadFile('a.yml', { cache: false })).toEqual(new Map([['x', 2]]));
});

test('vault files are opened, and their text is kept out of errors', () => {
  write('v.yml', encryptVault(Buffer.from('x: [1'), secret));
  expect(loader.readFile('v.yml').toString()).toBe('x: [1');
  let error: unknown;
  try {
    loader.loadFile('v.yml');
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(LoadError);
  expect((error as LoadError).showContent).toBe(false);
});

test('a missing file', () => {
  expect(() => loader.loadFile('none.yml')).toThrow(
    `Unable to retrieve file contents\nCould not find or access '${folder}/none.yml' on the Ansible Controller.`,
  );
});

test('vars files: the first of the names, or all in a folder', () => {
  write('group_vars/web.yml', '');
  write('group_vars/web.json', '');
  write('group_vars/db/b.yml', '');
  write('group_vars/db/a', '');
  write('group_vars/db/.hidden', '');
  write('group_vars/db/old~', '');
  write('group_vars/db/note.txt', '');
  write('group_vars/db/sub/c.yaml', '');
  const base = join(folder, 'group_vars');
  const names = (name: string) =>
    loader.findVarsFiles(base, name).map((path) => path.slice(base.length + 1));
  expect(names('web')).toEqual(['web.yml']);
  expect(names('db')).toEqual(['db/a', 'db/b.yml', 'db/sub/c.yaml']);
  expect(names('none')).toEqual([]);
});
