import { describe, expect, it } from 'vitest';
import type { Greeting } from '../../src/targets/session/greeting.ts';
import type { TargetSpec } from '../../src/targets/spec.ts';
import { stageFolder } from '../../src/targets/stage-folder.ts';

describe('the folder of a session', () => {
  const root = { platform: { user: { uid: 0 } } } as Greeting;
  const other = { platform: { user: { uid: 7 } } } as Greeting;
  const plain: TargetSpec = { host: 'h', connection: 'ssh' };
  const become = { method: 'sudo' };

  it.each([
    [plain, other, '~/.ansible/tmp'],
    [{ ...plain, remoteTmp: '/srv/tmp' }, other, '/srv/tmp'],
    [{ ...plain, become }, root, '~/.ansible/tmp'],
    [{ ...plain, become }, other, '/var/tmp'],
    [{ ...plain, become, remoteTmp: '/srv/tmp' }, other, '/var/tmp'],
    [{ ...plain, become, remoteTmp: '/tmp/mine' }, other, '/tmp/mine'],
  ])('of %j is the system’s where one became a user', (spec, greeting, folder) => {
    expect(stageFolder(spec, greeting)).toBe(folder);
  });
});
