import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MEBIBYTE = 1 << 20;

/** What is copied: a file of 1 GiB, or small files in 40 folders, as many as the name says. */
export type Data = 'big' | 'tree-100' | 'tree-2000';

/** Makes what is copied, below `folder`/data. */
export function makeData(kind: Data, folder: string): void {
  const path = join(folder, 'data', kind);
  if (existsSync(path)) return;
  mkdirSync(join(folder, 'data'), { recursive: true });
  if (kind === 'big') {
    const file = openSync(path, 'w');
    for (let written = 0; written < 1024; written++) writeSync(file, randomBytes(MEBIBYTE));
    closeSync(file);
    return;
  }
  const files = Number(kind.split('-')[1]);
  for (let index = 0; index < files; index++) {
    const inside = join(path, `folder${index % 40}`);
    if (index < 40) mkdirSync(inside, { recursive: true });
    writeFileSync(
      join(inside, `file${index}`),
      `This is file ${index}.\n`.repeat(1 + (index % 60)),
    );
  }
}
