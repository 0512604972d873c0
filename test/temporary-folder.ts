import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** Gives all tests one temporary folder, open to every user as /tmp is. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), 'troupe-test-'));
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
}

/** Removes it with all that tests have left there. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
