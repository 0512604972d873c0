import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** A Kubernetes object as a manifest gives it; the simulation looks at little of it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

export interface Namespace {
  requester: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** When it is gone, in milliseconds since the epoch; absent: Active. */
  terminatesAt?: number;
}

export interface Cluster {
  server: string;
  version: string;
  /** False for plain Kubernetes: no projects, routes or security context constraints. */
  openshift: boolean;
  running: boolean;
  namespaces: Record<string, Namespace>;
  objects: KubeObject[];
  /** Users and groups of each security context constraint. */
  scc: Record<string, { users: string[]; groups: string[] }>;
}

export interface Profile {
  status: 'Running' | 'Stopped' | 'Does Not Exist';
  ip: string;
  options: Record<string, string>;
}

export interface State {
  /** How long a deleted project stays Terminating. */
  terminatingMs: number;
  activeProfile: string;
  profiles: Record<string, Profile>;
  crc: { setup: boolean; exists: boolean; running: boolean };
  /** By server URL. */
  clusters: Record<string, Cluster>;
}

export interface Call {
  program: string;
  argv: string[];
  cwd: string;
  user: string;
  rc: number;
  /** Variables that a caller may set for a program, as it saw them. */
  env: Record<string, string>;
}

export const emptyState = (): State => ({
  terminatingMs: 1000,
  activeProfile: 'minishift',
  profiles: {},
  crc: { setup: false, exists: false, running: false },
  clusters: {},
});

/** The world file and the calls log in one folder; open to all users, as sudo and ssh callers share it. */
export class StateFolder {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  read(now: number): State {
    let state = emptyState();
    try {
      state = { ...state, ...JSON.parse(readFileSync(join(this.folder, 'state.json'), 'utf8')) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    for (const cluster of Object.values(state.clusters)) forgetTerminated(cluster, now);
    return state;
  }

  write(state: State): void {
    const file = join(this.folder, 'state.json');
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(state, null, 1), { mode: 0o666 });
    renameSync(temporary, file);
  }

  /** Runs `change` with the state, alone, and keeps what it leaves. */
  update<T>(now: () => number, change: (state: State) => T): T {
    const unlock = this.lock();
    try {
      const state = this.read(now());
      const before = JSON.stringify(state);
      const answer = change(state);
      if (JSON.stringify(state) !== before) this.write(state);
      return answer;
    } finally {
      unlock();
    }
  }

  log(call: Call): void {
    const file = join(this.folder, 'calls.log');
    appendFileSync(file, `${JSON.stringify(call)}\n`, { mode: 0o666 });
  }

  calls(): Call[] {
    try {
      const lines = readFileSync(join(this.folder, 'calls.log'), 'utf8').split('\n');
      return lines.filter((text) => text !== '').map((text) => JSON.parse(text) as Call);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  private lock(): () => void {
    const path = join(this.folder, 'lock');
    for (let tries = 0; ; tries++) {
      try {
        mkdirSync(path);
        return () => rmSync(path, { recursive: true, force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        // A killed caller leaves its lock behind: nobody works for five seconds here.
        if (tries > 50 && isOlderThan(path, 5000)) rmSync(path, { recursive: true, force: true });
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }
}

function isOlderThan(path: string, ms: number): boolean {
  try {
    return Date.now() - statSync(path).mtimeMs > ms;
  } catch {
    return false;
  }
}

function forgetTerminated(cluster: Cluster, now: number): void {
  for (const [name, namespace] of Object.entries(cluster.namespaces)) {
    if (namespace.terminatesAt === undefined || namespace.terminatesAt > now) continue;
    delete cluster.namespaces[name];
    cluster.objects = cluster.objects.filter((object) => object.metadata.namespace !== name);
  }
}
