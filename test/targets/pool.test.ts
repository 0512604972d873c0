import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TargetPool } from '../../src/targets/pool.ts';
import { temporaryFolder } from './support/folder.ts';

const isRoot = process.getuid?.() === 0;
const folder = temporaryFolder();

describe('a pool', () => {
  const pool = new TargetPool();
  afterAll(async () => {
    await pool.close();
  });
  const local = { host: 'localhost', connection: 'local' };

  it('gives one direct target for this machine', async () => {
    const target = await pool.acquire(local);
    expect(await pool.acquire({ ...local, connection: 'ansible.builtin.local' })).toBe(target);
    const { stdout } = await target.query({ shell: 'echo $PPID' });
    expect(stdout.toString()).toBe(`${process.pid}\n`);
  });

  it('tells when shells are being opened', async () => {
    const own = new TargetPool();
    let told = 0;
    const onlooker = own.connecting().then(() => {
      told += 1;
    });
    await own.acquire(local);
    expect(told).toBe(0);
    const chroot = own.acquire({ host: '/', connection: 'chroot' }).catch(() => {});
    await onlooker;
    expect(told).toBe(1);
    await chroot;
    await own.close();
  });

  it.runIf(isRoot)('tells what it opens', async () => {
    const told: string[] = [];
    const own = new TargetPool({ observe: (message) => told.push(message) });
    await own.acquire(local);
    await own.acquire({ ...local, become: { method: 'su', user: 'daemon', flags: '-s /bin/sh' } });
    expect(told).toEqual([
      '<localhost> ESTABLISH LOCAL CONNECTION FOR USER: root',
      '<localhost> ESTABLISH LOCAL CONNECTION FOR USER: root',
      expect.stringMatching(/^<localhost> EXEC su -s \/bin\/sh daemon -c /),
    ]);
    await own.close();
  });

  it.runIf(isRoot)('leaves a user, so that the account can go', async () => {
    const daemon = { ...local, become: { method: 'su', user: 'daemon', flags: '-s /bin/sh' } };
    const own = new TargetPool();
    const before = await own.acquire(daemon);
    await own.leave('elsewhere', 'daemon');
    await own.leave('localhost', 'nobody');
    expect(await own.acquire(daemon)).toBe(before);
    await own.leave('localhost', 'daemon');
    expect(await own.acquire(daemon)).not.toBe(before);
    await own.close();
  });

  it.runIf(isRoot)('becomes others on this machine by a shell', async () => {
    const target = await pool.acquire({
      ...local,
      become: { method: 'su', user: 'daemon', flags: '-s /bin/sh' },
    });
    expect(target.platform.user.name).toBe('daemon');
    expect(await target.readFile('/etc/shadow').catch((error) => error.code)).toBe('EACCES');
    const again = await pool.acquire({
      ...local,
      become: { method: 'su', user: 'daemon', flags: '-s /bin/sh' },
    });
    expect(again).toBe(target);
  });

  it.runIf(spawnSync('script', ['-V']).status === 0)(
    'gives a terminal to what reads passwords from one only',
    async () => {
      const doas = join(folder, 'doas');
      writeFileSync(
        doas,
        `#!/bin/sh\nprintf 'doas (me@here) password: ' >/dev/tty; stty -echo </dev/tty; read -r word </dev/tty\n[ "$word" = secret ] || { echo 'doas: Authorization failed' >&2; exit 1; }\nshift 2; exec "$@"\n`,
      );
      chmodSync(doas, 0o755);
      const become = { method: 'doas', user: 'root', exe: doas, password: 'secret' };
      const own = new TargetPool();
      const target = await own.acquire({ ...local, become });
      const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => index & 255));
      const { stdout } = await target.query({ shell: 'cat', stdin: bytes });
      expect(stdout.equals(bytes)).toBe(true);
      const large = Buffer.alloc(500_000, bytes);
      const path = join(folder, 'through-terminal');
      await target.apply([{ op: 'write', path, content: large }]);
      expect((await target.readFile(path))?.equals(large)).toBe(true);
      await own.close();
      const wrong = pool.acquire({ ...local, become: { ...become, password: 'no' } });
      await expect(wrong).rejects.toThrow('Incorrect doas password');
    },
  );

  it.runIf(isRoot)('enters a chroot', async () => {
    const target = await pool.acquire({ host: '/', connection: 'community.general.chroot' });
    expect((await target.query({ argv: ['pwd'] })).stdout.toString()).toBe('/\n');
  });

  it('enters containers through their runtime', async () => {
    const docker = join(folder, 'docker');
    writeFileSync(docker, `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/seen\nshift 5\nexec "$@"\n`);
    chmodSync(docker, 0o755);
    const target = await pool.acquire({
      host: 'box',
      connection: 'community.docker.docker',
      user: 'app',
      executable: docker,
    });
    expect((await target.stat('/'))?.type).toBe('directory');
    expect(readFileSync(join(folder, 'seen'), 'utf8').split('\n').slice(0, 7)).toEqual([
      'exec',
      '-i',
      '-u',
      'app',
      'box',
      '/bin/sh',
      '-c',
    ]);
    const broken = pool.acquire({ host: 'x', connection: 'docker', executable: '/no/such/docker' });
    await expect(broken).rejects.toThrow(
      'Failed to connect to x via docker: spawn /no/such/docker ENOENT',
    );
  });

  it('does not know every connection', async () => {
    await expect(pool.acquire({ host: 'x', connection: 'carrier_pigeon' })).rejects.toThrow(
      "the connection plugin 'carrier_pigeon' was not found",
    );
  });

  it('honours the shell it is told', async () => {
    const bash = execFileSync('sh', ['-c', 'command -v bash']).toString().trim();
    const target = await pool.acquire({
      host: 'b',
      connection: 'docker',
      executable: join(folder, 'docker'),
      user: 'u',
      shellExecutable: bash,
    });
    const { stdout } = await target.query({ shell: 'readlink /proc/$PPID/exe' });
    expect(stdout.toString()).toContain('bash');
  });
});
