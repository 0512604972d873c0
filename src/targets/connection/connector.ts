import { userInfo } from 'node:os';
import { TargetError, UnreachableError } from '../../diagnostics/index.ts';
import type { TargetSpec } from '../spec.ts';
import { execTransport, isExecConnection, localTransport } from './exec.ts';
import type { Transport } from './transport.ts';

export interface ConnectorSettings {
  /** The ssh program for `connection: openssh` (default `ssh`). */
  readonly sshExecutable?: string;
  /** Asks the person at the terminal, where there is one, whether a new host is to be trusted. */
  readonly askTerminal?: ((prompt: string) => Promise<string | undefined>) | undefined;
  /** Is told of each connection and each shell that is opened, in the form of Ansible's `-vvv` lines. */
  readonly observe?: (message: string) => void;
}

/** Connections that may be under construction at the same time. */
const MOST_HANDSHAKES = 200;

/** Makes the connections that troupe has itself. */
export class Connector {
  readonly #settings: ConnectorSettings;
  readonly #queue: (() => void)[] = [];
  #handshakes = 0;

  constructor(settings: ConnectorSettings) {
    this.#settings = settings;
  }

  /** @throws UnreachableError, TargetError (no such connection) */
  async connect(spec: TargetSpec): Promise<Transport> {
    const connection = shortName(spec.connection);
    this.tellConnection(spec, connection === 'openssh' ? 'ssh' : connection);
    if (connection === 'local') return localTransport();
    if (isExecConnection(connection)) return execTransport(spec, connection);
    if (connection === 'openssh') {
      const { opensshTransport } = await import('./openssh.ts');
      return opensshTransport(spec, this.#settings.sshExecutable);
    }
    if (!isOwnConnection(connection)) {
      throw new TargetError(`the connection plugin '${spec.connection}' was not found`);
    }
    return await this.#connectSsh(spec);
  }

  /** Notes what happens on a host's connection. */
  tell(spec: TargetSpec, message: string): void {
    this.#settings.observe?.(`<${spec.address ?? spec.host}> ${message}`);
  }

  /** Notes a connection, by the name of its plugin. */
  tellConnection(spec: TargetSpec, connection: string): void {
    const user = connection === 'local' ? userInfo().username : (spec.user ?? null);
    this.tell(spec, `ESTABLISH ${connection.toUpperCase()} CONNECTION FOR USER: ${user ?? 'None'}`);
  }

  async #connectSsh(spec: TargetSpec): Promise<Transport> {
    const [{ connectSsh }, { resolveSshSettings }] = await Promise.all([
      import('./ssh.ts'),
      import('./ssh-settings.ts'),
    ]);
    if (resolveSshSettings(spec).foreign.length > 0) {
      const { opensshTransport } = await import('./openssh.ts');
      return opensshTransport(spec, this.#settings.sshExecutable);
    }
    const attempts = (spec.retries ?? 0) + 1;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#limited(() => connectSsh(spec, this.#settings.askTerminal));
      } catch (error) {
        const isFinal = /^Invalid\/incorrect/.test((error as Error).message);
        if (attempt >= attempts - 1 || isFinal || !(error instanceof UnreachableError)) throw error;
        const pause = Math.min(2 ** attempt - 1, 30);
        await new Promise((resolve) => setTimeout(resolve, pause * 1000));
      }
    }
  }

  /** Keeps the number of handshakes at a time down: each costs the controller some work, and they all have a deadline. */
  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#handshakes >= MOST_HANDSHAKES) {
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#handshakes++;
    try {
      return await work();
    } finally {
      this.#handshakes--;
      this.#queue.shift()?.();
    }
  }
}

const SSH = ['ssh', 'paramiko', 'paramiko_ssh', 'smart'];

/** Whether troupe has a connection itself. */
export function isOwnConnection(connection: string): boolean {
  const name = shortName(connection);
  return name === 'local' || name === 'openssh' || SSH.includes(name) || isExecConnection(name);
}

/** A connection's name without its collection. */
export function shortName(name: string): string {
  return name.replace(/^.*\./, '');
}
