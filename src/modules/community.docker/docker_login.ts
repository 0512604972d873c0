import { dirname } from 'node:path/posix';
import type { Change } from '../../targets/types.ts';
import { dumpJson, fromPlain } from '../../values/index.ts';
import { askStore, eraseCredentials, storeCredentials } from '../containers/credential-store.ts';
import { DOCKER_CONNECTION, DOCKER_CONSTRAINTS } from '../containers/docker-client.ts';
import { DockerDaemon, withDaemon } from '../containers/docker-daemon.ts';
import { DockerTrouble } from '../containers/docker-error.ts';
import {
  configOf,
  credentialStore,
  credentialsFor,
  DEFAULT_REGISTRY,
  decodeAuth,
  readLogins,
} from '../containers/registry-auth.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  ...DOCKER_CONNECTION,
  registry_url: arg.str({
    default: DEFAULT_REGISTRY,
    aliases: ['registry', 'url'],
    doc: 'The registry.',
  }),
  username: arg.str({ doc: 'Name there.' }),
  password: arg.str({ noLog: true, doc: 'Password there.' }),
  reauthorize: arg.bool({
    default: false,
    aliases: ['reauth'],
    doc: 'Log in even if one is logged in.',
  }),
  state: arg.str({
    choices: ['present', 'absent'],
    default: 'present',
    doc: 'Whether one is to be logged in.',
  }),
  config_path: arg.path({
    default: '~/.docker/config.json',
    aliases: ['dockercfg_path'],
    doc: "The client's configuration.",
  }),
};

type LoginArguments = ArgumentValues<typeof ARGUMENTS>;

export const docker_login = defineModule({
  name: 'community.docker.docker_login',
  summary: 'Log into a Docker registry',
  examples: `- name: Into the registry of the shop
  community.docker.docker_login:
    registry_url: registry.example.com
    username: shop
    password: "{{ registry_password }}"
`,
  args: ARGUMENTS,
  constraints: {
    ...DOCKER_CONSTRAINTS,
    requiredIf: [['state', 'present', ['username', 'password']]],
  },
  returns: { login_result: 'What the registry said' },
  support: { check: 'full', diff: 'none' },
  plan: ({ args, target }) => withDaemon(() => planLogin(args, new DockerDaemon(args, target))),
});

async function planLogin(args: LoginArguments, daemon: DockerDaemon): Promise<Plan> {
  const { registry_url: registry, username, password, state } = args;
  const isPresent = state === 'present';
  const login_result = isPresent ? await loggedIn(args, daemon) : {};
  const keeper = await keeperOf(args, daemon);
  const known = await keeper.get();
  const isWanted = isPresent
    ? known?.[0] === username && known?.[1] === password && !args.reauthorize
    : known === null;
  const result = { changed: !isWanted, login_result };
  if (isWanted) return { changes: [], result };
  if (isPresent) return { changes: keeper.store(username ?? '', password ?? ''), result };
  // Asked of the daemon, as is every module's version, before anything is done.
  await daemon.read({ method: 'GET', path: '/version' });
  return { changes: keeper.erase(registry), result };
}

/** What the registry says to a login; what is known of it where nothing has to be asked. */
async function loggedIn(args: LoginArguments, daemon: DockerDaemon): Promise<Result> {
  const { registry_url: registry, username, password, reauthorize } = args;
  const logins = await readLogins(daemon.target, args.config_path);
  const refused = (words: string): never =>
    fail(`Logging into ${registry} for user ${username} failed - ${words}`);
  const known = await credentialsFor(daemon.target, logins, registry).catch((error: unknown) => {
    if (!(error instanceof DockerTrouble)) throw error;
    return refused(error.message);
  });
  if (known?.username === username && known?.password === password && !reauthorize) {
    const { password: _, ...others } = known as Result;
    await daemon.read({ method: 'GET', path: '/version' });
    return others;
  }
  const [reply] = await daemon.read({
    method: 'POST',
    path: '/auth',
    body: { username, password, serveraddress: registry },
  });
  const refusal = reply.refusal();
  if (refusal !== undefined) refused(refusal.message);
  return reply.json<Result>();
}

/** What keeps credentials: a program, or the client's configuration itself. */
interface Keeper {
  get(): Promise<readonly [name: string, password: string] | null>;
  store(name: string, password: string): Change[];
  erase(registry: string): Change[];
}

async function keeperOf(args: LoginArguments, daemon: DockerDaemon): Promise<Keeper> {
  const { registry_url: registry, config_path: path } = args;
  const { target } = daemon;
  const logins = await readLogins(target, path);
  const store = credentialStore(logins, registry);
  if (store !== undefined) return storeKeeper(store, registry, daemon);
  const [content, folder] = await Promise.all([
    target.readFile(path),
    target.stat(dirname(path), { follow: true }),
  ]);
  const config = configOf(content?.toString());
  const auths = (config.auths ?? {}) as Readonly<Record<string, { auth?: string }>>;
  const write = (all: object): Change[] => [
    ...(folder === null ? [{ op: 'mkdir', path: dirname(path), parents: true } as const] : []),
    {
      op: 'write',
      path,
      content: Buffer.from(
        dumpJson(fromPlain({ ...config, auths: all }), { indent: 4, sortKeys: true }),
      ),
      ...(content === null && { mode: 0o600 }),
    },
  ];
  return {
    get: async () => (auths[registry]?.auth ? decodeAuth(auths[registry].auth) : null),
    store(name, password) {
      const auth = Buffer.from(`${name}:${password}`).toString('base64');
      return write({ ...auths, [registry]: { auth } });
    },
    erase(gone) {
      return write(Object.fromEntries(Object.entries(auths).filter(([one]) => one !== gone)));
    },
  };
}

function storeKeeper(store: string, registry: string, { target }: DockerDaemon): Keeper {
  return {
    async get() {
      const found = await askStore(target, store, registry);
      return found === null ? null : [found.Username, found.Secret];
    },
    store: (name, password) => [storeCredentials(store, registry, [name, password])],
    erase: (gone) => [eraseCredentials(store, gone)],
  };
}
