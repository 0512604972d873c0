import { posix } from 'node:path';
import { outcomeOf } from '../../commands/program.ts';
import { fail } from '../../definition/failure.ts';
import { dockerTexts } from '../docker-client.ts';
import type { DockerDaemon } from '../docker-daemon.ts';
import type { ContainerArguments } from './arguments.ts';
import { sizeInBytes } from './texts.ts';
import { type Body, hostConfig, type Inspected, type Wishes, type Wishing } from './wishes.ts';

type Mount = NonNullable<ContainerArguments['mounts']>[number];

/** Options that only mounts of one type have. */
const OF_TYPE = {
  volume_driver: 'volume',
  volume_options: 'volume',
  propagation: 'bind',
  no_copy: 'volume',
  labels: 'volume',
  tmpfs_size: 'tmpfs',
  tmpfs_mode: 'tmpfs',
} as const;

const MODES = new Set(
  'rw ro z Z consistent delegated cached rprivate private rshared shared rslave slave nocopy'.split(
    ' ',
  ),
);

const isMode = (text: string): boolean => text.split(',').every((part) => MODES.has(part));

/** Refuses two things at one path. */
class Places {
  readonly #taken = new Map<string, string>();

  take(path: string, option: string): void {
    const other = this.#taken.get(path);
    if (other === option) {
      fail(`The mount point "${path}" appears twice in the ${option} option`);
    }
    if (other !== undefined) {
      fail(`The mount point "${path}" appears both in the ${option} and ${other} option`);
    }
    this.#taken.set(path, option);
  }
}

export async function mountWishes({ args, daemon }: Wishing): Promise<Wishes> {
  const places = new Places();
  const wishes: Record<string, unknown> = {};
  if (args.mounts !== null) wishes.mounts = args.mounts.map((mount) => mountWish(mount, places));
  if (args.volumes !== null) {
    const volumes: string[] = [];
    for (const volume of args.volumes) {
      const made = await hostPath(volume, daemon);
      const parts = made.split(':');
      places.take(parts[Math.min(1, parts.length - 1)] ?? '', 'volumes');
      volumes.push(made);
    }
    wishes.volumes = volumes;
    wishes.volume_binds = volumes.flatMap(bindOf);
  }
  return wishes;
}

function mountWish(mount: Mount, places: Places): Wishes {
  const { target, type } = mount;
  places.take(target, 'mounts');
  if (mount.source === null && type !== 'tmpfs' && type !== 'volume') {
    fail(`source must be specified for mount "${target}" of type "${type}"`);
  }
  for (const [option, its] of Object.entries(OF_TYPE)) {
    if (mount[option as keyof typeof OF_TYPE] !== null && type !== its) {
      fail(
        `${option} cannot be specified for mount "${target}" of type "${type}" (needs type "${its}")`,
      );
    }
  }
  const { volume_options, labels, tmpfs_size, tmpfs_mode, ...plain } = mount;
  const mode = tmpfs_mode !== null && /^\s*(0o)?[0-7]+\s*$/i.test(tmpfs_mode);
  if (tmpfs_mode !== null && !mode) {
    fail(`tmp_fs mode of mount "${target}" is not an octal string!`);
  }
  const before = `Failed to convert tmpfs_size of mount "${target}" to bytes`;
  const hasOptions = Object.keys(volume_options ?? {}).length > 0;
  return Object.fromEntries(
    Object.entries({
      ...plain,
      labels: labels && Object.fromEntries(dockerTexts(labels)),
      volume_options:
        mount.volume_driver && hasOptions ? Object.fromEntries(dockerTexts(volume_options)) : null,
      tmpfs_size: tmpfs_size === null ? null : sizeInBytes(tmpfs_size, before),
      tmpfs_mode: tmpfs_mode === null ? null : Number.parseInt(tmpfs_mode.replace(/0o/i, ''), 8),
    }).filter(([, value]) => value !== null),
  );
}

/** A volume whose path of the host is given from home or from here, with the whole path and a mode. */
async function hostPath(volume: string, daemon: DockerDaemon): Promise<string> {
  const parts = volume.split(':');
  const [host = '', container = '', mode = 'rw'] = parts;
  if (parts.length === 3 && !isMode(mode)) fail(`Found invalid volumes mode: ${mode}`);
  const isShort = parts.length === 2 && !isMode(container);
  if (!/^[.~]/.test(host) || (parts.length !== 3 && !isShort)) return volume;
  const path = host.startsWith('~') ? await daemon.target.expandPath(host) : host;
  const here = path.startsWith('/') ? '/' : await workingFolder(daemon);
  return `${posix.resolve(here, path)}:${container}:${mode}`;
}

async function workingFolder({ target }: DockerDaemon): Promise<string> {
  return outcomeOf(await target.query({ shell: 'pwd' })).stdout.trim();
}

/** A volume of the host or one with a name, in full; none for one without a source. */
function bindOf(volume: string): string[] {
  const parts = volume.split(':');
  const [host, container, mode = 'rw'] = parts;
  if (parts.length === 3 || (parts.length === 2 && !isMode(container ?? ''))) {
    return [`${host}:${container}:${mode}`];
  }
  return [];
}

const isAnonymous = (volume: string): boolean => bindOf(volume).length === 0;

interface DescribedMount {
  readonly Type?: string;
  readonly Source?: string;
  readonly Target?: string;
  readonly ReadOnly?: boolean;
  readonly Consistency?: string;
  readonly BindOptions?: { readonly Propagation?: string };
  readonly VolumeOptions?: {
    readonly NoCopy?: boolean;
    readonly Labels?: object;
    readonly DriverConfig?: { readonly Name?: string; readonly Options?: object };
  };
  readonly TmpfsOptions?: { readonly SizeBytes?: number; readonly Mode?: number };
}

export function mountsOf({ Config, HostConfig }: Inspected): Wishes {
  const mounts = HostConfig.Mounts as readonly DescribedMount[] | null | undefined;
  return {
    ...(Config.Volumes != null && { volumes: Object.keys(Config.Volumes) }),
    ...(HostConfig.Binds != null && { volume_binds: HostConfig.Binds }),
    ...(mounts != null && { mounts: mounts.map(mountOptions) }),
  };
}

function mountOptions(mount: DescribedMount): Wishes {
  const { BindOptions: bind, VolumeOptions: volume, TmpfsOptions: tmpfs } = mount;
  return {
    type: mount.Type ?? null,
    source: mount.Source ?? null,
    target: mount.Target ?? null,
    read_only: mount.ReadOnly ?? false,
    consistency: mount.Consistency ?? null,
    propagation: bind?.Propagation ?? null,
    no_copy: volume?.NoCopy ?? false,
    labels: volume?.Labels ?? {},
    volume_driver: volume?.DriverConfig?.Name ?? null,
    volume_options: volume?.DriverConfig?.Options ?? {},
    tmpfs_size: tmpfs?.SizeBytes ?? null,
    tmpfs_mode: tmpfs?.Mode ?? null,
  };
}

export function expectedMounts(wishes: Wishes, image: Inspected | null): Wishes {
  const wanted = ((wishes.volumes ?? []) as readonly string[]).filter(isAnonymous);
  const volumes = [...new Set([...Object.keys(image?.Config.Volumes ?? {}), ...wanted])];
  return {
    ...(wishes.mounts !== undefined && { mounts: wishes.mounts }),
    ...(volumes.length > 0 && { volumes }),
    volume_binds: [...new Set((wishes.volume_binds ?? []) as readonly string[])],
  };
}

export function createMounts(body: Body, { mounts, volumes, volume_binds }: Wishes): void {
  if (mounts !== undefined) {
    hostConfig(body).Mounts = (mounts as readonly Wishes[]).map(describedMount);
  }
  if (volumes !== undefined) {
    const anonymous = (volumes as readonly string[]).filter(isAnonymous);
    body.Volumes = Object.fromEntries(anonymous.map((volume) => [volume, {}]));
  }
  if (volume_binds !== undefined) hostConfig(body).Binds = volume_binds;
}

function describedMount(mount: Wishes): Body {
  const driver = mount.volume_driver
    ? {
        Name: mount.volume_driver,
        ...(mount.volume_options !== undefined && { Options: mount.volume_options }),
      }
    : undefined;
  const isSome = (value: unknown): boolean => Object.keys(value ?? {}).length > 0;
  const volume = {
    ...(mount.no_copy === true && { NoCopy: true }),
    ...(isSome(mount.labels) && { Labels: mount.labels }),
    ...(driver !== undefined && { DriverConfig: driver }),
  };
  const tmpfs = {
    ...(Boolean(mount.tmpfs_mode) && { Mode: mount.tmpfs_mode }),
    ...(Boolean(mount.tmpfs_size) && { SizeBytes: mount.tmpfs_size }),
  };
  return {
    Target: mount.target,
    Source: mount.source ?? null,
    Type: mount.type,
    ReadOnly: mount.read_only ?? null,
    ...(mount.consistency !== undefined && { Consistency: mount.consistency }),
    ...(mount.propagation !== undefined && { BindOptions: { Propagation: mount.propagation } }),
    ...(isSome(volume) && { VolumeOptions: volume }),
    ...(isSome(tmpfs) && { TmpfsOptions: tmpfs }),
  };
}
