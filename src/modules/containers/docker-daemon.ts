import type { Command, CommandResult, ReadTarget, WriteTarget } from '../../targets/types.ts';
import { fail, leaveToPython, ModuleFailure } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';
import { type DockerConnection, dockerClient, usedHost } from './docker-client.ts';
import { dialogue, type SendOptions } from './docker-dialogue.ts';
import { DockerError, DockerTrouble } from './docker-error.ts';
import { decodeReplies, encodeRequest, type HttpReply } from './http-messages.ts';

/** A request to Docker's interface. */
export interface DockerRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With names as they are: what needs it is encoded. */
  readonly path: string;
  /** Null is left out, the items of a list come one by one. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** What goes as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request brought: the daemon's own words, or what it refused. */
export class DockerReply {
  readonly #reply: HttpReply;
  readonly #url: string;
  /** What programs around the client complained of. */
  readonly trouble: string;

  constructor(reply: HttpReply, url: string, trouble: string) {
    this.#reply = reply;
    this.#url = url;
    this.trouble = trouble;
  }

  get status(): number {
    return this.#reply.status;
  }

  /** Version of the daemon's interface. */
  get version(): string {
    return this.#reply.headers['api-version'] ?? '';
  }

  /** What the daemon says against it, if it refused. */
  refusal(): DockerError | undefined {
    return this.status >= 400 ? new DockerError(this.#reply, this.#url) : undefined;
  }

  /** @throws DockerError */
  bytes(): Buffer {
    const refusal = this.refusal();
    if (refusal !== undefined) throw refusal;
    return this.#reply.body;
  }

  /** @throws DockerError */
  json<T = Readonly<Record<string, unknown>>>(): T {
    const text = this.bytes().toString();
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  /** Null where the daemon has no such thing. @throws DockerError */
  found<T = Readonly<Record<string, unknown>>>(): T | null {
    return this.status === 404 ? null : this.json<T>();
  }

  /** Objects that came one after another. @throws DockerError */
  messages(): Readonly<Record<string, unknown>>[] {
    return this.bytes()
      .toString()
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }
}

/** Answers by their requests, as long as nothing was written. */
export type Known = Map<string, DockerReply>;

type Run = (command: Command) => Promise<CommandResult>;

/**
 * The daemon, reached through the client program: `docker system dial-stdio` connects to it wherever the client's
 * options, environment and contexts lead, and its whole interface is open then. Requests that are sent together
 * share a connection (and a round trip); an answer is kept until something is written.
 */
export class DockerDaemon {
  readonly target: ReadTarget;
  readonly known: Known;
  readonly #client: readonly string[];
  readonly #base: string;
  readonly #version: string | null;
  readonly #write: Run | undefined;

  constructor(args: DockerConnection, target: ReadTarget, write?: Run, known: Known = new Map()) {
    this.target = target;
    this.known = known;
    this.#client = dockerClient(args);
    this.#base = baseOf(args, usedHost(args, target));
    this.#version = args.api_version.toLowerCase() === 'auto' ? null : args.api_version;
    this.#write = write;
  }

  /** Whether changes are made. */
  get writes(): boolean {
    return this.#write !== undefined;
  }

  /** Answers to requests that only read. */
  async read<const R extends readonly DockerRequest[]>(
    ...requests: R
  ): Promise<{ [K in keyof R]: DockerReply }> {
    const asked = requests.filter((request) => !this.known.has(keyOf(request)));
    if (asked.length > 0) {
      const replies = await this.#exchange(asked, {}, (command) => this.target.query(command));
      this.#keep(asked, replies);
    }
    const replies = requests.map((request) => this.known.get(keyOf(request)));
    return replies as { [K in keyof R]: DockerReply };
  }

  /**
   * The answer to a request that changes something; answers to `look` are had with it.
   * @throws NothingWritten where nothing may be changed
   */
  async write(
    request: DockerRequest,
    { look = [], ...options }: SendOptions & { readonly look?: readonly DockerRequest[] } = {},
  ): Promise<DockerReply> {
    if (this.#write === undefined) throw new NothingWritten();
    this.forget();
    const [reply, ...others] = await this.#exchange([request, ...look], options, this.#write);
    this.#keep(look, others);
    return reply as DockerReply;
  }

  /** Has the daemon asked again for what is known. */
  forget(): void {
    this.known.clear();
  }

  #keep(requests: readonly DockerRequest[], replies: readonly DockerReply[]): void {
    for (const [index, request] of requests.entries()) {
      const reply = replies[index];
      if (reply !== undefined) this.known.set(keyOf(request), reply);
    }
  }

  async #exchange(
    requests: readonly DockerRequest[],
    options: SendOptions,
    run: Run,
  ): Promise<DockerReply[]> {
    const urls = requests.map((request) => urlOf(request, this.#version));
    const { input = Buffer.alloc(0) } = options;
    const encoded = Buffer.concat(
      requests.map(({ method, headers, body }, index) =>
        encodeRequest(
          {
            method,
            url: urls[index] ?? '',
            headers: {
              ...(body !== undefined && { 'Content-Type': 'application/json' }),
              ...(options.input && { Upgrade: 'tcp', Connection: 'Upgrade' }),
              ...headers,
            },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          },
          index === requests.length - 1 && options.input === undefined,
          options.take === undefined ? '1.1' : '1.0',
        ),
      ),
    );
    const result = await run({
      shell: dialogue(this.#client, options, encoded.length),
      stdin: Buffer.concat([encoded, input]),
      env: { LC_ALL: 'C' },
    });
    const replies = decodeReplies(result.stdout);
    if (replies.length < requests.length) {
      if (options.file !== undefined && /^(tar|cp|mktemp):/.test(result.stderr.toString()))
        fail(result.stderr.toString().trim());
      unreachable(result);
    }
    const version = replies[0]?.headers['api-version'] ?? '';
    return replies.map((reply, index) => {
      const path = this.#version === null ? `/v${version}${urls[index]}` : urls[index];
      return new DockerReply(reply, `${this.#base}${path}`, result.stderr.toString().trim());
    });
  }
}

/** Something would have been written by one who may only look. */
export class NothingWritten extends Error {}

/** A daemon that may be changed. */
export function writableDaemon(
  args: DockerConnection,
  target: WriteTarget,
  known?: Known,
): DockerDaemon {
  return new DockerDaemon(
    args,
    target,
    async (command) => {
      const [outcome] = await target.apply([{ op: 'run', command }]);
      return outcome?.command as CommandResult;
    },
    known,
  );
}

const keyOf = (request: DockerRequest): string => JSON.stringify(request);

function urlOf({ path, query = {} }: DockerRequest, version: string | null): string {
  const encode = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values = Array.isArray(value) ? value : [value ?? []].flat();
    return values.map((one) => `${encode(name)}=${encode(pythonText(one))}`);
  });
  const safe = encodeURIComponent(path).replaceAll('%2F', '/').replaceAll('%3A', ':');
  return `${version === null ? '' : `/v${version}`}${safe}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

/** Where Ansible's module would say that it sends its requests. */
function baseOf(args: DockerConnection, host: string): string {
  if (host.startsWith('ssh://')) return 'http+docker://ssh';
  if (!/^(tcp|https?):/.test(host)) return 'http+docker://localhost';
  const scheme = args.tls || args.validate_certs ? 'https' : 'http';
  return `${scheme}://${host.replace(/^\w+:\/\//, '')}`;
}

const REASONS = [
  [/no such file or directory/, "FileNotFoundError(2, 'No such file or directory')"],
  [/permission denied/i, "PermissionError(13, 'Permission denied')"],
  [
    /connection refused|Is the docker daemon running/i,
    "ConnectionRefusedError(111, 'Connection refused')",
  ],
] as const;

/** @throws BeyondNative: Ansible's module does without the client */
export function missingClient(): never {
  leaveToPython('The program "docker" is needed on the host');
}

/** @throws ModuleFailure saying why the daemon could not be asked */
function unreachable({ stderr, spawnError }: CommandResult): never {
  const words = stderr.toString().trim();
  if (spawnError !== undefined || /not found/.test(words)) {
    missingClient();
  }
  if (/is not a docker command|unknown command/.test(words)) {
    leaveToPython('The program "docker" of the host is too old: it has no "system dial-stdio"');
  }
  const reason = REASONS.find(([pattern]) => pattern.test(words));
  const told = reason === undefined ? words : `('Connection aborted.', ${reason[1]})`;
  fail(`Error connecting: Error while fetching server API version: ${told}`);
}

/** Runs a module's work; what the daemon refused ends it. @throws ModuleFailure */
export async function withDaemon<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DockerTrouble)) throw error;
    throw new ModuleFailure({ msg: `An unexpected Docker error occurred: ${error.message}` });
  }
}
