import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { type Collection, fullName } from './collection-artifact.ts';
import {
  collectionsAt,
  downloadCollection,
  newestOnServers,
  type Remote,
  typeOf,
} from './collection-resolve.ts';
import { installedCollections } from './installed-collections.ts';
import { placeFolder } from './place.ts';
import type { CollectionRequirement } from './requirements.ts';
import type { GalaxySession } from './session.ts';
import { meetsRequirement } from './versions.ts';

interface Pin {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly isInstalled: boolean;
  /** Made from its sources, not out of an archive. */
  readonly isBuilt?: boolean;
  readonly load: () => Promise<Collection>;
}

type Given = Collection & { readonly isBuilt: boolean };

interface Wish {
  readonly name: string;
  readonly version: string;
  readonly source: string | undefined;
  readonly origin: string;
}

/** Installs collections with their dependencies below a folder `ansible_collections`. @throws TroupeError */
export async function installCollections(
  requirements: readonly CollectionRequirement[],
  folder: string,
  session: GalaxySession,
): Promise<void> {
  const { args, command, display, warn } = session;
  const configured = command.settings.COLLECTIONS_PATHS;
  if (!configured.some((path) => path.startsWith(folder))) {
    warn(
      `The specified collections path '${folder}' is not part of the configured Ansible collections paths '${configured.join(':')}'. ` +
        'The installed collection will not be picked up in an Ansible run, unless within a playbook-adjacent collections directory.',
    );
  }
  const target = collectionsFolder(folder);
  const installed = new Map(
    installedCollections(target).map((one) => [fullName(one), one.version] as const),
  );
  const force = args.force || args.forceWithDeps;

  const given: Given[] = [];
  const wishes: Wish[] = [];
  for (const requirement of requirements) {
    const type = typeOf(requirement);
    if (type === 'galaxy') wishes.push({ ...requirement, origin: 'direct request' });
    else {
      const isBuilt = type !== 'file' && type !== 'url';
      const found = await collectionsAt(requirement, type, session);
      given.push(...found.map((collection) => ({ ...collection, isBuilt })));
    }
  }
  const isThere = (name: string, version: string) => {
    const present = installed.get(name);
    return !force && present !== undefined && meetsRequirement(present, version);
  };
  const isSatisfied =
    wishes.every(({ name, version }) => isThere(name, version)) &&
    given.every((one) => isThere(fullName(one), one.version));
  if (isSatisfied && !args.upgrade) {
    display.line(
      'Nothing to do. All requested collections are already installed. If you want to reinstall them, consider using `--force`.',
    );
    return;
  }
  display.line('Process install dependency map');
  const pins = await resolve(given, wishes, installed, session);
  display.line('Starting collection install process');
  for (const pin of pins) {
    if (pin.isInstalled) {
      display.line(`'${pin.name}:${pin.version}' is already installed, skipping.`);
      continue;
    }
    try {
      await installPin(pin, target, session);
    } catch (error) {
      if (!(args.ignoreErrors && error instanceof TroupeError)) throw error;
      warn(
        `Failed to install collection ${pin.name}:${pin.version} but skipping due to --ignore-errors being set. Error: ${error.message}`,
      );
    }
  }
}

/** `…/ansible_collections` of a folder for collections. */
export function collectionsFolder(folder: string): string {
  return folder.endsWith('ansible_collections') ? folder : join(folder, 'ansible_collections');
}

async function installPin(pin: Pin, target: string, { display }: GalaxySession): Promise<void> {
  const collection = await pin.load();
  const { namespace, name, version } = collection;
  const folder = join(target, namespace, name);
  const label = `${namespace}.${name}:${version}`;
  display.line(`Installing '${label}' to '${folder}'`);
  placeFolder(folder, collection.files);
  if (pin.isBuilt) display.line(`Created collection for ${label} at ${folder}`);
  display.line(`${label} was installed successfully`);
}

/**
 * One version of each collection that is asked for, directly or as a dependency. Versions are chosen in the order of
 * the wishes, the newest that meets all that is known; a wish that comes up later and rules the choice out is told as a conflict.
 */
async function resolve(
  given: readonly Given[],
  direct: readonly Wish[],
  installed: ReadonlyMap<string, string>,
  session: GalaxySession,
): Promise<Pin[]> {
  const { args } = session;
  const pins = new Map<string, Pin>();
  const wishes = [...direct];
  const all = new Map<string, Wish[]>();
  const add = (pin: Pin) => {
    pins.set(pin.name, pin);
    if (args.noDeps) return;
    for (const [name, version] of Object.entries(pin.dependencies)) {
      const origin = `dependency of ${pin.name}:${pin.version}`;
      wishes.push({ name, version, source: undefined, origin });
    }
  };
  for (const wish of direct) all.set(wish.name, [...(all.get(wish.name) ?? []), wish]);
  for (const one of given) {
    const { version, dependencies } = one;
    add({
      name: fullName(one),
      version,
      dependencies,
      isInstalled: false,
      isBuilt: one.isBuilt,
      load: async () => one,
    });
  }
  for (let wish = wishes.shift(); wish !== undefined; wish = wishes.shift()) {
    const { name } = wish;
    const known = all.get(name) ?? [];
    if (!known.includes(wish)) all.set(name, [...known, wish]);
    const asked = all.get(name) as Wish[];
    const pin = pins.get(name);
    if (pin !== undefined) {
      if (!asked.every(({ version }) => meetsRequirement(pin.version, version))) {
        throw conflict(asked);
      }
      continue;
    }
    const isDirect = direct.some((one) => one.name === name);
    const keeps = !args.upgrade && !args.forceWithDeps && !(args.force && isDirect);
    const present = installed.get(name);
    if (
      keeps &&
      present !== undefined &&
      asked.every(({ version }) => meetsRequirement(present, version))
    ) {
      pins.set(name, {
        name,
        version: present,
        dependencies: {},
        isInstalled: true,
        load: () => Promise.reject(new Error('is installed')),
      });
      continue;
    }
    const remote = args.offline
      ? undefined
      : await newestOnServers(
          name,
          asked.map(({ version }) => version),
          asked.find(({ source }) => source !== undefined)?.source,
          session,
        );
    if (remote === undefined) throw conflict(asked);
    const isSame = present === remote.version && !args.force && !args.forceWithDeps;
    add(remotePin(remote, isSame, session));
  }
  return [...pins.values()];
}

function remotePin(remote: Remote, isInstalled: boolean, session: GalaxySession): Pin {
  const { name, version, dependencies } = remote;
  return {
    name,
    version,
    dependencies,
    isInstalled,
    load: () => downloadCollection(remote, session),
  };
}

function conflict(wishes: readonly Wish[]): TroupeError {
  return new TroupeError(
    [
      'Failed to resolve the requested dependencies map. Could not satisfy the following requirements:',
      ...wishes.map(({ name, version, origin }) => `* ${name}:${version} (${origin})`),
    ].join('\n'),
  );
}
