import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { contentBytes } from '../../src/modules/files/copy-source.ts';
import { localTree } from '../../src/modules/files/local-tree.ts';
import { encodeText } from '../../src/targets/text.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-tree-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps names that are not UTF-8, of files, folders and links', () => {
  const odd = '\uDCFF\uDC80 ä\n';
  mkdirSync(encodeText(join(folder, odd)));
  writeFileSync(encodeText(join(folder, odd, odd)), 'content');
  symlinkSync(encodeText(`gone${odd}`), encodeText(join(folder, `link${odd}`)));
  const tree = localTree(`${folder}/`, true);
  expect(tree.directories).toEqual([odd]);
  expect(tree.files.map(({ relative }) => relative)).toEqual([`${odd}/${odd}`]);
  expect(tree.symlinks).toEqual([{ target: `gone${odd}`, relative: `link${odd}` }]);
  const [file] = tree.files;
  const bytes = contentBytes({ localPath: file?.path ?? '', size: 7 });
  expect(bytes.toString()).toBe('content');
});
