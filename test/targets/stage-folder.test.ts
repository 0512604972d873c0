import { describe, expect, it } from 'vitest';
import type { Greeting } from '../../src/targets/session/greeting.ts';
import type { TargetSpec } from '../../src/targets/spec.ts';
import { passingFolder, stageFolder } from '../../src/targets/stage-folder.ts';

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

  const begun = (uid: number, home: string): Greeting =>
    ({ folder: '/home/ann', platform: { user: { uid, home } } }) as Greeting;

  it.each([
    [plain, begun(7, '/home/ann'), '/home/ann/.ansible/tmp'],
    [{ ...plain, become }, begun(0, '/root'), '/home/ann/.ansible/tmp'],
    [{ ...plain, become }, begun(8, '/home/bob'), '/var/tmp'],
    [{ ...plain, remoteTmp: '/srv/tmp' }, begun(7, '/home/ann'), '/srv/tmp'],
    [{ ...plain, remoteTmp: '/srv/$USER' }, begun(7, '/home/ann'), undefined],
  ])('of %j is told as Ansible has it', (spec, greeting, folder) => {
    expect(passingFolder(spec, greeting)).toBe(folder);
  });
});
