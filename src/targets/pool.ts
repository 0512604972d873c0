import { setImmediate } from 'node:timers/promises';
import { TargetError, UnreachableError } from '../diagnostics/index.ts';
import { type BecomePlugin, becomeCommand, becomeLine } from './become/command-line.ts';
import {
  Connector,
  type ConnectorSettings,
  isOwnConnection,
  shortName,
} from './connection/connector.ts';
import type { Transport } from './connection/transport.ts';
import type { ContextualTarget } from './context.ts';
import { type DirectTarget, openDirectTarget } from './direct/target.ts';
import { quoteWord } from './quote.ts';
import type { ShellChannel } from './session/channel.ts';
import { converse } from './session/dialogue.ts';
import type { FrameSession } from './session/frame.ts';
import { shellCommandLine } from './session/greeting.ts';
import { endScript, interruptScript } from './session/interrupt.ts';
import { type GreetedShell, greet } from './session/open.ts';
import { ShellSession } from './session/session.ts';
import { type Exchange, SingleShotSession } from './session/single-shot.ts';
import { shellTarget } from './shell/target.ts';
import type { BecomeSpec, TargetSpec } from './spec.ts';
import { directKey, endpointKey, shellKey } from './spec-keys.ts';
import { passingFolder, stageFolder } from './stage-folder.ts';
import type { Command, WriteTarget } from './types.ts';

export type { BecomeSpec, TargetSpec } from './spec.ts';

export interface PoolSettings extends ConnectorSettings {
  /** A connection that users bring; undefined where there is none of the name. @throws UnreachableError, TargetError */
  readonly exchange?: (spec: TargetSpec) => Promise<Exchange | undefined>;
  /** What the options of such a connection are for a host, as text. */
  readonly exchangeOptions?: (spec: TargetSpec) => string;
  /** A become plugin that users bring. @throws TargetError */
  readonly becomePlugin?: BecomePlugin;
}

/** Connections to one endpoint, where each takes few shells. */
const MOST_CONNECTIONS = 50;

/** One way to a host, shared by all that want it, and the shells on it. */
interface Endpoint {
  readonly spec: TargetSpec;
  transport: Promise<Transport> | undefined;
  /** Connections that have no room for another shell (sshd's MaxSessions), but whose shells are in use. */
  readonly full: Promise<Transport>[];
  readonly shells: Map<string, Promise<OpenShell>>;
  /** What was started beside the shells, and ends with them. */
  readonly programs: ShellChannel[];
}

interface OpenShell {
  readonly spec: TargetSpec;
  readonly session: FrameSession;
  readonly target: ContextualTarget;
}

/** Hands out targets: one connection per endpoint, one shell on it per become user. */
export class TargetPool {
  readonly #settings: PoolSettings;
  readonly #connector: Connector;
  readonly #direct = new Map<string, DirectTarget>();
  readonly #endpoints = new Map<string, Endpoint>();
  /** Connections that took a shell. */
  readonly #useful = new WeakSet<Transport>();
  #aborted = false;
  /** Shells that are being opened, and who waits for one to be. */
  #opening = 0;
  readonly #onlookers: (() => void)[] = [];

  constructor(settings: PoolSettings = {}) {
    this.#settings = settings;
    this.#connector = new Connector(settings);
  }

  /** Settles in a later turn of the event loop in which shells are being opened: maybe never. */
  async connecting(): Promise<void> {
    if (this.#opening === 0) await new Promise<void>((resolve) => this.#onlookers.push(resolve));
    await setImmediate();
  }

  /**
   * The target that a specification names; connects when nobody has yet, or when the connection was lost.
   * @throws UnreachableError (connection), TargetError (become)
   */
  async acquire(spec: TargetSpec): Promise<ContextualTarget> {
    if (this.#aborted) return await new Promise(() => {});
    if (shortName(spec.connection) === 'local' && !spec.become) {
      return this.#openDirect(spec).target;
    }
    const endpoint = this.#endpoint(spec);
    const key = shellKey(spec);
    const known = endpoint.shells.get(key);
    if (known) {
      const shell = await known.catch(() => undefined);
      if (shell && !shell.session.isLost) return shell.target;
      if (endpoint.shells.get(key) === known) endpoint.shells.delete(key);
    }
    // Somebody else may have begun to open it while this one was waited for.
    let opening = endpoint.shells.get(key);
    if (!opening) {
      opening = this.#counted(this.#openShell(endpoint, spec));
      endpoint.shells.set(key, opening);
      opening.catch(() => {
        if (endpoint.shells.get(key) === opening) endpoint.shells.delete(key);
      });
    }
    return (await opening).target;
  }

  /** Ends the connection that a specification uses, so that the next one is fresh (`meta: reset_connection`). */
  async reset(spec: TargetSpec): Promise<void> {
    const key = this.#endpointKey(spec);
    const endpoint = this.#endpoints.get(key);
    this.#endpoints.delete(key);
    if (endpoint) await closeEndpoint(endpoint);
  }

  /** Ends the shells of a become user on a host; who needs one again gets another. */
  async leave(host: string, user: string): Promise<void> {
    const endpoints = [...this.#endpoints.values()].filter((one) => one.spec.host === host);
    for (const { shells } of endpoints) {
      for (const [key, opening] of shells) {
        const shell = await opening.catch(() => undefined);
        if (shell?.spec.become?.user !== user) continue;
        shells.delete(key);
        if (!shell.session.isLost) await shell.session.close();
      }
    }
  }

  /** Ends a lane's shell with what it runs. */
  async end(spec: TargetSpec): Promise<void> {
    const direct = this.#direct.get(directKey(spec));
    if (shortName(spec.connection) === 'local' && !spec.become) {
      direct?.close();
      this.#direct.delete(directKey(spec));
      return;
    }
    const endpoint = this.#endpoints.get(this.#endpointKey(spec));
    const shell = await endpoint?.shells.get(shellKey(spec))?.catch(() => undefined);
    if (!endpoint || !shell) return;
    endpoint.shells.delete(shellKey(spec));
    if (shell.session.isBusy) {
      const script = endScript(shell.session.greeting.pid);
      await this.#interrupt(endpoint, spec, script).catch(() => shell.session.destroy());
    }
    if (!shell.session.isLost) await shell.session.close();
  }

  /**
   * Ends what runs on all hosts, and all connections, within `patience` ms; nobody gets a target any more. For a program
   * that was told to end.
   */
  async abort(patience = 3000): Promise<void> {
    this.#aborted = true;
    for (const direct of this.#direct.values()) direct.close();
    const endpoints = [...this.#endpoints.values()];
    const ending = endpoints.flatMap((endpoint) =>
      [...endpoint.shells.values()].map(async (opening) => {
        const shell = await opening.catch(() => undefined);
        if (!shell?.session.isBusy) return;
        await this.#interrupt(endpoint, shell.spec, endScript(shell.session.greeting.pid));
      }),
    );
    const all = Promise.allSettled(ending).then(() => this.close());
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
  }

  /** Ends all connections and removes what was staged. */
  async close(): Promise<void> {
    for (const direct of this.#direct.values()) direct.close();
    this.#direct.clear();
    const endpoints = [...this.#endpoints.values()];
    this.#endpoints.clear();
    await Promise.all(endpoints.map(closeEndpoint));
  }

  /** Of a connection that users bring, its options tell connections apart as well. */
  #endpointKey(spec: TargetSpec): string {
    const options = isOwnConnection(spec.connection)
      ? undefined
      : this.#settings.exchangeOptions?.(spec);
    return `${endpointKey(spec)}${options ?? ''}`;
  }

  #openDirect(spec: TargetSpec): DirectTarget {
    const key = directKey(spec);
    let direct = this.#direct.get(key);
    if (!direct) {
      this.#connector.tellConnection(spec, 'local');
      direct = openDirectTarget(spec.remoteTmp);
      this.#direct.set(key, direct);
    }
    return direct;
  }

  #endpoint(spec: TargetSpec): Endpoint {
    const key = this.#endpointKey(spec);
    let endpoint = this.#endpoints.get(key);
    if (!endpoint) {
      endpoint = { spec, transport: undefined, full: [], shells: new Map(), programs: [] };
      this.#endpoints.set(key, endpoint);
    }
    return endpoint;
  }

  async #counted<T>(opening: Promise<T>): Promise<T> {
    this.#opening++;
    for (const resolve of this.#onlookers.splice(0)) resolve();
    try {
      return await opening;
    } finally {
      this.#opening--;
    }
  }

  async #openShell(endpoint: Endpoint, spec: TargetSpec): Promise<OpenShell> {
    const single = isOwnConnection(spec.connection) ? undefined : await this.#openSingle(spec);
    if (single !== undefined) return single;
    const { channel, greeting: told, rest } = await this.#openGreeted(endpoint, spec);
    const passing = passingFolder(spec, told);
    const platform = { ...told.platform, ...(passing !== undefined && { passing }) };
    const greeting = { ...told, platform };
    const transport = await this.#transport(endpoint);
    const session = new ShellSession(channel, greeting, rest, {
      remoteTmp: stageFolder(spec, greeting),
      describeEnd: (end, output) => transport.describeEnd(end, output),
      interrupt: (pid) => this.#interrupt(endpoint, spec, interruptScript(pid)),
    });
    const target = shellTarget({
      session: () => session,
      converse: async (command: Command) =>
        converse(await this.#openGreeted(endpoint, spec), command),
      start: async (program) => {
        const { channel } = await this.#openGreeted(endpoint, spec);
        endpoint.programs.push(channel);
        channel.stdin.write(startScript(program));
        return channel;
      },
    });
    return { spec, session, target };
  }

  /** A shell for each frame, on a connection that users bring. */
  async #openSingle(spec: TargetSpec): Promise<OpenShell | undefined> {
    const exchange = await this.#settings.exchange?.(spec);
    if (exchange === undefined) return undefined;
    const { become } = spec;
    const escalate = (commandLine: string): string =>
      become === undefined ? commandLine : this.#becomeLine(become, commandLine);
    const session = await SingleShotSession.open(exchange, {
      shell: spec.shellExecutable || '/bin/sh',
      escalate,
      remoteTmp: (greeting) => stageFolder(spec, greeting),
    });
    const target = shellTarget({
      session: () => session,
      converse: async () => {
        throw new TargetError(
          `The connection ${spec.connection} can't answer a command's prompts.`,
        );
      },
    });
    return { spec, session, target };
  }

  /** As there is no talking with a command under way, none may ask for a password. */
  #becomeLine(become: BecomeSpec, commandLine: string): string {
    if (become.password !== undefined)
      throw new TargetError('Connections in Python take no become password here.');
    return becomeLine(become, commandLine, this.#settings.becomePlugin).commandLine;
  }

  /** Performs a script that kills what a session runs, in a second shell of the same user. */
  async #interrupt(endpoint: Endpoint, spec: TargetSpec, script: string): Promise<void> {
    const { channel, greeting, rest } = await this.#openGreeted(endpoint, spec);
    const session = new ShellSession(channel, greeting, rest, {
      remoteTmp: stageFolder(spec, greeting),
      describeEnd: () => 'The shell that was to end a command was lost.',
      interrupt: async () => {},
    });
    await session.run({ body: script });
    await session.close();
  }

  async #openGreeted(endpoint: Endpoint, spec: TargetSpec): Promise<GreetedShell> {
    const shell = spec.shellExecutable || '/bin/sh';
    const escalation = spec.become
      ? becomeCommand(spec.become, shell, this.#settings.becomePlugin)
      : undefined;
    const commandLine = `exec ${escalation?.commandLine ?? shellCommandLine(shell)}`;
    const { transport, channel } = await this.#openChannel(endpoint, commandLine);
    this.#connector.tell(spec, `EXEC ${commandLine.replace(/^exec /, '')}`);
    return await greet(channel, {
      escalation,
      timeout: ((spec.connectTimeout ?? 10) + 2) * 1000,
      describeEnd: (end, output) => transport.describeEnd(end, output),
      terminal: transport.terminal,
    });
  }

  /** A channel on the endpoint's connection, or on a further one when that is full. */
  async #openChannel(
    endpoint: Endpoint,
    commandLine: string,
  ): Promise<{ transport: Transport; channel: ShellChannel }> {
    for (let attempt = 0; ; attempt++) {
      const transport = await this.#transport(endpoint);
      const used = endpoint.transport;
      try {
        const channel = await transport.open(commandLine);
        this.#useful.add(transport);
        return { transport, channel };
      } catch (error) {
        // A server that takes no shell on any connection will not take one on the next.
        const hopeless = attempt >= (this.#useful.has(transport) ? MOST_CONNECTIONS : 3);
        if (hopeless || !(error instanceof UnreachableError)) throw error;
        if (endpoint.transport === used && used) {
          if (!transport.isLost) endpoint.full.push(used);
          endpoint.transport = undefined;
        }
      }
    }
  }

  /** The endpoint's connection; a new one when there is none yet or it was lost. */
  async #transport(endpoint: Endpoint): Promise<Transport> {
    const known = endpoint.transport;
    if (known) {
      const transport = await known.catch(() => undefined);
      if (transport && !transport.isLost) return transport;
      if (endpoint.transport === known) endpoint.transport = undefined;
    }
    endpoint.transport ??= this.#connector.connect(endpoint.spec);
    return await endpoint.transport;
  }
}

/** A line for a shell that a program is to take the place of. */
function startScript({ argv, env }: Parameters<NonNullable<WriteTarget['start']>>[0]): string {
  const variables = Object.entries(env ?? {}).map(([name, value]) => quoteWord(`${name}=${value}`));
  return `exec ${[...(variables.length > 0 ? ['env', ...variables] : []), ...argv.map(quoteWord)].join(' ')}\n`;
}

async function closeEndpoint(endpoint: Endpoint): Promise<void> {
  for (const program of endpoint.programs) program.destroy();
  const shells = await Promise.allSettled(endpoint.shells.values());
  await Promise.all(
    shells.map(async (shell) => {
      if (shell.status === 'fulfilled' && !shell.value.session.isLost)
        await shell.value.session.close();
    }),
  );
  for (const opening of [endpoint.transport, ...endpoint.full]) {
    const transport = await opening?.catch(() => undefined);
    transport?.close();
  }
}
