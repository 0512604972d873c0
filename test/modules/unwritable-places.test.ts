import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDirectTarget } from '../../src/targets/direct/target.ts';
import { planModule } from './system/run-module.ts';

/** What modules end in whose file is in a folder that isn't there, which Python only meets when it opens the file. */
describe('a file in a folder that is not there', () => {
  const dir = mkdtempSync(join(tmpdir(), 'unwritable-'));
  const file = join(dir, 'none', 'file');
  const direct = openDirectTarget();
  afterAll(async () => {
    await direct.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function outcome(module: string, args: Record<string, unknown>) {
    const plan = await planModule(direct.target, module, args);
    const error = await direct.target.apply(plan.changes).catch((caught: Error) => caught);
    return plan.failed?.(error as Error, [], direct.target);
  }

  it('ends sysctl by the temporary file that it makes there', async () => {
    const args = { name: 'kernel.demo', value: '3', sysctl_file: file, reload: false };
    expect(await outcome('ansible.posix.sysctl', args)).toMatchObject({
      msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
      module_stderr: expect.stringMatching(
        /\nFileNotFoundError: \[Errno 2\] No such file or directory: '.*\/none\/\.ansible_m_sysctl_\w{8}\.conf'\n$/,
      ),
    });
  });

  it('ends cron by the file itself', async () => {
    const args = { name: 'a', job: 'b', user: 'root', cron_file: file };
    expect(await outcome('ansible.builtin.cron', args)).toMatchObject({
      module_stderr: `Traceback (most recent call last):\nFileNotFoundError: [Errno 2] No such file or directory: b'${file}'\n`,
    });
  });
});
