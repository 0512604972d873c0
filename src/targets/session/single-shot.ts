import { randomBytes } from 'node:crypto';
import { TargetError, UnreachableError } from '../../diagnostics/index.ts';
import { quoteWord } from '../quote.ts';
import type { Frame, FrameResult, FrameSession, Reply, Upload } from './frame.ts';
import { shellFunctions } from './functions.ts';
import { type Greeting, parseGreeting, shellCommandLine } from './greeting.ts';
import { MarkReader } from './marks.ts';

/** A way to a host on which a command can be run to its end, but no shell be kept. */
export interface Exchange {
  /** @throws UnreachableError, TargetError */
  execute(commandLine: string, stdin: Buffer): Promise<ExchangeResult>;
  close(): void;
}

export interface ExchangeResult {
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

export interface SingleShotOptions {
  readonly shell: string;
  /** Makes another user's command line of one; default: the same. */
  readonly escalate: (commandLine: string) => string;
  /** Where temporary files go on the target, `~` not yet expanded. */
  readonly remoteTmp: (greeting: Greeting) => string;
}

/** Finds the folder that an earlier frame made. */
const LOCATE = 'for __p in "$__R" /var/tmp /tmp; do [ ! -d "$__p/$__N" ] || __D=$__p/$__N; done\n';

/** What is told of a host that no command can be run on. */
const UNKNOWN: Greeting = {
  platform: { kernel: '', machine: '', user: { name: '', uid: -1, gid: -1, home: '/' } },
  folder: '',
  pid: 0,
  umask: 0o022,
  groups: [],
  groupName: '',
  tar: null,
  shell: 'other',
};

/** Frames, each of which is a shell of its own: what one sets, the next one does not see, but for temporary files. */
export class SingleShotSession implements FrameSession {
  readonly greeting: Greeting;
  readonly #exchange: Exchange;
  readonly #options: SingleShotOptions;
  readonly #token = randomBytes(12).toString('hex');
  readonly #functions: string;
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;
  #isLost = false;
  #wasUsed = false;
  readonly #refusal: TargetError | undefined;

  private constructor(
    exchange: Exchange,
    greeting: Greeting,
    options: SingleShotOptions,
    refusal?: TargetError,
  ) {
    this.#exchange = exchange;
    this.#refusal = refusal;
    this.greeting = greeting;
    this.#options = options;
    const text = shellFunctions(this.#token, greeting, options.remoteTmp(greeting));
    this.#functions = text.replace(/^trap 'rm -rf "\$__D"' EXIT\n/m, '') + LOCATE;
  }

  /**
   * Where no command can be run, the session says so with its first frame: an action may well do without any.
   * @throws UnreachableError
   */
  static async open(exchange: Exchange, options: SingleShotOptions): Promise<SingleShotSession> {
    try {
      return await SingleShotSession.#greeted(exchange, options);
    } catch (error) {
      if (error instanceof TargetError) {
        return new SingleShotSession(exchange, UNKNOWN, options, error);
      }
      exchange.close();
      throw error;
    }
  }

  static async #greeted(
    exchange: Exchange,
    options: SingleShotOptions,
  ): Promise<SingleShotSession> {
    const line = options.escalate(shellCommandLine(options.shell));
    const { rc, stdout, stderr } = await exchange.execute(line, Buffer.alloc(0));
    const found = parseGreeting(stdout.toString('latin1'));
    if (found !== null) return new SingleShotSession(exchange, found.greeting, options);
    const said = `${stderr.toString('utf8')}${stdout.toString('utf8')}`.trim();
    throw new TargetError(
      `The connection's shell did not answer as one (rc ${rc})${said === '' ? '' : `: ${said}`}`,
    );
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  run(frame: Frame): Promise<FrameResult> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    const result = this.#last.then(() => this.#perform(frame));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    if (this.#wasUsed && !this.#isLost) {
      const script = `${this.#functions}[ -z "$__D" ] || rm -rf "$__D"`;
      await this.#exchange.execute(this.#line(script), Buffer.alloc(0)).catch(() => undefined);
    }
    this.destroy();
  }

  destroy(): void {
    this.#isLost = true;
    this.#exchange.close();
  }

  #line(script: string): string {
    return this.#options.escalate(`${this.#options.shell} -c ${quoteWord(script)}`);
  }

  async #perform(frame: Frame): Promise<FrameResult> {
    const { body, uploads = [], sink } = frame;
    const started = Date.now();
    this.#running++;
    this.#wasUsed = true;
    try {
      const stdin = Buffer.concat(await Promise.all(uploads.map(contentOf)));
      const script = `${this.#functions}{ ${body}\n__z; } 9<&0 </dev/null`;
      const { stdout } = await this.#exchange.execute(this.#line(script), stdin);
      const replies = await this.#replies(stdout, sink);
      return { replies, timedOut: false, started, ended: Date.now() };
    } catch (error) {
      if (error instanceof UnreachableError) this.#isLost = true;
      throw error;
    } finally {
      this.#running--;
    }
  }

  async #replies(stdout: Buffer, sink: Frame['sink']): Promise<Reply[]> {
    const replies: Reply[] = [];
    const chunks: Buffer[] = [];
    let parts: Buffer[] = [];
    let piece: Buffer[] = [];
    const closePart = (): void => {
      parts.push(Buffer.concat(piece));
      piece = [];
    };
    const reader = new MarkReader(this.#token, {
      data: (chunk) => {
        if (sink === undefined) piece.push(chunk);
        else chunks.push(chunk);
      },
      mark: (payload) => {
        if (payload[0] === 'b') closePart();
        if (payload[0] !== 'e') return;
        closePart();
        const [rc = '1', step = ''] = payload.slice(1).split(' ');
        replies.push({ rc: Number(rc), step, parts });
        parts = [];
      },
    });
    reader.push(stdout);
    for (const chunk of chunks) await sink?.(chunk);
    return replies;
  }
}

/** The bytes that a target reads for an upload, and the word that says they are good. */
async function contentOf(upload: Upload): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of upload.open()) pieces.push(Buffer.from(piece));
  return Buffer.concat([...pieces, Buffer.from('ok\n')]);
}
