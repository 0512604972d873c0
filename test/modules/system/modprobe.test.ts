import { describe, expect, it } from 'vitest';
import { planModule, plannedCommands, scriptedTarget } from './run-module.ts';

const LIST = '/lib/modules/6.1/modules.builtin';

describe('modprobe', () => {
  const plan = (loaded: string | null, builtin: string, rc = 0, name = 'nf-nat') => {
    const target = {
      ...scriptedTarget([[/modules\.builtin/, `${LIST}\n${builtin}`, rc]]),
      readFile: async (path: string) =>
        path === '/proc/modules' && loaded !== null ? Buffer.from(loaded) : null,
    };
    return planModule(target, 'community.general.modprobe', { name });
  };

  it('knows what is loaded and what is part of the kernel', async () => {
    expect(plannedCommands(await plan('nf_nat 1 0 - Live\n', '', 1))).toEqual([]);
    expect(plannedCommands(await plan('', 'kernel/net/nf-nat.ko\n'))).toEqual([]);
    expect(plannedCommands(await plan('nf_natter 1\n', 'kernel/nf_nat.ko\n'))).toEqual([
      'modprobe nf-nat',
    ]);
  });

  it.each([
    [null, '/proc/modules'],
    ['', LIST],
  ])('ends as an exception does without the kernel’s list', async (loaded, file) => {
    const msg = `[Errno 2] No such file or directory: '${file}'`;
    const { result } = await plan(loaded, '', 1);
    expect(result).toMatchObject({ failed: true, msg, name: 'nf-nat', state: 'present' });
    expect(String(result.exception).endsWith(`\nFileNotFoundError: ${msg}`)).toBe(true);
  });
});
