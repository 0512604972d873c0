import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MEBIBYTE = 1 << 20;

/** Makes what is copied, below `folder`/data: `big` of 1 GiB, or `tree` with 2,000 files in 40 folders. */
export function makeData(kind: 'big' | 'tree', folder: string): void {
  const path = join(folder, 'data', kind);
  if (existsSync(path)) return;
  mkdirSync(join(folder, 'data'), { recursive: true });
  if (kind === 'big') {
    const file = openSync(path, 'w');
    for (let written = 0; written < 1024; written++) writeSync(file, randomBytes(MEBIBYTE));
    closeSync(file);
    return;
  }
  for (let index = 0; index < 2000; index++) {
    const inside = join(path, `folder${index % 40}`);
    if (index < 40) mkdirSync(inside, { recursive: true });
    writeFileSync(
      join(inside, `file${index}`),
      `This is file ${index}.\n`.repeat(1 + (index % 60)),
    );
  }
}
