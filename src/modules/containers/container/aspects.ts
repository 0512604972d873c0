import { pythonText } from '../../definition/python-text.ts';
import type { ContainerArguments } from './arguments.ts';
import { environmentWishes, expectedEnvironment } from './environment.ts';
import { healthCheck, NO_CHECK } from './health.ts';
import { expectedLabels } from './labels.ts';
import { createMounts, expectedMounts, mountsOf, mountWishes } from './mounts.ts';
import { networkWishes, withContainerId } from './networks.ts';
import { createPorts, expectedPorts, portsOf, portWishes } from './ports.ts';
import { simple } from './simple-aspect.ts';
import { commandWords, sizeInBytes } from './texts.ts';
import { type Body, hostConfig, type Inspected, type Wishes, type Wishing } from './wishes.ts';

/** What a value is, and so how two are compared. */
export type Kind = 'value' | 'list' | 'set' | 'set(dict)' | 'dict';

/** An option of a container's state. */
export interface StateOption {
  readonly name: string;
  readonly kind: Kind;
  readonly aliases?: readonly string[];
  /** How it is compared unless the task says; default: by its kind. */
  readonly comparison?: 'ignore';
  /** Comes from other options, is none of a task. */
  readonly derived?: true;
}

/** Options that belong together: how they get from a task to a container, and back. */
export interface Aspect {
  readonly options: readonly StateOption[];
  /** Version of the daemon's interface that knows them. */
  readonly since?: string;
  /** What a task says, in Docker's terms. */
  wishes(wishing: Wishing): Wishes | Promise<Wishes>;
  /** What a container has. */
  has(container: Inspected): Wishes;
  /** What a container made so from an image has; default: the wishes. */
  expects?(wishes: Wishes, image: Inspected | null, args: ContainerArguments): Wishes;
  /** Differences that don't count. */
  ignores?(option: string): boolean;
  create(body: Body, wishes: Wishes): void;
  /** Of what can be changed while there is a container. */
  update?(body: Body, wishes: Wishes): void;
}

const bytes = (name: 'kernel_memory' | 'memory' | 'memory_reservation' | 'shm_size') => ({
  from: ({ args }: Wishing) =>
    args[name] === null ? undefined : sizeInBytes(args[name], `Failed to convert ${name} to bytes`),
});

const rates = (name: 'device_read_bps' | 'device_write_bps', field: string) =>
  simple(name, 'set(dict)', ['HostConfig', field], {
    from: ({ args }) =>
      args[name]?.map(({ path, rate }) => ({
        Path: path,
        Rate: sizeInBytes(pythonText(rate), `Failed to convert ${name} to bytes`),
      })),
  });

const operations = (name: 'device_read_iops' | 'device_write_iops', field: string) =>
  simple(name, 'set(dict)', ['HostConfig', field], {
    from: ({ args }) => args[name]?.map(({ path, rate }) => ({ Path: path, Rate: rate })),
  });

const ofContainer = (name: 'ipc_mode' | 'pid_mode', field: string) =>
  simple(name, 'value', ['HostConfig', field], {
    from: async (wishing) => {
      const mode = wishing.args[name];
      return mode === null ? undefined : withContainerId(mode, wishing);
    },
  });

/** All aspects, in the order in which differences are told. */
export const ASPECTS: readonly Aspect[] = [
  simple('auto_remove', 'value', ['HostConfig', 'AutoRemove']),
  simple('blkio_weight', 'value', ['HostConfig', 'BlkioWeight'], { updates: true }),
  simple('capabilities', 'set', ['HostConfig', 'CapAdd']),
  simple('cap_drop', 'set', ['HostConfig', 'CapDrop']),
  simple('cgroupns_mode', 'value', ['HostConfig', 'CgroupnsMode'], { since: '1.41' }),
  simple('cgroup_parent', 'value', ['HostConfig', 'CgroupParent']),
  simple('command', 'list', ['Config', 'Cmd'], {
    from: ({ args, daemon }) =>
      args.command === null
        ? undefined
        : commandWords(args.command, args.command_handling, daemon.target),
  }),
  simple('cpu_period', 'value', ['HostConfig', 'CpuPeriod'], { updates: true }),
  simple('cpu_quota', 'value', ['HostConfig', 'CpuQuota'], { updates: true }),
  simple('cpuset_cpus', 'value', ['HostConfig', 'CpusetCpus'], { updates: true }),
  simple('cpuset_mems', 'value', ['HostConfig', 'CpusetMems'], { updates: true }),
  simple('cpu_shares', 'value', ['HostConfig', 'CpuShares'], { updates: true }),
  simple('entrypoint', 'list', ['Config', 'Entrypoint'], {
    from: ({ args, daemon }) =>
      args.entrypoint === null
        ? undefined
        : commandWords(args.entrypoint, args.command_handling, daemon.target),
  }),
  simple('cpus', 'value', ['HostConfig', 'NanoCpus'], {
    from: ({ args }) => (args.cpus === null ? undefined : Math.round(args.cpus * 1e9)),
  }),
  {
    options: [
      { name: 'detach', kind: 'value' },
      { name: 'interactive', kind: 'value' },
    ],
    wishes: ({ args }) => ({
      ...(args.detach !== null && { detach: args.detach }),
      ...(args.interactive !== null && { interactive: args.interactive }),
    }),
    has: ({ Config }) => ({
      interactive: Boolean(Config.OpenStdin),
      detach: !(Config.AttachStderr && Config.AttachStdout),
    }),
    create(body, { detach, interactive }) {
      const waits = detach !== true;
      const talks = waits && interactive === true;
      Object.assign(body, {
        AttachStdout: waits,
        AttachStderr: waits,
        AttachStdin: talks,
        StdinOnce: talks,
        OpenStdin: interactive ?? null,
      });
    },
  },
  simple('devices', 'set(dict)', ['HostConfig', 'Devices'], {
    from: ({ args }) => args.devices?.map(device),
  }),
  rates('device_read_bps', 'BlkioDeviceReadBps'),
  rates('device_write_bps', 'BlkioDeviceWriteBps'),
  operations('device_read_iops', 'BlkioDeviceReadIOps'),
  operations('device_write_iops', 'BlkioDeviceWriteIOps'),
  simple('device_requests', 'set(dict)', ['HostConfig', 'DeviceRequests'], {
    since: '1.40',
    from: ({ args }) =>
      args.device_requests?.map((request) => ({
        Driver: request.driver,
        Count: request.count,
        DeviceIDs: request.device_ids,
        Capabilities: request.capabilities,
        Options: request.options,
      })),
  }),
  simple('dns_servers', 'list', ['HostConfig', 'Dns']),
  simple('dns_opts', 'set', ['HostConfig', 'DnsOptions']),
  simple('dns_search_domains', 'list', ['HostConfig', 'DnsSearch']),
  simple('domainname', 'value', ['Config', 'Domainname']),
  {
    options: [{ name: 'env', kind: 'set' }],
    wishes: environmentWishes,
    has: ({ Config }) => ({ env: Config.Env }),
    expects: ({ env }, image) => ({ env: expectedEnvironment(env, image) }),
    create(body, { env }) {
      if (env !== undefined) body.Env = env;
    },
  },
  simple('etc_hosts', 'set', ['HostConfig', 'ExtraHosts'], {
    from: ({ args }) =>
      args.etc_hosts === null
        ? undefined
        : Object.entries(args.etc_hosts).map(([name, at]) => `${name}:${pythonText(at)}`),
  }),
  simple('groups', 'set', ['HostConfig', 'GroupAdd']),
  {
    ...simple('healthcheck', 'dict', ['Config', 'Healthcheck'], {
      from: ({ args, daemon }) =>
        args.healthcheck === null ? undefined : healthCheck(args.healthcheck, daemon.target),
    }),
    has({ Config }) {
      const check = Config.Healthcheck as { readonly Test?: readonly string[] } | null | undefined;
      const isNone = !check || (check.Test?.length === 1 && check.Test[0] === 'NONE');
      return { healthcheck: isNone ? NO_CHECK : check };
    },
  },
  simple('hostname', 'value', ['Config', 'Hostname']),
  { ...simple('image', 'value', ['Config', 'Image']), ignores: () => true },
  simple('init', 'value', ['HostConfig', 'Init']),
  ofContainer('ipc_mode', 'IpcMode'),
  simple('kernel_memory', 'value', ['HostConfig', 'KernelMemory'], {
    updates: true,
    ...bytes('kernel_memory'),
  }),
  { ...simple('labels', 'dict', ['Config', 'Labels']), expects: expectedLabels },
  simple('links', 'set', ['HostConfig', 'Links'], {
    from: ({ args }) =>
      args.links?.map((link) => {
        const [, name = link, alias = link] = /^([^:]*):(.*)$/s.exec(link) ?? [];
        return `/${name}:/${args.name}/${alias}`;
      }),
  }),
  {
    options: [
      { name: 'log_driver', kind: 'value' },
      { name: 'log_options', kind: 'dict', aliases: ['log_opt'] },
    ],
    wishes: logWishes,
    has({ HostConfig }) {
      const config = (HostConfig.LogConfig ?? {}) as { Type?: string; Config?: object };
      return { log_driver: config.Type, log_options: config.Config };
    },
    create(body, { log_driver, log_options }) {
      if (log_driver === undefined) return;
      hostConfig(body).LogConfig = { Type: log_driver, Config: log_options ?? {} };
    },
  },
  simple('mac_address', 'value', ['Config', 'MacAddress'], {
    from: ({ args }) => args.mac_address?.replaceAll('-', ':'),
  }),
  simple('memory', 'value', ['HostConfig', 'Memory'], { updates: true, ...bytes('memory') }),
  simple('memory_reservation', 'value', ['HostConfig', 'MemoryReservation'], {
    updates: true,
    ...bytes('memory_reservation'),
  }),
  simple('memory_swap', 'value', ['HostConfig', 'MemorySwap'], {
    updates: true,
    from: ({ args: { memory_swap: size } }) => {
      if (size === null) return undefined;
      if (size === 'unlimited' || size === '-1') return -1;
      return sizeInBytes(size, 'Failed to convert memory_swap to bytes');
    },
  }),
  simple('memory_swappiness', 'value', ['HostConfig', 'MemorySwappiness']),
  simple('stop_timeout', 'value', ['Config', 'StopTimeout'], { comparison: 'ignore' }),
  {
    options: [
      { name: 'network_mode', kind: 'value' },
      { name: 'networks', kind: 'set(dict)' },
    ],
    wishes: networkWishes,
    has: ({ HostConfig }) => ({ network_mode: HostConfig.NetworkMode }),
    // A container is moved from network to network, not made anew.
    ignores: (option) => option === 'networks',
    create(body, { network_mode }) {
      if (network_mode !== undefined) hostConfig(body).NetworkMode = network_mode;
    },
  },
  simple('oom_killer', 'value', ['HostConfig', 'OomKillDisable']),
  simple('oom_score_adj', 'value', ['HostConfig', 'OomScoreAdj']),
  ofContainer('pid_mode', 'PidMode'),
  simple('pids_limit', 'value', ['HostConfig', 'PidsLimit']),
  {
    ...simple('platform', 'value', ['Config', 'Platform'], { since: '1.41' }),
    has: ({ Platform }) => ({ platform: Platform }),
    create(body, { platform }) {
      if (platform !== undefined) body.platform = platform;
    },
  },
  simple('privileged', 'value', ['HostConfig', 'Privileged']),
  simple('read_only', 'value', ['HostConfig', 'ReadonlyRootfs']),
  {
    options: [
      { name: 'restart_policy', kind: 'value' },
      { name: 'restart_retries', kind: 'value' },
    ],
    wishes: ({ args }) => ({
      ...(args.restart_policy !== null && { restart_policy: args.restart_policy }),
      ...(args.restart_retries !== null && { restart_retries: args.restart_retries }),
    }),
    has({ HostConfig }) {
      const policy = (HostConfig.RestartPolicy ?? {}) as Record<string, unknown>;
      return { restart_policy: policy.Name, restart_retries: policy.MaximumRetryCount };
    },
    create(body, wishes) {
      if (wishes.restart_policy !== undefined) setRestartPolicy(hostConfig(body), wishes);
    },
    update: setRestartPolicy,
  },
  simple('runtime', 'value', ['HostConfig', 'Runtime']),
  simple('security_opts', 'set', ['HostConfig', 'SecurityOpt']),
  simple('shm_size', 'value', ['HostConfig', 'ShmSize'], bytes('shm_size')),
  simple('stop_signal', 'value', ['Config', 'StopSignal']),
  simple('storage_opts', 'dict', ['HostConfig', 'StorageOpt']),
  simple('sysctls', 'dict', ['HostConfig', 'Sysctls'], {
    from: ({ args: { sysctls } }) =>
      sysctls === null
        ? undefined
        : Object.fromEntries(
            Object.entries(sysctls).map(([name, value]) => [name, pythonText(value)]),
          ),
  }),
  simple('tmpfs', 'dict', ['HostConfig', 'Tmpfs'], {
    from: ({ args: { tmpfs } }) =>
      tmpfs === null
        ? undefined
        : Object.fromEntries(
            tmpfs.map((text) => {
              const [, path = text, options = ''] = /^([^:]*):(.*)$/s.exec(text) ?? [];
              return [path, options];
            }),
          ),
  }),
  simple('tty', 'value', ['Config', 'Tty']),
  simple('ulimits', 'set(dict)', ['HostConfig', 'Ulimits'], {
    from: ({ args }) => args.ulimits?.map(ulimit),
  }),
  simple('user', 'value', ['Config', 'User']),
  simple('userns_mode', 'value', ['HostConfig', 'UsernsMode']),
  simple('uts', 'value', ['HostConfig', 'UTSMode']),
  simple('volume_driver', 'value', ['HostConfig', 'VolumeDriver']),
  simple('volumes_from', 'set', ['HostConfig', 'VolumesFrom']),
  simple('working_dir', 'value', ['Config', 'WorkingDir']),
  {
    options: [
      { name: 'mounts', kind: 'set(dict)' },
      { name: 'volumes', kind: 'set' },
      { name: 'volume_binds', kind: 'set', derived: true },
    ],
    wishes: mountWishes,
    has: mountsOf,
    expects: expectedMounts,
    create: createMounts,
  },
  {
    options: [
      { name: 'exposed_ports', kind: 'set', aliases: ['exposed', 'expose'] },
      { name: 'publish_all_ports', kind: 'value' },
      { name: 'published_ports', kind: 'dict', aliases: ['ports'] },
    ],
    wishes: portWishes,
    has: portsOf,
    expects: expectedPorts,
    create: createPorts,
  },
];

function device(text: string): Body {
  const [host = '', inside = host, permissions = 'rwm'] = text.split(':');
  return { CgroupPermissions: permissions, PathInContainer: inside, PathOnHost: host };
}

function ulimit(text: string): Body {
  const [name, soft, hard = soft] = text.split(':');
  return soft === undefined ? {} : { Name: name, Soft: Number(soft), Hard: Number(hard) };
}

function setRestartPolicy(body: Body, { restart_policy, restart_retries }: Wishes): void {
  if (restart_policy === undefined) return;
  body.RestartPolicy = { Name: restart_policy, MaximumRetryCount: restart_retries ?? null };
}

function logWishes({ args, controller }: Wishing): Wishes {
  if (args.log_driver === null) return {};
  const options = Object.entries(args.log_options ?? {}).map(([name, value]) => {
    const text = pythonText(value);
    if (typeof value !== 'string') {
      controller.warn(
        `Non-string value found for log_options option '${name}'. The value is automatically converted to '${text}'. If this is not correct, or you want to avoid such warnings, please quote the value.`,
      );
    }
    return [name, text];
  });
  return {
    log_driver: args.log_driver,
    ...(args.log_options !== null && { log_options: Object.fromEntries(options) }),
  };
}
