import { TargetError, UnreachableError } from '../diagnostics/errors.ts';
import type { Exchange, ExchangeResult } from '../targets/session/single-shot.ts';
import type { TargetSpec } from '../targets/spec.ts';
import { fromPlain, str } from '../values/index.ts';
import type { Dict, Value } from '../values/types.ts';
import type { MessageSocket } from './message-socket.ts';
import { answerQuestion, type EngineSide } from './own-library.ts';
import type { PythonActions } from './python-actions.ts';

export interface ConnectionScope {
  readonly actions: PythonActions;
  /** Folders of connection plugins that are not a collection's. */
  readonly folders: readonly string[];
  readonly engine: EngineSide | undefined;
  readonly verbosity: number;
}

/** A connection plugin in Python: a fork of the controller's Python that runs a command at a time. */
export class PythonConnection implements Exchange {
  readonly #socket: MessageSocket;
  readonly #spec: TargetSpec;
  readonly #engine: EngineSide | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(socket: MessageSocket, spec: TargetSpec, engine: EngineSide | undefined) {
    this.#socket = socket;
    this.#spec = spec;
    this.#engine = engine;
  }

  /** `name`: as the plugin's loader knows it. It connects with the first command. */
  static async open(
    name: string,
    spec: TargetSpec,
    { actions, folders, engine, verbosity }: ConnectionScope,
  ): Promise<PythonConnection> {
    const socket = await actions.fork({ verbosity });
    const about = {
      remote_addr: spec.address ?? spec.host,
      remote_user: spec.user ?? null,
      port: spec.port ?? null,
      password: spec.password ?? null,
      private_key_file: spec.privateKeyFile ?? null,
      timeout: spec.connectTimeout ?? 10,
      connection: spec.connection,
      executable: spec.shellExecutable ?? '/bin/sh',
    };
    const order = { name, connection: about, folders: [...folders] };
    socket.write(fromPlain(order) as Dict);
    return new PythonConnection(socket, spec, engine);
  }

  execute(commandLine: string, stdin: Buffer): Promise<ExchangeResult> {
    const result = this.#last.then(() => this.#execute(commandLine, stdin));
    this.#last = result.catch(() => undefined);
    return result;
  }

  close(): void {
    this.#socket.end();
  }

  async #execute(commandLine: string, stdin: Buffer): Promise<ExchangeResult> {
    const fed = stdin.length === 0 ? null : stdin.toString('base64');
    this.#socket.write(
      new Map<Value, Value>([
        ['command', commandLine],
        ['stdin', fed],
      ]),
    );
    for (;;) {
      const message = await this.#socket.read();
      if (message === undefined)
        throw new UnreachableError('The Python that held the connection has ended.');
      const [unreachable, failed] = [message.get('unreachable'), message.get('failed')];
      if (unreachable !== undefined) throw new UnreachableError(str(unreachable));
      if (failed !== undefined) throw new TargetError(str(failed));
      const rc = message.get('rc');
      if (rc !== undefined) {
        const bytes = (name: string): Buffer => Buffer.from(str(message.get(name) ?? ''), 'base64');
        return { rc: Number(rc), stdout: bytes('out'), stderr: bytes('err') };
      }
      this.#socket.write(this.#answer(message));
    }
  }

  #answer(question: Dict): Dict {
    if (question.get('ask') !== 'variable') return answerQuestion(question, this.#engine);
    const value = this.#spec.variable?.(str(question.get('name') ?? ''));
    return new Map<Value, Value>([['value', value ?? null]]);
  }
}
