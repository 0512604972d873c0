import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SSHD = '/usr/sbin/sshd';

/** Why the SSH tests can't run on this machine, or undefined when they can. */
export function sshdObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'root is needed to start an sshd that lets users in';
  if (!existsSync(SSHD)) return `${SSHD} is missing (apt-get install openssh-server)`;
  if (spawnSync('sudo', ['-V']).status !== 0) return 'sudo is missing (apt-get install sudo)';
  return undefined;
}

/** A real OpenSSH server on loopback with keys and configuration of its own, and users to throw away. */
export interface TestSshd {
  readonly port: number;
  readonly folder: string;
  readonly keyFile: string;
  /** The same key, protected by the passphrase `open sesame`. */
  readonly encryptedKeyFile: string;
  /** A known_hosts file that knows the server. */
  readonly knownHosts: string;
  /** Public host key, as it stands in known_hosts after the name. */
  readonly hostKey: string;
  /** May use sudo with its password `trusty-secret`. */
  readonly trusty: string;
  /** May use sudo without a password. */
  readonly free: string;
  stop(): void;
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error('sshd did not start');
}

/** Starts the server; `stop` ends it and removes the users. */
export async function startSshd(
  options: { maxSessions?: number; config?: readonly string[] } = {},
): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-sshd-'));
  const port = await freePort();
  const keyFile = join(folder, 'key');
  const encryptedKeyFile = join(folder, 'encrypted');
  const keygen = (args: string[]) => execFileSync('ssh-keygen', ['-q', ...args]);
  keygen(['-t', 'ed25519', '-N', '', '-f', join(folder, 'host')]);
  keygen(['-t', 'ed25519', '-N', '', '-f', keyFile]);
  keygen(['-t', 'ed25519', '-N', 'open sesame', '-f', encryptedKeyFile]);
  const suffix = String(port);
  const [trusty, free] = [`trusty${suffix}`, `free${suffix}`];
  for (const user of [trusty, free]) {
    execFileSync('useradd', ['-m', '-s', '/bin/sh', user]);
    execFileSync('chpasswd', { input: `${user}:trusty-secret\n` });
  }
  const sudoers = `/etc/sudoers.d/troupe-test-${suffix}`;
  mkdirSync('/etc/sudoers.d', { recursive: true });
  const rules = `${trusty} ALL=(ALL:ALL) ALL\n${free} ALL=(ALL:ALL) NOPASSWD: ALL\nDefaults:${trusty} passwd_tries=3\n`;
  writeFileSync(sudoers, rules, { mode: 0o440 });
  const keys = join(folder, 'authorized_keys');
  writeFileSync(
    keys,
    readFileSync(`${keyFile}.pub`, 'utf8') + readFileSync(`${encryptedKeyFile}.pub`, 'utf8'),
  );
  execFileSync('chmod', ['755', folder]);
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${keys}`,
    `PidFile ${join(folder, 'pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'LogLevel ERROR',
    'AcceptEnv none',
    `MaxSessions ${options.maxSessions ?? 10}`,
  ];
  // sshd goes by the first value that it finds.
  config.unshift(...(options.config ?? []));
  writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
  mkdirSync('/run/sshd', { recursive: true });
  const server = spawn(SSHD, ['-D', '-f', join(folder, 'config'), '-E', join(folder, 'log')], {
    stdio: 'ignore',
  });
  await waitForPort(port);
  const hostKey = readFileSync(join(folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  return {
    port,
    folder,
    keyFile,
    encryptedKeyFile,
    knownHosts,
    hostKey,
    trusty,
    free,
    stop() {
      server.kill();
      for (const user of [trusty, free]) spawnSync('userdel', ['-rf', user]);
      rmSync(sudoers, { force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
