import type { Client, ClientChannel, ParsedKey } from 'ssh2';
import { UnreachableError } from '../../diagnostics/index.ts';
import type { ChannelEnd, ShellChannel } from '../session/channel.ts';
import type { TargetSpec } from '../spec.ts';
import { lookUpHost } from './known-hosts.ts';
import { planAuthentication } from './ssh-authentication.ts';
import { authenticationFailure, connectFailure } from './ssh-failure.ts';
import { type AskTerminal, judgeHostKey } from './ssh-host-key.ts';
import { resolveSshSettings, type SshSettings } from './ssh-settings.ts';
import { openProxyCommand, openSocket, type ProxiedConnection } from './ssh-socket.ts';
import type { Transport } from './transport.ts';

/** Ciphers that Node's own crypto does fast, first; ssh2's are all offered after them. */
const FAST_CIPHERS = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'];

/** Server key types in ssh2's order, and the signature algorithms that each goes with. */
const HOST_KEY_ALGORITHMS: readonly (readonly [type: string, algorithms: readonly string[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
];

/** Time for keys to be exchanged and checked after the connection stands, ms. */
const HANDSHAKE_TIMEOUT = 60_000;

/** Connects and authenticates; `ask` is for keys of new hosts. @throws UnreachableError with Ansible's texts */
export async function connectSsh(spec: TargetSpec, ask?: AskTerminal): Promise<Transport> {
  const settings = resolveSshSettings(spec);
  const client = await connectClient(settings, spec, ask);
  return sshTransport(client, settings);
}

async function connectClient(
  settings: SshSettings,
  spec: TargetSpec,
  ask: AskTerminal | undefined,
): Promise<Client> {
  // The server greets while ssh2 is read.
  const opening = openConnection(settings, spec, ask);
  opening.catch(() => {});
  const ssh2 = (await import('ssh2')).default;
  let connection: ProxiedConnection;
  try {
    connection = await opening;
  } catch (error) {
    if (error instanceof UnreachableError) throw error;
    throw new UnreachableError(connectFailure(error as Error, settings), { cause: error });
  }
  const known = lookUpHost(settings.knownHostsFiles, settings.alias, settings.port);
  const authentication = planAuthentication(
    settings,
    { password: spec.password, passphrase: spec.passphrase, keyFile: spec.privateKeyFile },
    ssh2,
  );
  const client = new ssh2.Client();
  let refusal: string | undefined;
  return await new Promise<Client>((resolve, reject) => {
    const fail = (message: string, cause?: unknown) => {
      client.destroy();
      reject(new UnreachableError(message, { cause }));
    };
    client.once('ready', () => resolve(client));
    client.on('error', (error: Error & { level?: string }) => {
      if (refusal !== undefined) fail(refusal);
      else if (isProxyEnd(error, settings)) {
        void connection.said().then((said) => fail(proxyFailure(said), error));
      } else if (error.level === 'client-authentication') {
        const wrong = spec.password !== undefined ? (spec.retries ?? 0) : undefined;
        const { offered, notes } = authentication;
        fail(authenticationFailure(settings, offered, notes, wrong), error);
      } else fail(connectFailure(error, settings), error);
    });
    client.once('close', () => {
      if (settings.proxyCommand) {
        void connection.said().then((said) => fail(proxyFailure(said)));
        return;
      }
      const { host, port } = settings;
      fail(`Failed to connect to the host via ssh: Connection closed by ${host} port ${port}`);
    });
    client.connect({
      sock: connection.stream as never,
      username: settings.user,
      // A person may take their time.
      readyTimeout: known.types.length === 0 && ask ? 0 : HANDSHAKE_TIMEOUT,
      keepaliveInterval: settings.aliveInterval,
      keepaliveCountMax: settings.aliveCount,
      ...(settings.agent && settings.forwardAgent
        ? { agent: settings.agent, agentForward: true }
        : {}),
      algorithms: {
        cipher: {
          append: [],
          prepend: settings.ciphers.length ? settings.ciphers : FAST_CIPHERS,
          remove: [],
        } as never,
        serverHostKey: (settings.hostKeyAlgorithms ?? hostKeyOrder(known.types)) as never,
        ...(settings.kex ? { kex: settings.kex as never } : {}),
        ...(settings.macs ? { hmac: settings.macs as never } : {}),
        compress: settings.compression ? ['zlib@openssh.com', 'none'] : ['none'],
      },
      authHandler: ((left: never, _partial: boolean, callback: (method: unknown) => void) => {
        callback(authentication.next(left));
      }) as never,
      hostVerifier: (key: Buffer, verify: (isTrusted: boolean) => void) => {
        void judgeHostKey(key, known, settings, ask).then((message) => {
          refusal = message;
          verify(message === undefined);
        });
      },
    });
    signAtOnce(client);
  });
}

type Sign = (data: Buffer, callback: (signature: Buffer) => void) => void;

interface ProtocolInternals {
  authPK(username: string, key: ParsedKey, algorithm: string | undefined, sign?: Sign): void;
}

/**
 * ssh2 asks whether the server would take a key before it signs with it: a round trip that a private key at hand does
 * not need. Where ssh2 is built differently, it just goes on asking.
 */
function signAtOnce(client: Client): void {
  const protocol = (client as unknown as { _protocol?: ProtocolInternals })._protocol;
  if (typeof protocol?.authPK !== 'function') return;
  const ask = protocol.authPK.bind(protocol);
  protocol.authPK = (username, key, algorithm, sign) => {
    if (sign || typeof key.isPrivateKey !== 'function' || !key.isPrivateKey()) {
      ask(username, key, algorithm, sign);
      return;
    }
    const hashes: Readonly<Record<string, string>> = {
      'rsa-sha2-256': 'sha256',
      'rsa-sha2-512': 'sha512',
      'ssh-rsa': 'sha1',
    };
    ask(username, key, algorithm, (data, callback) => {
      const signature: Buffer | Error = key.sign(data, hashes[algorithm ?? '']);
      if (signature instanceof Error) client.emit('error', signature);
      else callback(signature);
    });
  };
}

/** The types that known_hosts has first, so that the server shows a key that can be compared. */
function hostKeyOrder(types: readonly string[]): string[] {
  const isKnown = ([type]: (typeof HOST_KEY_ALGORITHMS)[number]) => types.includes(type);
  const ordered = [
    ...HOST_KEY_ALGORITHMS.filter(isKnown),
    ...HOST_KEY_ALGORITHMS.filter((entry) => !isKnown(entry)),
  ];
  return ordered.flatMap(([, algorithms]) => algorithms);
}

/** What ssh(1) says when its ProxyCommand ends, behind what that said itself. */
function proxyFailure(said: string): string {
  const lines = [
    ...(said ? [said] : []),
    'kex_exchange_identification: Connection closed by remote host',
    'Connection closed by UNKNOWN port 65535',
  ];
  return `Failed to connect to the host via ssh: ${lines.join('\r\n')}`;
}

function isProxyEnd(error: Error, { proxyCommand }: SshSettings): boolean {
  return proxyCommand !== undefined && /Premature close|before handshake|EPIPE/.test(error.message);
}

async function openConnection(
  settings: SshSettings,
  spec: TargetSpec,
  ask: AskTerminal | undefined,
): Promise<ProxiedConnection> {
  if (settings.proxyCommand) return openProxyCommand(settings.proxyCommand);
  if (!settings.proxyJump) return { stream: await openSocket(settings), said: async () => '' };
  const hops = settings.proxyJump.split(',');
  const last = hops.pop() ?? '';
  const jump = jumpSpec(last, hops.join(','), spec, settings.configFile);
  const client = await connectClient(resolveSshSettings(jump), jump, ask);
  return await new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, settings.host, settings.port, (error, stream) => {
      if (error) {
        client.end();
        reject(
          Object.assign(new Error(`channel 0: open failed: ${error.message}`), { cause: error }),
        );
        return;
      }
      stream.once('close', () => client.end());
      resolve({ stream, said: async () => '' });
    });
  });
}

/** `[user@]host[:port]` as a host of its own, with what the user said about host keys. */
function jumpSpec(
  text: string,
  before: string,
  spec: TargetSpec,
  configFile: string | undefined,
): TargetSpec {
  const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text);
  const host = (match?.[2] ?? text).replace(/^\[|\]$/g, '');
  return {
    host,
    connection: 'ssh',
    hostKeyChecking: spec.hostKeyChecking,
    connectTimeout: spec.connectTimeout,
    passphrase: spec.passphrase,
    ...(match?.[1] ? { user: match[1] } : {}),
    ...(match?.[3] ? { port: Number(match[3]) } : {}),
    sshArgs: [
      '',
      `${configFile === undefined ? '' : `-F '${configFile}'`} ${before ? `-o ProxyJump=${before}` : ''}`,
    ],
  };
}

function sshTransport(client: Client, settings: SshSettings): Transport {
  let lost = false;
  let failure: Error | undefined;
  client.removeAllListeners('error');
  client.removeAllListeners('close');
  client.on('error', (error) => {
    failure = error;
    lost = true;
  });
  client.on('close', () => {
    lost = true;
  });
  return {
    terminal: settings.host,
    get isLost() {
      return lost;
    },
    open: (commandLine) =>
      new Promise((resolve, reject) => {
        const refuse = (error: Error) =>
          reject(new UnreachableError(connectFailure(error, settings), { cause: error }));
        try {
          client.exec(commandLine, { env: settings.environment }, (error, channel) => {
            if (error) refuse(error);
            else resolve(channelOf(channel, () => failure));
          });
        } catch (error) {
          refuse(error as Error);
        }
      }),
    describeEnd(end: ChannelEnd, output: string) {
      if (end.error?.message === 'Keepalive timeout') {
        return `Failed to connect to the host via ssh: Timeout, server ${settings.host} not responding.`;
      }
      const reason = end.error?.message ?? output;
      const closed = `Connection to ${settings.host} closed by remote host.`;
      return `Failed to connect to the host via ssh: ${[reason, closed].filter(Boolean).join('\n')}`;
    },
    close() {
      lost = true;
      client.end();
    },
  };
}

function channelOf(channel: ClientChannel, failure: () => Error | undefined): ShellChannel {
  let exit: { code: number | null; signal?: string | null } = { code: null };
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = { code, signal: signal ?? null };
  });
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended: new Promise((resolve) => {
      channel.on('close', () => {
        const error = failure();
        resolve(error ? { ...exit, error } : exit);
      });
    }),
    destroy() {
      channel.close();
    },
  };
}
