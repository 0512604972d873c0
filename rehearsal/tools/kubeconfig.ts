import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';

interface Named<K extends string, T> {
  name: string;
  entry: T;
  key: K;
}

interface ContextEntry {
  cluster: string;
  user: string;
  namespace?: string;
}
interface UserEntry {
  token?: string;
  'client-certificate-data'?: string;
}

/** What a client reads before it talks to anybody: clusters, users and contexts of a kubeconfig file. */
export class Kubeconfig {
  private clusters = new Map<string, { server: string }>();
  private users = new Map<string, UserEntry>();
  private contexts = new Map<string, ContextEntry>();
  current = '';

  readonly file: string;

  constructor(file: string) {
    this.file = file;
    let text = '';
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return;
    }
    const config = (parse(text) ?? {}) as Record<string, unknown>;
    for (const { name, entry } of named<'cluster', { server: string }>(
      config,
      'clusters',
      'cluster',
    )) {
      this.clusters.set(name, entry);
    }
    for (const { name, entry } of named<'user', UserEntry>(config, 'users', 'user')) {
      this.users.set(name, entry);
    }
    for (const { name, entry } of named<'context', ContextEntry>(config, 'contexts', 'context')) {
      this.contexts.set(name, entry);
    }
    this.current = String(config['current-context'] ?? '');
  }

  /** The file a program of this environment uses. */
  static of(env: Record<string, string | undefined>, file?: string): Kubeconfig {
    const path = file ?? env.KUBECONFIG ?? join(env.HOME ?? '/', '.kube/config');
    return new Kubeconfig(path === '' ? join(env.HOME ?? '/', '.kube/config') : path);
  }

  context(name = this.current): { server: string; user: string; namespace: string } | undefined {
    const entry = this.contexts.get(name);
    const cluster = entry && this.clusters.get(entry.cluster);
    if (!entry || !cluster) return undefined;
    return {
      server: cluster.server,
      user: entry.user.split('/')[0] ?? '',
      namespace: entry.namespace ?? 'default',
    };
  }

  has(name: string): boolean {
    return this.contexts.has(name);
  }

  /** Whether the file holds a client certificate of `user` for `server`. */
  hasCertificate(user: string, server: string): boolean {
    return this.users.get(`${user}/${nick(server)}`)?.['client-certificate-data'] !== undefined;
  }

  /** Notes a session as `oc login` does and makes it current. */
  useSession(server: string, user: string, namespace: string): void {
    const cluster = nick(server);
    this.clusters.set(cluster, { server });
    const known = this.users.get(`${user}/${cluster}`);
    if (!known) this.users.set(`${user}/${cluster}`, { token: `token-of-${user}` });
    this.use(`${namespace}/${cluster}/${user}`, cluster, `${user}/${cluster}`, namespace);
  }

  addCertificate(server: string, user: string): void {
    this.clusters.set(nick(server), { server });
    this.users.set(`${user}/${nick(server)}`, { 'client-certificate-data': 'c2ltdWxhdGVk' });
  }

  /** Adds a context under a name of its own, as cluster installers do. */
  addContext(name: string, server: string, user: string): void {
    this.addCertificate(server, user);
    this.use(name, nick(server), `${user}/${nick(server)}`, 'default');
  }

  private use(name: string, cluster: string, user: string, namespace: string): void {
    this.contexts.set(name, { cluster, user, namespace });
    this.current = name;
  }

  /** Drops everything about `server`. */
  forget(server: string): void {
    const cluster = nick(server);
    this.clusters.delete(cluster);
    for (const user of [...this.users.keys()]) {
      if (user.endsWith(`/${cluster}`)) this.users.delete(user);
    }
    for (const [name, entry] of [...this.contexts]) {
      if (entry.cluster === cluster) this.contexts.delete(name);
    }
    if (!this.contexts.has(this.current)) this.current = '';
  }

  save(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const list = <T>(entries: Map<string, T>, key: string) =>
      [...entries].map(([name, entry]) => ({ name, [key]: entry }));
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: list(this.clusters, 'cluster'),
      users: list(this.users, 'user'),
      contexts: list(this.contexts, 'context'),
      'current-context': this.current,
    };
    writeFileSync(this.file, stringify(config), { mode: 0o600 });
  }
}

/** `https://192.168.99.100:8443` is `192-168-99-100:8443` in contexts. */
const nick = (server: string): string => server.replace(/^https?:\/\//, '').replaceAll('.', '-');

function named<K extends string, T>(
  config: Record<string, unknown>,
  list: string,
  key: K,
): Named<K, T>[] {
  const entries = (config[list] ?? []) as Array<Record<string, unknown>>;
  return entries.map((entry) => ({ name: String(entry.name), entry: entry[key] as T, key }));
}
