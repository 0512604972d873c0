import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePrograms } from './program-text.ts';
import { catalogue } from './releases/catalogue.ts';
import { type ReleaseServer, serveReleases } from './releases/server.ts';
import { newCluster } from './tools/cluster.ts';
import { Kubeconfig } from './tools/kubeconfig.ts';
import { emptyState, StateFolder } from './tools/state.ts';

export interface StageOptions {
  /** Where to put everything; a new folder below the system's temporary one unless given. */
  folder?: string;
  /** Programs that are on the PATH from the start; the others come with the releases. */
  installed?: readonly string[];
  /** A cluster that is there already, reached through the context `rehearsal` of the kubeconfig. */
  existing?: 'kubernetes' | 'openshift';
  /** Port of the release server; any free one unless given. */
  port?: number;
  /** How long a deleted project stays Terminating. */
  terminatingMs?: number;
}

export interface Stage {
  folder: string;
  server: ReleaseServer;
  state: StateFolder;
  /** Variables that every program of the rehearsal runs with. */
  environment: Record<string, string>;
  /** Path of something in the folder: `hosts`, `home`, `local-bin` … */
  at(...parts: string[]): string;
  /** Stops the server, and removes the folder unless told to keep it. */
  strike(keep?: boolean): Promise<void>;
}

/** Sets up a machine without touching the one we are on: programs, home, hosts file, releases. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'rehearsal-'));
  const at = (...parts: string[]) => join(folder, ...parts);
  for (const name of ['home', 'local-bin', 'programs', 'repo', 'state', 'tmp']) {
    mkdirSync(at(name), { recursive: true });
  }
  // Both an ordinary user and root (by sudo) call the programs.
  chmodSync(folder, 0o755);
  chmodSync(at('state'), 0o777);
  // The programs have no ending: they are CommonJS wherever the folder lies.
  writeFileSync(at('package.json'), '{"type":"commonjs"}\n');
  writeFileSync(at('hosts'), '127.0.0.1 localhost\n192.168.99.10 neighbour\n');
  writeFileSync(at('pull-secret.txt'), '{"auths":{}}\n');

  const text = await bundlePrograms();
  writeFileSync(at('program'), text(at('state')), { mode: 0o755 });
  for (const name of options.installed ?? []) symlinkSync(at('program'), at('programs', name));

  const state = new StateFolder(at('state'));
  const world = emptyState();
  world.terminatingMs = options.terminatingMs ?? world.terminatingMs;
  if (options.existing) {
    const server = 'https://192.168.122.40:6443';
    const openshift = options.existing === 'openshift';
    world.clusters[server] = newCluster({ server, version: 'v1.29.2', openshift, admin: 'admin' });
    const config = new Kubeconfig(at('home', '.kube/config'));
    config.addContext('rehearsal', server, 'admin');
    config.save();
  }
  state.write(world);
  chmodSync(at('state', 'state.json'), 0o666);
  writeFileSync(at('state', 'calls.log'), '');
  chmodSync(at('state', 'calls.log'), 0o666);

  const server = await serveReleases(
    catalogue((version) => text(at('state'), version)),
    options.port,
  );
  return {
    folder,
    server,
    state,
    environment: {
      HOME: at('home'),
      PATH: [at('local-bin'), at('programs'), process.env.PATH ?? '/usr/bin:/bin'].join(':'),
      REHEARSAL_FOLDER: folder,
      REHEARSAL_URL: server.url,
    },
    at,
    strike: async (keep = false) => {
      await server.close();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}
