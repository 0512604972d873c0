import { describe, expect, it } from 'vitest';
import type { WriteTarget } from '../../../src/targets/types.ts';
import { planModule, plannedCommands, scriptedTarget } from './run-module.ts';

/** A host with SELinux: httpd_x runs as off and is stored as on. */
function host(): WriteTarget {
  const target = scriptedTarget([
    [/getsebool httpd_x$/, 'httpd_x --> off\n'],
    [/getsebool/, '', 1],
    [
      /semanage boolean -l/,
      'SELinux boolean  State  Default Description\nhttpd_x   (off  ,   on)  x\n',
    ],
  ]);
  return { ...target, stat: async () => ({ path: '/sys/fs/selinux/enforce' }) as never };
}

describe('seboolean', () => {
  it('sets what runs', async () => {
    const plan = await planModule(host(), 'seboolean', { name: 'httpd_x', state: true });
    expect(plannedCommands(plan)).toEqual(['/usr/bin/setsebool httpd_x on']);
    expect(plan.result).toEqual({ name: 'httpd_x', persistent: false, state: true, changed: true });
  });

  it('compares with what is stored when it is to last', async () => {
    const args = { name: 'httpd_x', persistent: true };
    const same = await planModule(host(), 'seboolean', { ...args, state: true });
    expect(same.changes).toEqual([]);
    const other = await planModule(host(), 'seboolean', { ...args, state: false });
    expect(plannedCommands(other)).toEqual(['/usr/bin/setsebool -P httpd_x off']);
  });

  it('refuses unknown booleans and hosts without SELinux', async () => {
    const unknown = await planModule(host(), 'seboolean', { name: 'no', state: true });
    expect(unknown.result.msg).toBe('SELinux boolean no does not exist.');
    const without = { ...host(), stat: async () => null };
    const off = await planModule(without, 'seboolean', { name: 'httpd_x', state: true });
    expect(off.result.msg).toBe('SELinux is disabled on this host.');
  });
});
