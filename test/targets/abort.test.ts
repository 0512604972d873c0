import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetPool, type TargetSpec } from '../../src/targets/pool.ts';
import { sshdObstacle, startSshd, type TestSshd } from './support/sshd.ts';

/** Processes whose command line holds a text that nothing else has. */
function running(text: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(text));
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn++) await sleep(50);
}

describe.skipIf(sshdObstacle())('a run that is told to end', () => {
  let sshd: TestSshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.stop());

  const plain = (): TargetSpec => ({
    host: 'web1',
    connection: 'ssh',
    address: '127.0.0.1',
    port: sshd.port,
    user: 'root',
    privateKeyFile: sshd.keyFile,
    sshArgs: ['', `-F none -o UserKnownHostsFile=${sshd.knownHosts}`],
  });
  const kinds: readonly (readonly [string, () => Partial<TargetSpec>])[] = [
    ['this machine', () => ({ connection: 'local' })],
    ['ssh', () => ({})],
    ['sudo over ssh', () => ({ user: sshd.free, become: { method: 'sudo', user: 'root' } })],
  ];
  it.each(kinds)('leaves nothing running, and no files, by %s', async (_name, over) => {
    const remoteTmp = join(sshd.folder, `tmp-${_name.replace(/\W/g, '')}`);
    const pool = new TargetPool();
    const spec: TargetSpec = { ...plain(), remoteTmp, ...over() };
    const target = await pool.acquire(spec);
    await target.apply([{ op: 'stage', content: Buffer.from('x') }]);
    const tag = `6${Date.now()}`;
    const late = join(sshd.folder, `late${tag}`);
    const task = target.apply([
      { op: 'run', command: { shell: `sleep ${tag} & sleep ${tag}` } },
      ...(_name === 'this machine'
        ? []
        : [{ op: 'touch', path: late, create: true, atime: 'now', mtime: 'now' } as const]),
    ]);
    task.catch(() => {});
    await until(() => running(`sleep ${tag}`).length >= 2);
    await pool.abort();
    await until(() => running(`sleep ${tag}`).length === 0);
    expect(running(`sleep ${tag}`)).toEqual([]);
    expect(existsSync(late)).toBe(false);
    expect(readdirSync(remoteTmp)).toEqual([]);
    const nobody = await Promise.race([pool.acquire(spec), sleep(50, 'nobody')]);
    expect(nobody).toBe('nobody');
  });

  it.each(kinds)('ends one lane and leaves the others alone, by %s', async (_name, over) => {
    const pool = new TargetPool();
    const spec: TargetSpec = { ...plain(), ...over() };
    const [main, lane] = await Promise.all([
      pool.acquire(spec),
      pool.acquire({ ...spec, lane: 'job' }),
    ]);
    const tag = `7${Date.now()}`;
    const job = lane.query({ shell: `sleep ${tag} & sleep ${tag}` });
    job.catch(() => {});
    await until(() => running(`sleep ${tag}`).length >= 2);
    expect((await main.query({ shell: 'echo beside' })).stdout.toString()).toBe('beside\n');
    await pool.end({ ...spec, lane: 'job' });
    await until(() => running(`sleep ${tag}`).length === 0);
    expect(running(`sleep ${tag}`)).toEqual([]);
    expect(await pool.acquire(spec)).toBe(main);
    expect((await main.query({ shell: 'echo still' })).stdout.toString()).toBe('still\n');
    await pool.close();
  });
});
