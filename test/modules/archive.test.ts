import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openDirectTarget } from '../../src/targets/direct/target.ts';
import type { WriteTarget } from '../../src/targets/types.ts';
import { planModule } from './system/run-module.ts';

describe('archive', () => {
  const dir = mkdtempSync(join(tmpdir(), 'archive-'));
  const direct = openDirectTarget();
  afterAll(async () => {
    await direct.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(['zip', 'gz', 'bz2', 'xz'])(
    'leaves %s to Python where the host has no program for it',
    async (format) => {
      writeFileSync(join(dir, 'file'), 'text\n');
      const bare = Object.create(direct.target, { which: { value: async () => null } });
      const args = { path: join(dir, 'file'), dest: join(dir, `file.${format}`), format };
      const plan = (target: WriteTarget) => planModule(target, 'community.general.archive', args);
      expect(await plan(bare as WriteTarget)).toMatchObject({ beyondNative: true, changes: [] });
    },
  );

  it('needs no program for tar', async () => {
    const bare = Object.create(direct.target, { which: { value: async () => null } });
    const args = { path: join(dir, 'file'), dest: join(dir, 'file.tar'), format: 'tar' };
    const plan = await planModule(bare as WriteTarget, 'community.general.archive', args);
    expect(plan.changes).toHaveLength(1);
  });

  it("lays archives out as Python's libraries do", async () => {
    writeFileSync(join(dir, 'file'), 'text\n');
    const dest = join(dir, 'file.tgz');
    const args = { path: join(dir, 'file'), dest, force_archive: true };
    const plan = await planModule(direct.target, 'community.general.archive', args);
    await direct.target.apply(plan.changes);
    const archive = readFileSync(dest);
    expect(archive.subarray(8, 19).toString('latin1')).toBe('\x02\xfffile.tgz\0');
    const tar = gunzipSync(archive).toString('latin1');
    expect(tar.slice(0, 15)).toBe('././@PaxHeader\0');
    expect(tar.slice(512, 1024)).toMatch(/^\d+ mtime=\d+\.\d+\n\0+$/);
    expect(tar.slice(1024, 1029)).toBe('file\0');
  });
});
