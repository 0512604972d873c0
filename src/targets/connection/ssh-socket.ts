import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import type { SshSettings } from './ssh-settings.ts';

/** Opens the TCP connection of an SSH connection. @throws the socket's error; ETIMEDOUT when it takes too long */
export function openSocket(settings: SshSettings): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { host, port, family, bindAddress, connectTimeout } = settings;
    const socket = connect({
      host,
      port,
      ...(family === 0 ? {} : { family }),
      ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
      noDelay: true,
      keepAlive: true,
    });
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' }));
    }, connectTimeout);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(gatherWrites(socket));
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      const [first] = (error as AggregateError).errors ?? [];
      reject(first ?? error);
    };
    socket.once('error', fail);
  });
}

/** ssh2 writes each packet in up to three pieces: gathered for a turn, they cost one system call. */
function gatherWrites(stream: Duplex): Duplex {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  let gathering = false;
  stream.write = (...args: unknown[]) => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(() => {
        gathering = false;
        stream.uncork();
      });
    }
    return write(...args);
  };
  return stream;
}

/** A connection through a program, and what that said. */
export interface ProxiedConnection {
  readonly stream: Duplex;
  readonly said: () => Promise<string>;
}

/** Runs a ProxyCommand; its streams are the connection. */
export function openProxyCommand(command: string): ProxiedConnection {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe' });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  child.stdin.on('error', () => {});
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  stream.once('close', () => child.kill());
  const ended = new Promise<string>((resolve) => {
    child.once('close', () => resolve(said.trim()));
  });
  return { stream: gatherWrites(stream), said: () => ended };
}
