import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRemoteFolder, makesFolder } from '../../src/engine/remote-folder.ts';
import { openDirectTarget } from '../../src/targets/direct/target.ts';

const scratch = mkdtempSync(join(tmpdir(), 'troupe-folder-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('makeRemoteFolder', () => {
  it('makes it once, for its user alone, and says so', async () => {
    const { target, close } = openDirectTarget();
    try {
      const folder = join(scratch, "it's/tmp");
      expect(await makeRemoteFolder(target, folder)).toMatch(
        `Module remote_tmp ${folder} did not exist and was created with a mode of 0700, this may`,
      );
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(await makeRemoteFolder(target, folder)).toBeUndefined();
    } finally {
      close();
    }
  });

  it('is not first made by modules where an action transfers files', () => {
    expect(['copy', 'template', 'uri'].map(makesFolder)).toEqual([true, true, true]);
    expect(['get_url', 'command', 'fetch'].map(makesFolder)).toEqual([false, false, false]);
  });
});
