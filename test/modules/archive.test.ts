import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
});
