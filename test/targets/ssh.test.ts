import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TargetError, UnreachableError } from '../../src/diagnostics/index.ts';
import { TargetPool, type TargetSpec } from '../../src/targets/pool.ts';
import { EscalationError } from '../../src/targets/session/open.ts';
import { sshdObstacle, startSshd, type TestSshd } from './support/sshd.ts';

const obstacle = sshdObstacle();
if (obstacle) process.stderr.write(`SSH tests are left out: ${obstacle}\n`);

describe.skipIf(obstacle)('hosts by SSH', () => {
  let sshd: TestSshd;
  let pool: TargetPool;
  let agentPid = '';
  beforeAll(async () => {
    delete process.env.SSH_AUTH_SOCK;
    sshd = await startSshd();
    pool = new TargetPool();
  });
  afterAll(async () => {
    await pool.close();
    if (agentPid) process.kill(Number(agentPid));
    sshd.stop();
  });

  const spec = (over: Partial<TargetSpec> = {}): TargetSpec => ({
    host: 'web1',
    connection: 'ssh',
    address: '127.0.0.1',
    port: sshd.port,
    user: 'root',
    privateKeyFile: sshd.keyFile,
    sshArgs: ['', `-F none -o UserKnownHostsFile=${sshd.knownHosts}`],
    ...over,
  });
  /** Arguments that know the server by this known_hosts text. */
  const knowing = (text: string, more = ''): TargetSpec => {
    const path = join(sshd.folder, `known-${randomBytes(6).toString('hex')}`);
    writeFileSync(path, text);
    return spec({ sshArgs: ['', `-F none -o UserKnownHostsFile=${path} ${more}`] });
  };
  const failure = async (wanted: TargetSpec): Promise<Error> => {
    const other = new TargetPool();
    try {
      await other.acquire(wanted);
    } catch (error) {
      return error as Error;
    } finally {
      await other.close();
    }
    throw new Error('connected');
  };
  const connects = async (wanted: TargetSpec): Promise<string> => {
    const other = new TargetPool();
    try {
      return (await other.acquire(wanted)).platform.user.name;
    } finally {
      await other.close();
    }
  };

  it('works over one connection for all who ask for the same', async () => {
    const targets = await Promise.all(Array.from({ length: 20 }, () => pool.acquire(spec())));
    const answers = await Promise.all(
      targets.map((target, index) => target.query({ shell: `echo ${index} $SSH_CONNECTION` })),
    );
    const [first] = answers;
    const connection = first?.stdout.toString().slice(2);
    expect(answers.map(({ stdout }) => stdout.toString())).toEqual(
      targets.map((_, index) => `${index} ${connection}`),
    );
  });

  it('gives each become user a shell of its own on the same connection', async () => {
    const users = [undefined, 'daemon', 'games', 'nobody'];
    const shown = await Promise.all(
      users.map(async (user) => {
        const become = user ? { method: 'sudo', user } : undefined;
        const target = await pool.acquire(spec({ become }));
        const { stdout } = await target.query({ shell: 'id -un; echo $SSH_CONNECTION' });
        return [target.platform.user.name, stdout.toString().split('\n')[0]];
      }),
    );
    expect(shown).toEqual(users.map((user) => [user ?? 'root', user ?? 'root']));
  });

  it('carries 100 MB up and down with little memory', async () => {
    const target = await pool.acquire(spec());
    const local = join(sshd.folder, 'large');
    const noise = randomBytes(1 << 20);
    writeFileSync(local, Buffer.concat(Array.from({ length: 100 }, () => noise)));
    const digest = (path: string) => createHash('sha1').update(readFileSync(path)).digest('hex');
    const expected = digest(local);
    const remote = join(sshd.folder, 'remote');
    const before = process.memoryUsage().rss;
    await target.apply([
      { op: 'write', path: remote, content: { localPath: local, size: 100 << 20 } },
    ]);
    await target.download(remote, join(sshd.folder, 'back'));
    const grown = process.memoryUsage().rss - before;
    expect(digest(remote)).toBe(expected);
    expect(digest(join(sshd.folder, 'back'))).toBe(expected);
    expect(grown).toBeLessThan(90 << 20);
  });

  it('keeps what is asked behind an upload in order', async () => {
    const target = await pool.acquire(spec());
    const path = join(sshd.folder, 'ordered');
    const upload = target.apply([{ op: 'write', path, content: Buffer.alloc(2_000_000, 'u') }]);
    const after = await target.readFile(path);
    await upload;
    expect(after?.length).toBe(2_000_000);
  });

  describe('host keys', () => {
    it('accepts known ones: plain, hashed, by wildcard, without a port', async () => {
      const name = `[127.0.0.1]:${sshd.port}`;
      const salt = randomBytes(20);
      const hash = createHmac('sha1', salt).update(name).digest('base64');
      expect(await connects(knowing(`${name},other ${sshd.hostKey} comment\n`))).toBe('root');
      expect(
        await connects(knowing(`|1|${salt.toString('base64')}|${hash} ${sshd.hostKey}\n`)),
      ).toBe('root');
      expect(await connects(knowing(`[127.0.0.*]:${sshd.port} ${sshd.hostKey}\n`))).toBe('root');
    });

    it('refuses unknown ones unless told otherwise', async () => {
      const error = await failure(knowing(`unrelated ${sshd.hostKey}\n`));
      expect(error).toBeInstanceOf(UnreachableError);
      expect(error.message).toMatch(/^Failed to connect to the host via ssh: /);
      expect(error.message).toMatch(/Host key verification failed\.$/);
      const excluded = `![127.0.0.1]:${sshd.port},!127.0.0.1,* ${sshd.hostKey}\n`;
      expect(await connects(knowing(`127.0.0.1 ${sshd.hostKey}\n`))).toBe('root');
      expect((await failure(knowing(excluded))).message).toMatch(/verification failed/);
      expect(await connects({ ...knowing(''), hostKeyChecking: false })).toBe('root');
      expect(await connects(knowing('', '-o StrictHostKeyChecking=no'))).toBe('root');
    });

    it('remembers new ones with accept-new, and refuses others then', async () => {
      const wanted = knowing('', '-o StrictHostKeyChecking=accept-new');
      expect(await connects(wanted)).toBe('root');
      const path = /UserKnownHostsFile=(\S+)/.exec(wanted.sshArgs?.[1] ?? '')?.[1] ?? '';
      expect(readFileSync(path, 'utf8')).toBe(`[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
    });

    it('refuses changed and revoked ones clearly', async () => {
      const name = `[127.0.0.1]:${sshd.port}`;
      const other = readFileSync(`${sshd.keyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
      const changed = await failure(knowing(`# comment\n${name} ${other}\n`));
      expect(changed.message).toContain('REMOTE HOST IDENTIFICATION HAS CHANGED!');
      expect(changed.message).toMatch(/known-\w+:2: /);
      const revoked = await failure(
        knowing(
          `${name} ${sshd.hostKey}\n@revoked * ${sshd.hostKey}\n`,
          '-o StrictHostKeyChecking=no',
        ),
      );
      expect(revoked.message).toContain('is marked as revoked');
    });
  });

  describe('authentication', () => {
    it('opens encrypted keys with their passphrase', async () => {
      const key = { privateKeyFile: sshd.encryptedKeyFile };
      expect(await connects(spec({ ...key, passphrase: 'open sesame' }))).toBe('root');
      const error = await failure(spec({ ...key, passphrase: 'wrong' }));
      expect(error.message).toContain('Permission denied (publickey,password');
    });

    it('asks an agent', async () => {
      const started = spawnSync('ssh-agent', ['-s']).stdout.toString();
      const socket = /SSH_AUTH_SOCK=([^;]+)/.exec(started)?.[1] ?? '';
      agentPid = /SSH_AGENT_PID=(\d+)/.exec(started)?.[1] ?? '';
      execFileSync('ssh-add', ['-q', sshd.keyFile], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
      });
      const [, common = ''] = spec().sshArgs ?? [];
      const args = (more: string): TargetSpec =>
        spec({
          privateKeyFile: undefined,
          sshArgs: ['', `${common} -o IdentityAgent=${socket} ${more}`],
        });
      expect(await connects(args(''))).toBe('root');
      expect(await connects(args(`-o IdentitiesOnly=yes -i ${sshd.keyFile}.pub`))).toBe('root');
      const other = `-o IdentitiesOnly=yes -i ${sshd.encryptedKeyFile}.pub`;
      expect((await failure(args(other))).message).toContain('Permission denied');
    });

    it('gives a password', async () => {
      const wanted = { privateKeyFile: undefined, user: sshd.trusty };
      expect(await connects(spec({ ...wanted, password: 'trusty-secret' }))).toBe(sshd.trusty);
      const error = await failure(spec({ ...wanted, password: 'wrong' }));
      expect(error.message).toBe(
        'Invalid/incorrect password: Permission denied, please try again.',
      );
    });

    it('says who was refused', async () => {
      const error = await failure(spec({ privateKeyFile: '/no/such/key' }));
      expect(error.message).toBe(
        'Failed to connect to the host via ssh: root@127.0.0.1: Permission denied (publickey,password).',
      );
    });
  });

  it('says why a host can’t be reached', async () => {
    expect((await failure(spec({ port: 1 }))).message).toBe(
      'Failed to connect to the host via ssh: ssh: connect to host 127.0.0.1 port 1: Connection refused',
    );
    expect((await failure(spec({ address: 'no-such-host.invalid' }))).message).toMatch(
      /^Failed to connect to the host via ssh: ssh: Could not resolve hostname no-such-host\.invalid: /,
    );
  });

  it('reads ssh_config', async () => {
    const config = join(sshd.folder, 'ssh_config');
    const included = join(sshd.folder, 'more.conf');
    writeFileSync(
      config,
      `Include ${included}\nHost web? !webx\n  HostName 127.0.0.1\n  Port ${sshd.port}\n  User root\nHost *\n  UserKnownHostsFile "${sshd.knownHosts}"\n  User nobody\n`,
    );
    writeFileSync(
      included,
      `Host web*\n  IdentityFile=${sshd.keyFile}\n  HostKeyAlias 127.0.0.1\n`,
    );
    const wanted = { host: 'web7', connection: 'ssh', sshArgs: [`-F ${config}`] };
    expect(await connects(wanted)).toBe('root');
  });

  it('goes through other hosts and commands', async () => {
    const known = `-F none -o UserKnownHostsFile=${sshd.knownHosts}`;
    const config = join(sshd.folder, 'jump_config');
    writeFileSync(
      config,
      `Host *\n  UserKnownHostsFile ${sshd.knownHosts}\n  IdentityFile ${sshd.keyFile}\n`,
    );
    const command = `ssh -F ${config} -W %h:%p -p ${sshd.port} root@127.0.0.1`;
    expect(await connects(spec({ sshArgs: ['', `${known} -o ProxyCommand="${command}"`] }))).toBe(
      'root',
    );
  });

  it('can use the ssh program', async () => {
    const target = await pool.acquire(spec({ connection: 'openssh' }));
    expect((await target.query({ shell: 'echo by ssh' })).stdout.toString()).toBe('by ssh\n');
    const error = await failure(spec({ connection: 'openssh', port: 1 }));
    expect(error.message).toContain('connect to host 127.0.0.1 port 1: Connection refused');
  });

  describe('becoming another user', () => {
    const asUser = (user: string, become: TargetSpec['become']) =>
      pool.acquire(spec({ user, become }));

    it('uses sudo without a password', async () => {
      const target = await asUser(sshd.free, { method: 'sudo', user: 'root' });
      expect(target.platform.user).toEqual({ name: 'root', uid: 0, gid: 0, home: '/root' });
    });

    it('answers sudo’s prompt, and shows the password to nobody', async () => {
      const password = 'trusty-secret';
      const target = await asUser(sshd.trusty, {
        method: 'ansible.builtin.sudo',
        user: 'root',
        password,
      });
      expect(target.platform.user.uid).toBe(0);
      const { stdout } = await target.query({
        shell:
          'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep -c "^trusty[-]secret"',
      });
      expect(stdout.toString().trim()).toBe('0');
    });

    it('works when sudo asks for no password after all', async () => {
      const target = await asUser(sshd.free, {
        method: 'sudo',
        user: 'root',
        password: 'rm -rf /nothing',
      });
      expect((await target.query({ argv: ['id', '-u'] })).stdout.toString()).toBe('0\n');
    });

    it('tells wrong and missing passwords apart', async () => {
      const wrong = failure(
        spec({ user: sshd.trusty, become: { method: 'sudo', user: 'root', password: 'no' } }),
      );
      const missing = failure(
        spec({ user: sshd.trusty, become: { method: 'sudo', user: 'root' } }),
      );
      expect(await wrong).toBeInstanceOf(TargetError);
      expect((await wrong).message).toBe('Incorrect sudo password');
      expect((await missing).message).toBe('Missing sudo password');
    });

    it('passes on what else sudo says', async () => {
      const error = await failure(spec({ become: { method: 'sudo', user: 'no-such-user' } }));
      expect(error).toBeInstanceOf(EscalationError);
      expect((error as EscalationError).stderr).toContain('no-such-user');
      const unknown = await failure(spec({ become: { method: 'magic' } }));
      expect(unknown.message).toContain("could not find matching plugin: 'magic'");
    });

    it('uses su with and without a password', async () => {
      const target = await asUser('root', { method: 'su', user: sshd.trusty });
      expect(target.platform.user.name).toBe(sshd.trusty);
      const password = 'trusty-secret';
      const other = await asUser(sshd.free, { method: 'su', user: sshd.trusty, password });
      expect(other.platform.user.name).toBe(sshd.trusty);
      const wrong = await failure(
        spec({ user: sshd.free, become: { method: 'su', user: sshd.trusty, password: 'no' } }),
      );
      expect(wrong.message).toBe('Incorrect su password');
    });

    it('honours flags and program', async () => {
      const flags = '-H -S -n -i';
      const login = await asUser(sshd.free, { method: 'sudo', user: 'daemon', flags: '-H -S -n' });
      expect((await login.query({ shell: 'echo $HOME' })).stdout.toString()).toBe('/usr/sbin\n');
      const error = await failure(
        spec({ become: { method: 'sudo', user: 'root', flags, exe: '/no/such/sudo' } }),
      );
      expect((error as EscalationError).rc).toBe(127);
    });

    it('sees what that user may not do', async () => {
      const target = await asUser('root', { method: 'sudo', user: 'daemon' });
      const secret = join(sshd.folder, 'secret');
      mkdirSync(secret, { mode: 0o700 });
      writeFileSync(join(secret, 'f'), 'x', { mode: 0o600 });
      writeFileSync(join(sshd.folder, 'unreadable'), 'x', { mode: 0o600 });
      await expect(target.stat(join(secret, 'f'))).rejects.toMatchObject({
        code: 'EACCES',
        message: `[Errno 13] Permission denied: b'${secret}/f'`,
      });
      await expect(target.readFile(join(secret, 'f'))).rejects.toMatchObject({ code: 'EACCES' });
      await expect(target.readDirectory(secret)).rejects.toMatchObject({ code: 'EACCES' });
      await expect(target.walk(secret)).rejects.toMatchObject({ code: 'EACCES' });
      expect(await target.stat(secret)).toMatchObject({ readable: false, executable: false });
      expect(
        await target.stat(join(sshd.folder, 'unreadable'), { checksum: 'sha1' }),
      ).toMatchObject({
        readable: false,
      });
      const write = (path: string) =>
        target
          .apply([{ op: 'write', path, content: Buffer.from('') }])
          .catch((error) => error.message);
      expect(await write(join(secret, 'new'))).toBe(
        `[Errno 13] Permission denied: b'${secret}/new'`,
      );
      const owner = await target
        .apply([{ op: 'stage', content: Buffer.from('') }])
        .then(([outcome]) =>
          target.apply([{ op: 'attributes', path: outcome?.path ?? '', owner: 'root' }]),
        )
        .catch((error) => error.message);
      expect(owner).toMatch(/^chown failed: \[Errno 1\] Operation not permitted: b'/);
    });

    it('keeps files of others whose content it may replace', async () => {
      const target = await asUser('root', { method: 'sudo', user: 'daemon' });
      const open = join(sshd.folder, 'open');
      mkdirSync(open);
      execFileSync('chmod', ['777', open]);
      writeFileSync(join(open, 'f'), 'root’s', { mode: 0o664 });
      await target.apply([{ op: 'write', path: join(open, 'f'), content: Buffer.from('new') }]);
      expect(execFileSync('stat', ['-c', '%U %a', join(open, 'f')]).toString()).toBe(
        'daemon 644\n',
      );
    });
  });

  it('notices a session that dies, and starts anew', async () => {
    const own = new TargetPool();
    const wanted = spec({ user: sshd.free });
    const target = await own.acquire(wanted);
    const running = target.query({ shell: 'kill -9 $PPID; sleep 5' });
    await expect(running).rejects.toBeInstanceOf(UnreachableError);
    await expect(target.stat('/')).rejects.toBeInstanceOf(UnreachableError);
    const again = await own.acquire(wanted);
    expect((await again.stat('/'))?.type).toBe('directory');
    const parent = (await again.query({ shell: 'ps -o ppid= -p $PPID' })).stdout.toString().trim();
    process.kill(Number(parent), 'SIGKILL');
    await expect(again.query({ shell: 'sleep 5' })).rejects.toThrow(
      /^Failed to connect to the host via ssh: /,
    );
    expect((await (await own.acquire(wanted)).stat('/'))?.type).toBe('directory');
    await own.close();
  });

  it('connects anew after a reset', async () => {
    const own = new TargetPool();
    const port = async () =>
      (
        await (await own.acquire(spec())).query({ shell: 'echo $SSH_CONNECTION' })
      ).stdout.toString();
    const first = await port();
    expect(await port()).toBe(first);
    await own.reset(spec());
    expect(await port()).not.toBe(first);
    await own.close();
  });

  it('leaves nothing on the target', async () => {
    const own = new TargetPool();
    const remoteTmp = join(sshd.folder, 'remote-tmp');
    const target = await own.acquire(spec({ remoteTmp }));
    const [staged] = await target.apply([{ op: 'stage', content: Buffer.from('x') }]);
    expect(staged?.path?.startsWith(remoteTmp)).toBe(true);
    await own.close();
    expect(existsSync(staged?.path ?? '')).toBe(false);
    expect(execFileSync('ls', ['-A', remoteTmp]).toString()).toBe('');
  });
});

describe.skipIf(obstacle)('a server with few sessions', () => {
  it('gets further connections when one is full', async () => {
    const sshd = await startSshd({ maxSessions: 2 });
    const pool = new TargetPool();
    try {
      const users = ['root', 'daemon', 'games', 'nobody', 'man'];
      const targets = await Promise.all(
        users.map((user) =>
          pool.acquire({
            host: 'small',
            connection: 'ssh',
            address: '127.0.0.1',
            port: sshd.port,
            user: 'root',
            privateKeyFile: sshd.keyFile,
            sshArgs: ['', `-F none -o UserKnownHostsFile=${sshd.knownHosts}`],
            become: { method: 'sudo', user },
          }),
        ),
      );
      expect(targets.map(({ platform }) => platform.user.name)).toEqual(users);
    } finally {
      await pool.close();
      sshd.stop();
    }
  });
});
