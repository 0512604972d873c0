import { keywordOf } from '../playbook/nodes.ts';
import type { Value } from '../values/types.ts';
import type { Layer } from '../vars/layered-scope.ts';
import type { Viewpoint } from '../vars/manager.ts';
import type { RunContext } from './run-context.ts';

/** Names by what they tell; the first one that a variable, a keyword or the configuration sets gives the value. */
const groups = [
  { about: 'connection', names: ['ansible_connection'], keyword: 'connection' },
  { about: 'address', names: ['ansible_ssh_host', 'ansible_host'] },
  { about: 'user', names: ['ansible_ssh_user', 'ansible_user'], keyword: 'remote_user' },
  { about: 'password', names: ['ansible_ssh_pass', 'ansible_password'] },
  { about: 'port', names: ['ansible_ssh_port', 'ansible_port'], keyword: 'port' },
  { about: 'timeout', names: ['ansible_ssh_timeout', 'ansible_timeout'] },
  { about: 'shell', names: ['ansible_shell_executable'] },
  { about: 'pipelining', names: ['ansible_ssh_pipelining', 'ansible_pipelining'] },
  { about: 'key', names: ['ansible_ssh_private_key_file', 'ansible_private_key_file'] },
  { about: 'compression', names: ['ansible_module_compression'] },
] as const;

type About = (typeof groups)[number]['about'];

/**
 * Connection settings as variables (`ansible_host`, `ansible_user` …) where the inventory says nothing: a task's
 * arguments and conditions see what it connects with. Beneath all other variables, and not part of hostvars.
 */
export class ConnectionVariables implements NonNullable<Layer['values']> {
  readonly #run: RunContext;
  readonly #view: Viewpoint;

  constructor(run: RunContext, view: Viewpoint) {
    this.#run = run;
    this.#view = view;
  }

  get(name: string): Value | undefined {
    if (!name.startsWith('ansible_')) return undefined;
    const group = groups.find(({ names }) => (names as readonly string[]).includes(name));
    if (group === undefined) return undefined;
    const scope = this.#run.vars.scope(this.#view);
    for (const other of group.names) {
      const value = other === name ? undefined : scope.get(other);
      if (value !== undefined) return value;
    }
    const { task } = this.#view;
    const keyword =
      'keyword' in group && task !== undefined ? keywordOf(task, group.keyword) : undefined;
    return keyword ?? this.#setting(group.about);
  }

  *keys(): Iterable<string> {
    for (const { names } of groups)
      for (const name of names) if (this.get(name) !== undefined) yield name;
  }

  #setting(about: About): Value | undefined {
    const { connection: defaults } = this.#run.options;
    const { setting } = this.#run.services;
    switch (about) {
      case 'connection':
        return defaults.type === 'smart' ? 'ssh' : defaults.type;
      case 'address':
        return this.#view.host?.name;
      case 'user':
        return defaults.user;
      case 'password':
        return defaults.password;
      case 'port':
        return defaults.port;
      case 'timeout':
        return defaults.timeout;
      case 'shell':
        return defaults.shellExecutable;
      case 'pipelining':
        return setting?.('ANSIBLE_PIPELINING') ?? false;
      case 'key':
        return defaults.privateKeyFile;
      case 'compression':
        return setting?.('DEFAULT_MODULE_COMPRESSION') ?? 'ZIP_DEFLATED';
    }
  }
}
