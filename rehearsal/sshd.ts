import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa, execaSync } from 'execa';

export interface SshHost {
  /** REHEARSAL_SSH_PORT and REHEARSAL_SSH_USER, as the inventory wants them. */
  environment: Record<string, string>;
  port: number;
  user: string;
  /** The user's private key. */
  key: string;
  /** What the host has for /etc/hosts. */
  hostsFile: string;
  stop(): Promise<void>;
}

const USER = 'rehearser';
const ID = 47_113;
/** What a session finds programs in; relative folders are the stage's. */
const PATH = [
  'local-bin',
  'programs',
  dirname(process.execPath),
  ...['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'],
];

/** Why no sshd of our own can run here, or undefined. */
export function whyNoSshd(): string | undefined {
  if (process.getuid?.() !== 0)
    return 'it takes root to give an sshd users and a hosts file of its own';
  for (const program of ['unshare', 'sudo', 'ssh-keygen', '/usr/sbin/sshd']) {
    if (execaSync('sh', ['-c', `command -v ${program}`], { reject: false }).exitCode !== 0)
      return `there is no ${program}`;
  }
  return execaSync('unshare', ['--mount', 'true'], { reject: false }).exitCode === 0
    ? undefined
    : 'mount namespaces are forbidden here';
}

/**
 * Starts an sshd on loopback whose sessions see users, sudoers and a hosts file that nobody else sees (a mount
 * namespace): an ordinary user with sudo, made without touching the machine.
 */
export async function startSshd(stage: string): Promise<SshHost> {
  const folder = join(stage, 'ssh');
  const home = join(stage, 'remote-home');
  for (const path of [folder, home]) mkdirSync(path, { recursive: true });
  chownSync(home, ID, ID);
  const key = join(folder, 'user_key');
  for (const file of [key, join(folder, 'host_key')]) {
    await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', USER, '-f', file]);
  }
  copyFileSync(`${key}.pub`, join(folder, 'authorized_keys'));
  const etc = join(folder, 'etc');
  const hostsFile = furnish(etc, home);

  const port = await freePort();
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host_key')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      `SetEnv PATH=${PATH.map((part) => (part.startsWith('/') ? part : join(stage, part))).join(':')}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'MaxSessions 100',
      'MaxStartups 100',
      'Subsystem sftp internal-sftp',
      '',
    ].join('\n'),
  );
  const config = join(folder, 'sshd_config');
  // The folder, not single files: a file that somebody replaces outside loses its mount.
  const script = `mkdir -p /run/sshd && mount --bind '${etc}' /etc && exec /usr/sbin/sshd -D -e -f '${config}'`;
  const child = execa('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    stdin: 'ignore',
    stdout: 'ignore',
    reject: false,
  });
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 100) {
      child.kill();
      throw new Error(`sshd doesn't start: ${(await child).stderr}`);
    }
    await sleep(50);
  }
  return {
    environment: { REHEARSAL_SSH_PORT: String(port), REHEARSAL_SSH_USER: USER },
    port,
    user: USER,
    key,
    hostsFile,
    stop: async () => {
      child.kill();
      await child;
    },
  };
}

/** Copies /etc and adds an ordinary user with sudo. Returns the copy's hosts file. */
function furnish(etc: string, home: string): string {
  execaSync('cp', ['-a', '/etc', etc]);
  appendFileSync(join(etc, 'passwd'), `${USER}:x:${ID}:${ID}::${home}:/bin/bash\n`);
  appendFileSync(join(etc, 'group'), `${USER}:x:${ID}:\n`);
  appendFileSync(join(etc, 'shadow'), `${USER}:*:19000::::::\n`);
  const sudoers = join(etc, 'sudoers.d/rehearser');
  writeFileSync(sudoers, `${USER} ALL=(ALL:ALL) NOPASSWD: ALL\n`);
  chmodSync(sudoers, 0o440);
  const hosts = join(etc, 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n192.168.99.10 neighbour\n');
  return hosts;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
