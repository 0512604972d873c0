import type { WriteTarget } from '../../targets/types.ts';
import { findProgram, missingProgram, outcomeOf } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { quoteWords } from '../commands/words.ts';
import type { Controller } from '../contract.ts';
import { type Connection, connectionOf } from './connection.ts';
import { jsonText } from './json-text.ts';
import { kubeconfigPath } from './kubeconfig.ts';
import { privateFile, removeFiles } from './private-files.ts';

/** Option for a patch that comes on standard input. */
export const STDIN_FILE = '--patch-file=/dev/stdin';

/** The client program of a target with all that leads to a cluster; secrets are in a private file until `close`. */
export class KubeSession {
  readonly #target: WriteTarget;
  readonly #argv: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  readonly #files: readonly string[];

  private constructor(
    target: WriteTarget,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    files: readonly string[],
  ) {
    this.#target = target;
    this.#argv = argv;
    this.#env = env;
    this.#files = files;
  }

  /** Finds kubectl or oc, and makes the connection's files. @throws ModuleFailure without such a program */
  static async open(
    target: WriteTarget,
    controller: Controller,
    args: Connection,
  ): Promise<KubeSession> {
    const [kubectl, oc, surroundings] = await Promise.all([
      findProgram(target, 'kubectl'),
      findProgram(target, 'oc'),
      target.environment(),
    ]);
    const program = kubectl ?? oc ?? (await missingProgram(target, 'kubectl'));
    const connection = connectionOf(args, surroundings);
    const files: string[] = [];
    const keep = async (text: string): Promise<string> => {
      const path = await privateFile(target, text);
      files.push(path);
      return path;
    };
    try {
      const { argv, env } = await reach(program, connection, { target, controller, keep });
      return new KubeSession(target, argv, env, files);
    } catch (error) {
      await removeFiles(target, files);
      throw error;
    }
  }

  /** Runs the program with these words; `stdin` is for what must not be seen among them. */
  async run(words: readonly string[], stdin?: string): Promise<StepOutcome> {
    const argv = [...this.#argv, ...words];
    const command = {
      // A program can open /dev/stdin only where it is a pipe: what the session gives it is a socket.
      ...(words.includes(STDIN_FILE) ? { shell: `cat | ${quoteWords(argv)}` } : { argv }),
      env: { LANG: 'C', LC_ALL: 'C', ...this.#env },
      ...(stdin !== undefined && { stdin }),
    };
    const [outcome] = await this.#target.apply([{ op: 'run', command }]);
    return outcomeOf(outcome?.command);
  }

  /** Removes what the connection needed. */
  async close(): Promise<void> {
    await removeFiles(this.#target, this.#files);
  }
}

/** The program with its options, and the environment, that lead to the cluster. */
async function reach(
  program: string,
  connection: Connection,
  places: {
    readonly target: WriteTarget;
    readonly controller: Controller;
    readonly keep: (text: string) => Promise<string>;
  },
): Promise<{ readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>> }> {
  const { host, api_key, username, password, client_cert, client_key } = connection;
  const login = api_key !== null || password !== null;
  const complete =
    host !== null && (api_key || (username && password) || (client_cert && client_key));
  const option = (name: string, value: string | null): string[] =>
    value === null ? [] : [`--${name}=${value}`];
  const env = proxyEnvironment(connection);
  let kubeconfig = complete ? null : await kubeconfigPath(connection.kubeconfig, places);
  const chosen = [
    ...(complete ? [] : option('context', connection.context)),
    ...option('server', host),
    ...option('certificate-authority', connection.ca_cert),
    ...(connection.validate_certs === false ? ['--insecure-skip-tls-verify=true'] : []),
    ...option('client-certificate', client_cert),
    ...option('client-key', client_key),
    ...option('as', connection.impersonate_user),
    ...(connection.impersonate_groups ?? []).map((group) => `--as-group=${group}`),
  ];
  if (login) {
    const known = complete
      ? {}
      : await knownConfig(
          places.target,
          [program, ...option('context', connection.context)],
          kubeconfig,
        );
    kubeconfig = await places.keep(
      jsonText(withLogin(known, { api_key, username, password, host })),
    );
  } else if (complete) {
    kubeconfig = await places.keep(jsonText({ apiVersion: 'v1', kind: 'Config' }));
  }
  const where = kubeconfig === null ? env : { ...env, KUBECONFIG: kubeconfig };
  // A login of its own has one context, under a name of its own.
  const argv = login ? chosen.filter((word) => !word.startsWith('--context=')) : chosen;
  return { argv: [program, ...argv], env: where };
}

function proxyEnvironment({ proxy, no_proxy }: Connection): Record<string, string> {
  return {
    ...(proxy !== null && { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(no_proxy !== null && { NO_PROXY: no_proxy }),
  };
}

type Config = Readonly<Record<string, unknown>>;

async function knownConfig(
  target: WriteTarget,
  argv: readonly string[],
  kubeconfig: string | null,
): Promise<Config> {
  const { rc, stdout } = outcomeOf(
    await target.query({
      argv: [...argv, 'config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'],
      env: kubeconfig === null ? {} : { KUBECONFIG: kubeconfig },
    }),
  );
  return rc === 0 ? (JSON.parse(stdout) as Config) : {};
}

/** A connection's first cluster with another login. */
function withLogin(
  known: Config,
  {
    api_key,
    username,
    password,
    host,
  }: Pick<Connection, 'api_key' | 'username' | 'password' | 'host'>,
): Config {
  const [first] = (known.clusters ?? []) as readonly { readonly cluster?: Config }[];
  const cluster = { ...first?.cluster, ...(host !== null && { server: host }) };
  const user = api_key !== null ? { token: api_key } : { username, password };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'context', context: { cluster: 'cluster', user: 'user' } }],
    'current-context': 'context',
  };
}
