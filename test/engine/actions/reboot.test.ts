import { describe, expect, it } from 'vitest';
import { reboot } from '../../../src/engine/actions/reboot.ts';
import type { TaskContext } from '../../../src/engine/task-context.ts';
import type { Change } from '../../../src/targets/types.ts';
import type { Dict, Value } from '../../../src/values/types.ts';

interface Scene {
  readonly args?: Record<string, Value>;
  readonly local?: boolean;
  readonly check?: boolean;
  readonly release?: string;
  /** Where the shutdown program lies. */
  readonly programs?: readonly string[];
  /** What the boot id command tells, one after another. */
  readonly boots?: readonly string[];
  readonly orderFails?: string;
  /** Looks at the host that break off before it can be reached. */
  readonly unreachable?: number;
}

/** Performs the action on a host that is made up; gives the result and what was run. */
async function perform(scene: Scene): Promise<{ result: Dict; ran: string[]; anew: number }> {
  const ran: string[] = [];
  const boots = [...(scene.boots ?? ['one', 'two'])];
  let anew = 0;
  let broken = scene.unreachable ?? 0;
  const answer = (stdout: string, rc = 0, stderr = '') => ({
    rc,
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(stderr),
    start: 0,
    end: 0,
  });
  const target = {
    local: scene.local === true,
    platform: { kernel: 'Linux' },
    readFile: async () => Buffer.from(`ID=${scene.release ?? 'debian'}\n`),
    stat: async (path: string) =>
      (scene.programs ?? ['/sbin/shutdown', '/sbin/reboot']).includes(path) ? { path } : null,
    query: async ({ shell }: { shell: string }) => {
      if (ran.length > 0 && broken-- > 0) throw new Error('connection lost');
      return answer(shell.includes('boot_id') ? (boots.shift() ?? '') : 'root');
    },
    apply: async ([change]: readonly Change[]) => {
      if (change?.op === 'run') ran.push(change.command.shell ?? '');
      return [{ command: answer('', scene.orderFails ? 1 : 0, scene.orderFails) }];
    },
  };
  const context = {
    args: new Map(Object.entries(scene.args ?? {})),
    calledAs: 'reboot',
    check: scene.check === true,
    target: async () => target,
    reconnect: () => anew++,
  } as unknown as TaskContext;
  return { result: await reboot.run(context), ran, anew };
}

describe('reboot', () => {
  it('orders it and tells that the host came back', async () => {
    const { result, ran } = await perform({ args: { pre_reboot_delay: 130, msg: 'bye' } });
    expect(ran).toEqual(['/sbin/shutdown -r 2 "bye"']);
    expect(Object.fromEntries(result)).toEqual({ changed: true, rebooted: true, elapsed: 0 });
  });

  it("knows other systems' commands and given ones", async () => {
    expect((await perform({ release: 'alpine' })).ran).toEqual(['/sbin/reboot ']);
    const args = { reboot_command: '/opt/go now -f' };
    expect((await perform({ args })).ran).toEqual(['/opt/go now -f']);
  });

  it('connects anew while the host is away, and goes on until the boot id differs', async () => {
    const { result, anew } = await perform({ unreachable: 1 });
    expect(result.get('rebooted')).toBe(true);
    expect(anew).toBe(1);
  });

  it('gives up when time is up', async () => {
    const args = { reboot_timeout: 1 };
    const { result } = await perform({ args, boots: ['one', 'one', 'one', 'one'] });
    expect(result.get('failed')).toBe(true);
    expect(result.get('msg')).toBe('Timed out waiting for last boot time check (timeout=1)');
  });

  it('fails as the order fails', async () => {
    const { result } = await perform({ orderFails: 'no way\n' });
    expect(result.get('msg')).toBe("Reboot command failed. Error was: ', no way'");
    expect(result.get('rebooted')).toBe(false);
  });

  it('fails without the program', async () => {
    const { result, ran } = await perform({ programs: [], args: { search_paths: '/a,/b' } });
    expect(result.get('msg')).toBe(
      `Unable to find command "shutdown" in search paths: ['/a', '/b']`,
    );
    expect(ran).toEqual([]);
  });

  it('never reboots the controller, and nothing in check mode', async () => {
    const local = await perform({ local: true, check: true });
    expect(local.result.get('msg')).toBe(
      'Running reboot with local connection would reboot the control node.',
    );
    const check = await perform({ check: true });
    expect(Object.fromEntries(check.result)).toEqual({ changed: true, elapsed: 0, rebooted: true });
    expect(check.ran).toEqual([]);
  });
});
