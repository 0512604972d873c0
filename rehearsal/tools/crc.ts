import { chmodSync, copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { newCluster } from './cluster.ts';
import { parseFlags } from './flags.ts';
import { type Answer, failed, type Invocation, ok } from './invocation.ts';
import { Kubeconfig } from './kubeconfig.ts';
import { KUBEADMIN_PASSWORD } from './login.ts';
import type { State } from './state.ts';

const SERVER = 'https://api.crc.testing:6443';
const VERSION = '4.14.8';

/** `crc version|setup|start|stop|status|ip|console|delete|cleanup` of OpenShift Local. */
export function crc(invocation: Invocation, state: State): Answer {
  const flags = parseFlags(invocation.argv, {
    values: [
      'output',
      'pull-secret-file',
      'cpus',
      'memory',
      'disk-size',
      'nameserver',
      'log-level',
    ],
    switches: ['force', 'credentials', 'clear-cache', 'check-only'],
    short: {
      o: 'output',
      p: 'pull-secret-file',
      f: 'force',
      c: 'cpus',
      m: 'memory',
      d: 'disk-size',
    },
  });
  if (flags.problem) return failed(flags.problem);
  const json = flags.value('output') === 'json';
  const { crc: machine } = state;
  const absent = "Machine does not exist. Use 'crc start' to create it";
  switch (flags.words[0]) {
    case 'version':
      return json
        ? ok(JSON.stringify({ version: '2.31.0', commit: '6d23b6', openshiftVersion: VERSION }))
        : ok(`CRC version: 2.31.0+6d23b6\nOpenShift version: ${VERSION}`);
    case 'setup':
      machine.setup = true;
      return ok(
        "Your system is correctly setup for using CRC. Use 'crc start' to start the instance",
      );
    case 'config':
      return ok(`Successfully configured ${flags.words[2]} to ${flags.words[3]}`);
    case 'status':
      if (!machine.exists) {
        return json
          ? failed('', 1, JSON.stringify({ success: false, error: absent }))
          : failed(absent);
      }
      return ok(
        JSON.stringify({
          success: true,
          crcStatus: machine.running ? 'Running' : 'Stopped',
          openshiftStatus: machine.running ? 'Running' : 'Stopped',
          openshiftVersion: VERSION,
          preset: 'openshift',
        }),
      );
    case 'ip':
      return machine.exists ? ok('192.168.130.11') : failed(absent);
    case 'start':
      return start(invocation, state, flags.value('pull-secret-file'));
    case 'stop':
      if (!machine.running) return failed('The instance is already stopped');
      setRunning(state, false);
      return ok('Stopped the instance');
    case 'console':
      if (!machine.exists) return failed(absent);
      return ok(
        JSON.stringify({
          success: true,
          clusterConfig: {
            clusterType: 'openshift',
            url: SERVER,
            webConsoleUrl: 'https://console-openshift-console.apps-crc.testing',
            adminCredentials: { username: 'kubeadmin', password: KUBEADMIN_PASSWORD },
            developerCredentials: { username: 'developer', password: 'developer' },
          },
        }),
      );
    case 'delete':
      if (!machine.exists) return failed(absent);
      if (!flags.has('force'))
        return failed('Aborted', 1, 'Do you want to delete the instance? [y/N]: ');
      setRunning(state, false);
      machine.exists = false;
      delete state.clusters[SERVER];
      return ok('Deleted the instance');
    case 'cleanup':
      machine.setup = false;
      return ok('Cleanup finished');
    default:
      return failed(`unknown command "${flags.words[0]}" for "crc"`);
  }
}

function setRunning(state: State, running: boolean): void {
  state.crc.running = running;
  const cluster = state.clusters[SERVER];
  if (cluster) cluster.running = running;
}

function start(invocation: Invocation, state: State, pullSecret: string | undefined): Answer {
  if (!state.crc.setup)
    return failed("Preflight checks failed during pre-start, please try to run 'crc setup' first");
  if (
    !state.crc.exists &&
    (pullSecret === undefined || !existsSync(resolve(invocation.cwd, pullSecret)))
  ) {
    return failed(
      'Failed to ask for pull secret: please provide a pull secret with --pull-secret-file',
    );
  }
  state.crc.exists = true;
  state.clusters[SERVER] ??= newCluster({
    server: SERVER,
    version: VERSION,
    openshift: true,
    admin: 'kubeadmin',
  });
  setRunning(state, true);
  const config = Kubeconfig.of(invocation.env);
  config.useSession(SERVER, 'developer', 'default');
  config.save();
  const folder = join(invocation.env.HOME ?? '/', '.crc/bin/oc');
  const own = process.argv[1];
  mkdirSync(folder, { recursive: true });
  if (own !== undefined) {
    copyFileSync(realpathSync(own), join(folder, 'oc'));
    chmodSync(join(folder, 'oc'), 0o755);
  }
  return ok('Started the OpenShift cluster.');
}
