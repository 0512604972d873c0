import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { newCluster } from './cluster.ts';
import { type FlagTable, parseFlags } from './flags.ts';
import { type Answer, failed, type Invocation, ok } from './invocation.ts';
import { Kubeconfig } from './kubeconfig.ts';
import type { Profile, State } from './state.ts';

const FLAGS: FlagTable = {
  values: [
    'profile',
    'vm-driver',
    'iso-url',
    'openshift-version',
    'cpus',
    'memory',
    'disk-size',
    'public-hostname',
    'routing-suffix',
    'http-proxy',
    'https-proxy',
    'no-proxy',
    'insecure-registry',
    'registry-mirror',
    'username',
    'password',
    'remote-ipaddress',
    'remote-ssh-user',
    'remote-ssh-key',
    'host-only-cidr',
    'docker-opt',
    'docker-env',
  ],
  switches: [
    'metrics',
    'logging',
    'show-libmachine-logs',
    'skip-registry-check',
    'skip-registration',
    'skip-startup-checks',
    'force',
    'purge',
    'service-catalog',
    'ocp-tag',
  ],
  short: { f: 'force' },
};

const DRIVERS = new Set(['virtualbox', 'kvm', 'xhyve', 'hyperv', 'generic']);

/** `minishift start|stop|status|ip|profile|profiles|version|oc-env` */
export function minishift(invocation: Invocation, state: State): Answer {
  // Shells leave `--metrics  --logging` and the like; a flag's value never starts with `--`.
  const flags = parseFlags(invocation.argv, FLAGS);
  const [verb, ...words] = flags.words;
  if (flags.problem) {
    return failed(
      `Error: ${flags.problem}\nUsage:\n  minishift ${verb ?? ''} [flags]\n\n${flags.problem}`,
    );
  }
  const name = flags.value('profile') ?? state.activeProfile;
  switch (verb) {
    case undefined:
      return ok(
        'Minishift is a command-line tool that provisions and manages single-node OpenShift clusters.',
      );
    case 'version':
      return ok(`minishift v${invocation.env.REHEARSAL_VERSION ?? '1.11.0'}+4459917`);
    case 'status':
      return onProfile(state, name, status);
    case 'ip':
      return onProfile(state, name, (profile) =>
        profile.status === 'Running'
          ? ok(profile.ip)
          : failed('Error getting IP: Host is not running'),
      );
    case 'start':
      return start(
        invocation,
        state,
        name,
        Object.fromEntries(
          [...(FLAGS.values ?? []), ...(FLAGS.switches ?? [])].flatMap((option) => {
            const value = flags.value(option);
            return value === undefined ? [] : [[option, value]];
          }),
        ),
      );
    case 'stop':
      return onProfile(state, name, (profile) => stop(state, name, profile));
    case 'delete':
      return onProfile(state, name, () => drop(invocation, state, name, false));
    case 'profile':
    case 'profiles':
      return profileCommand(invocation, state, words, flags.has('force'));
    default:
      return failed(
        `Error: unknown command "${verb}" for "minishift"\nRun 'minishift --help' for usage.`,
      );
  }
}

function onProfile(state: State, name: string, then: (profile: Profile) => Answer): Answer {
  const profile = state.profiles[name];
  return profile
    ? then(profile)
    : failed(
        `Error: '${name}' is not a valid profile, Use 'minishift profile set ${name}' or 'minishift start --profile ${name}' to create one.`,
      );
}

function status(profile: Profile): Answer {
  if (profile.status !== 'Running') return ok(profile.status);
  const version = profile.options['openshift-version'] || 'v3.7.0';
  return ok(
    `Minishift:  Running\nProfile:    ${profile.options.profile}\nOpenShift:  Running (openshift ${version}+7ed6862)\nDiskUsage:  11% of 17.9G`,
  );
}

function start(
  invocation: Invocation,
  state: State,
  name: string,
  options: Record<string, string>,
): Answer {
  const existing = state.profiles[name];
  if (existing?.status === 'Running') return ok(`The '${name}' VM is already running.`);
  const problem = cannotStart(invocation, options);
  if (problem) return failed(problem);
  const ip = existing?.ip ?? nextAddress(state);
  const server = `https://${ip}:8443`;
  const version = options['openshift-version'] || 'v3.7.0';
  state.profiles[name] = { status: 'Running', ip, options: { ...options, profile: name } };
  state.activeProfile = name;
  const cluster =
    state.clusters[server] ??
    newCluster({ server, version: `${version}+7ed6862`, openshift: true, admin: 'system:admin' });
  cluster.running = true;
  state.clusters[server] = cluster;
  const config = Kubeconfig.of(invocation.env);
  config.addCertificate(server, 'system:admin');
  config.useSession(server, 'developer', 'myproject');
  config.save();
  cacheClient(invocation, version);
  return ok(
    `-- Starting profile '${name}'\n-- Checking if requested OpenShift version '${version}' is valid ... OK\n` +
      `-- Starting Minishift VM ........................ OK\n-- OpenShift cluster will be configured with ...\n   Version: ${version}\n` +
      `OpenShift server started.\n\nThe server is accessible via web console at:\n    ${server}\n\nYou are logged in as:\n    User:     developer\n    Password: <any value>`,
  );
}

function cannotStart(invocation: Invocation, options: Record<string, string>): string | undefined {
  const driver = options['vm-driver'] ?? 'kvm';
  if (!DRIVERS.has(driver)) return `Error: Unsupported driver: ${driver}`;
  if (driver === 'kvm' && !isOnPath('docker-machine-driver-kvm', invocation.env.PATH ?? '')) {
    return 'Error starting the VM: Error creating new host: Driver "kvm" not found. Do you have the plugin binary "docker-machine-driver-kvm" accessible in your PATH?';
  }
  if (driver === 'generic' && !options['remote-ipaddress']) {
    return "Error: Remote IP address, '--remote-ipaddress', is required for the generic driver";
  }
  const iso = options['iso-url'];
  if (iso?.startsWith('file://') && !existsSync(iso.slice('file://'.length))) {
    return `Error starting the VM: Error creating the VM. open ${iso.slice('file://'.length)}: no such file or directory`;
  }
  if (options.cpus !== undefined && !/^\d+$/.test(options.cpus)) {
    return `Error: invalid argument "${options.cpus}" for --cpus=${options.cpus}: strconv.ParseInt: parsing "${options.cpus}": invalid syntax`;
  }
  return undefined;
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Minishift keeps the matching `oc` in its cache; here it is this very program. */
function cacheClient(invocation: Invocation, version: string): void {
  const home = invocation.env.MINISHIFT_HOME ?? join(invocation.env.HOME ?? '/', '.minishift');
  const folder = join(
    home,
    'cache/oc',
    version,
    process.platform === 'darwin' ? 'darwin' : 'linux',
  );
  const own = process.argv[1];
  mkdirSync(folder, { recursive: true });
  if (own === undefined || existsSync(join(folder, 'oc'))) return;
  copyFileSync(realpathSync(own), join(folder, 'oc'));
  chmodSync(join(folder, 'oc'), 0o755);
}

function nextAddress(state: State): string {
  const used = new Set(Object.values(state.profiles).map((profile) => profile.ip));
  for (let last = 100; ; last++) {
    if (!used.has(`192.168.99.${last}`)) return `192.168.99.${last}`;
  }
}

function stop(state: State, name: string, profile: Profile): Answer {
  if (profile.status !== 'Running') return ok(`The '${name}' VM is already stopped.`);
  profile.status = 'Stopped';
  const cluster = state.clusters[`https://${profile.ip}:8443`];
  if (cluster) cluster.running = false;
  return ok('Stopping local OpenShift cluster...\nCluster stopped.');
}

function profileCommand(
  invocation: Invocation,
  state: State,
  [verb, name]: string[],
  force: boolean,
): Answer {
  switch (verb) {
    case undefined:
    case 'list': {
      const names = [...new Set([...Object.keys(state.profiles), 'minishift'])].sort();
      const rows = names.map((profile) => {
        const shown = state.profiles[profile]?.status ?? 'Does Not Exist';
        return `- ${profile}\t${shown}${profile === state.activeProfile ? '\t\t(Active)' : ''}`;
      });
      return ok(rows.join('\n'));
    }
    case 'set':
      if (name === undefined) return failed('A profile name must be provided');
      state.profiles[name] ??= {
        status: 'Does Not Exist',
        ip: nextAddress(state),
        options: { profile: name },
      };
      state.activeProfile = name;
      return ok(`Profile '${name}' set as active profile.`);
    case 'delete':
      if (name === undefined) return failed('A profile name must be provided');
      return drop(invocation, state, name, force);
    default:
      return failed(`Error: unknown command "${verb}" for "minishift profile"`);
  }
}

function drop(invocation: Invocation, state: State, name: string, force: boolean): Answer {
  const profile = state.profiles[name];
  if (!profile) return failed(`Error: '${name}' is not a valid profile`);
  const active = state.activeProfile === name;
  const question = active
    ? 'You are deleting the active profile. It will remove the VM and all related artifacts. Do you want to continue [y/N]?: '
    : 'Will remove the VM and all the related artifacts. Do you want to continue [y/N]?: ';
  if (!force) {
    if (!/^y(es)?$/i.test(invocation.ask(question).trim())) return ok();
  }
  const server = `https://${profile.ip}:8443`;
  delete state.profiles[name];
  delete state.clusters[server];
  if (active) state.activeProfile = 'minishift';
  const home = invocation.env.MINISHIFT_HOME ?? join(invocation.env.HOME ?? '/', '.minishift');
  rmSync(join(home, 'profiles', name), { recursive: true, force: true });
  const tail = active ? "\nSwitched to default profile 'minishift' as the active profile." : '';
  return ok(`Profile '${name}' deleted successfully.${tail}`);
}
