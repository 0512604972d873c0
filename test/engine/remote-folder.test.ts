import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRemoteFolder, makesFolder, remoteFolder } from '../../src/engine/remote-folder.ts';
import { openDirectTarget } from '../../src/targets/direct/target.ts';

const scratch = mkdtempSync(join(tmpdir(), 'troupe-folder-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('remoteFolder', () => {
  it('is looked for, and made once for its user alone', async () => {
    const { target, close } = openDirectTarget();
    try {
      const path = join(scratch, "it's/tmp");
      const folder = await remoteFolder(target, userInfo().username, path);
      expect(folder).toEqual({ path, exists: false, awayFromHome: false });
      expect(await makeRemoteFolder(target, folder)).toMatch(
        `Module remote_tmp ${path} did not exist and was created with a mode of 0700, this may`,
      );
      expect(statSync(path).mode & 0o777).toBe(0o700);
      expect(folder.exists).toBe(true);
      const { user, ...system } = target.platform;
      const other = { ...target, platform: { ...system, user: { ...user, uid: 4321 } } };
      expect(await remoteFolder(other, 'no-such-user', path)).toEqual({
        path,
        exists: true,
        awayFromHome: true,
      });
    } finally {
      close();
    }
  });

  it('is one of the system where it can not be made', async () => {
    const { target, close } = openDirectTarget();
    try {
      writeFileSync(join(scratch, 'file'), '');
      const folder = await remoteFolder(target, undefined, join(scratch, 'file/tmp'));
      expect(await makeRemoteFolder(target, folder)).toMatch(
        /^Unable to use .*file\/tmp as temporary directory, failing back to system: /,
      );
      expect(folder.exists).toBe(false);
    } finally {
      close();
    }
  });

  it('is not first made by modules where an action transfers files', () => {
    expect(['copy', 'template', 'uri'].map(makesFolder)).toEqual([true, true, true]);
    expect(['get_url', 'command', 'fetch'].map(makesFolder)).toEqual([false, false, false]);
  });
});
