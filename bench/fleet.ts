import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Hosts to work on: one OpenSSH server that answers on all of 127.0.0.0/8. */
export interface Fleet {
  readonly key: string;
  readonly port: number;
  readonly knownHosts: string;
  close(): void;
}

/** Starts sshd with keys of its own. @throws when there is no sshd */
export async function startFleet(folder: string): Promise<Fleet> {
  const port = await freePort();
  const key = join(folder, 'id');
  const hostKey = join(folder, 'hostkey');
  for (const file of [key, hostKey]) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  }
  const settings = join(folder, 'sshd_config');
  writeFileSync(
    settings,
    [
      `Port ${port}`,
      'ListenAddress 0.0.0.0',
      `HostKey ${hostKey}`,
      `AuthorizedKeysFile ${key}.pub`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'MaxStartups 2000',
      'MaxSessions 100',
      'LogLevel ERROR',
      `Subsystem sftp internal-sftp`,
    ].join('\n'),
  );
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', settings], { stdio: 'ignore' });
  server.on('error', () => {});
  const knownHosts = join(folder, 'known_hosts');
  const [type, base64] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');
  const addresses = Array.from({ length: MOST_HOSTS }, (_, index) => `[${hostAddress(index)}]`);
  writeFileSync(
    knownHosts,
    [
      ...addresses.map((address) => `${address}:${port} ${type} ${base64}`),
      `[127.0.0.1]:* ${type} ${base64}`,
    ].join('\n'),
  );
  if (!(await answers(port))) throw new Error('sshd did not start');
  return { key, port, knownHosts, close: () => void server.kill() };
}

const MOST_HOSTS = 20;

export const hostAddress = (index: number): string => `127.77.0.${index + 1}`;

/** A line to a host with every byte `milliseconds` late each way. */
export interface Delay {
  readonly port: number;
  /** How often the near end spoke after the far end had: round trips, whatever was sent on the way. */
  turns(): number;
  close(): void;
}

export async function startDelay(
  to: { host: string; port: number },
  milliseconds: number,
): Promise<Delay> {
  let turns = 0;
  let farSpoke = true;
  const late = (from: Socket, into: Socket, isNear: boolean): void => {
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      if (isNear && farSpoke) turns += 1;
      farSpoke = !isNear;
      setTimeout(() => into.write(chunk), milliseconds);
    });
    from.on('close', () => setTimeout(() => into.destroy(), milliseconds));
    from.on('error', () => {});
  };
  const server = createServer((near) => {
    const far = connect(to.port, to.host);
    late(near, far, true);
    late(far, near, false);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  return { port, turns: () => turns, close: () => void server.close() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      socket.once('data', () => socket.destroy());
    });
    if (greeted) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** Where Debian's package and pip put mitogen's strategies. */
export function findMitogen(): string | undefined {
  const places = ['/usr/lib/python3/dist-packages', '/usr/local/lib/python3/dist-packages'];
  const asked = tryRun('python3', ['-c', 'import ansible_mitogen as m; print(m.__path__[0])']);
  const folders = [
    ...(asked ? [asked.trim()] : []),
    ...places.map((one) => join(one, 'ansible_mitogen')),
  ];
  return folders.map((one) => join(one, 'plugins/strategy')).find((one) => existsSync(one));
}

/** What a program prints; undefined when it is missing or fails. */
export function tryRun(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  } catch {
    return undefined;
  }
}
