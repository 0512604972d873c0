import type { AnyAuthMethod, AuthenticationType, BaseAgent } from 'ssh2';
import { type Identity, loadIdentity, loadPublicKey } from './ssh-keys.ts';
import type { SshSettings } from './ssh-settings.ts';

type Ssh2 = typeof import('ssh2');

/** Secrets of a connection, apart from its settings. */
export interface SshSecrets {
  readonly password: string | undefined;
  readonly passphrase: string | undefined;
  /** A key that the specification names: tried before what an agent has. */
  readonly keyFile: string | undefined;
}

/** Who to be, in what order: the steps of an authentication, and what was learned on the way. */
export interface Authentication {
  /** Next method, or false when there is none left; for ssh2's `authHandler`. */
  next(left: readonly AuthenticationType[] | null): AnyAuthMethod | false;
  /** Methods that the server said it would take. */
  readonly offered: readonly string[];
  /** Why keys were left out. */
  readonly notes: readonly string[];
}

/** Prepares keys, agent and password of a connection. */
export function planAuthentication(
  settings: SshSettings,
  secrets: SshSecrets,
  ssh2: Ssh2,
): Authentication {
  const { user: username } = settings;
  const notes: string[] = [];
  const usable = (identity: Identity | null): AnyAuthMethod[] => {
    if (identity?.problem) notes.push(identity.problem);
    return identity?.key ? [{ type: 'publickey', username, key: identity.key as never }] : [];
  };
  const load = (path: string) => loadIdentity(path, secrets.passphrase, ssh2.utils);
  const [explicit, others] = secrets.keyFile
    ? [settings.identityFiles.slice(0, 1), settings.identityFiles.slice(1)]
    : [[], settings.identityFiles];
  const { preferred, refused } = settings;
  const usual: AnyAuthMethod[] = [
    ...explicit.flatMap((path) => usable(load(path))),
    ...agentMethod(settings, ssh2),
    ...others.flatMap((path) => usable(load(path))),
    ...passwordMethods(username, secrets.password),
  ];
  const isAllowed = (method: AnyAuthMethod) =>
    !refused.includes(wireName(method)) && (preferred?.includes(wireName(method)) ?? true);
  const rank = (method: AnyAuthMethod) => preferred?.indexOf(wireName(method)) ?? 0;
  const methods = usual.filter(isAllowed).sort((a, b) => rank(a) - rank(b));
  let offered: readonly string[] = [];
  return {
    next(left) {
      if (left) offered = left;
      for (;;) {
        const method = methods.shift();
        if (!method) break;
        // Where passwords are taken as such, asking for the same one again would only count as a further failure.
        const isSecond = method.type === 'keyboard-interactive' && !refused.includes('password');
        if (isSecond && left?.includes('password')) continue;
        if (!left || left.includes(wireName(method) as AuthenticationType)) return method;
      }
      // A server tells what it takes only when something was tried.
      return left ? false : { type: 'none', username };
    },
    get offered() {
      return offered;
    },
    notes,
  };
}

/** A method's name in the protocol. */
function wireName({ type }: AnyAuthMethod): string {
  return type === 'agent' ? 'publickey' : type;
}

function passwordMethods(username: string, password: string | undefined): AnyAuthMethod[] {
  if (password === undefined) return [];
  return [
    { type: 'password', username, password },
    {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map(() => password)),
    },
  ];
}

function agentMethod(settings: SshSettings, ssh2: Ssh2): AnyAuthMethod[] {
  if (settings.agent === undefined) return [];
  const { user: username } = settings;
  const agent = ssh2.createAgent(settings.agent);
  if (!settings.identitiesOnly) return [{ type: 'agent', username, agent }];
  const wanted = settings.identityFiles.flatMap((path) => {
    const key = loadPublicKey(path, ssh2.utils);
    return key ? [key] : [];
  });
  return [{ type: 'agent', username, agent: filterAgent(agent, wanted, ssh2) }];
}

/** An agent that shows only some of its keys. */
function filterAgent(agent: BaseAgent, wanted: readonly Buffer[], ssh2: Ssh2): BaseAgent {
  class FilteredAgent extends ssh2.BaseAgent {
    override getIdentities(callback: Parameters<BaseAgent['getIdentities']>[0]): void {
      agent.getIdentities((error, keys) => {
        callback(
          error,
          keys?.filter((key) => {
            const shown = ssh2.utils.parseKey(key as never);
            return (
              !(shown instanceof Error) && wanted.some((one) => one.equals(shown.getPublicSSH()))
            );
          }) as never,
        );
      });
    }

    override sign = agent.sign.bind(agent) as never;
  }
  return new FilteredAgent() as unknown as BaseAgent;
}
