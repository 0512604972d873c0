import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../values/types.ts';
import { MessageSocket } from './message-socket.ts';
import { pythonProgram } from './python-folder.ts';
import { toJson } from './python-values.ts';

/** How long a fork may take to ask for its task, ms. */
const PATIENCE = 30_000;

/** The Python on the controller that action plugins are forked from; it starts when the first is used. */
export class PythonActions {
  readonly #python: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #library: Value;
  readonly #waiting = new Map<number, (socket: MessageSocket) => void>();
  #started: Promise<ChildProcess> | undefined;
  #count = 0;

  /** `library` is what stands in for an ansible-core; null where one is installed. */
  constructor(python: string, env: NodeJS.ProcessEnv, library: Value) {
    this.#python = python;
    this.#env = env;
    this.#library = library;
  }

  /** Forks for an action. @throws Error when Python can't be started, or gives no sign */
  async fork(options: Readonly<Record<string, unknown>>): Promise<MessageSocket> {
    this.#started ??= this.#start(options);
    const child = await this.#started;
    const number = this.#count++;
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error('The Python that runs action plugins has ended.'));
      const timer = setTimeout(fail, PATIENCE);
      child.once('exit', fail);
      this.#waiting.set(number, (socket) => {
        clearTimeout(timer);
        child.off('exit', fail);
        resolve(socket);
      });
      child.stdin?.write(`${number}\n`);
    });
  }

  async #start(options: Readonly<Record<string, unknown>>): Promise<ChildProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-'));
    const server = createServer((socket) => this.#greet(socket));
    server.listen(join(folder, 'actions'));
    await once(server, 'listening');
    server.unref();
    const args = [
      '-c',
      pythonProgram('codec', 'action_server'),
      join(folder, 'actions'),
      JSON.stringify(options),
    ];
    const child = spawn(this.#python, args, {
      env: this.#env,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.on('error', () => {});
    child.stdin?.on('error', () => {});
    child.stdin?.write(`${toJson(this.#library)}\n`);
    // It ends with this process, which need not wait for it.
    child.unref();
    (child.stdin as unknown as Socket).unref();
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return child;
  }

  async #greet(plain: Socket): Promise<void> {
    const socket = new MessageSocket(plain);
    const first = await socket.read();
    const number = first?.get('number');
    if (typeof number !== 'number') return;
    this.#waiting.get(number)?.(socket);
    this.#waiting.delete(number);
  }
}
