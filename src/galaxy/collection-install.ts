import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { fullName } from './collection-artifact.ts';
import { choosePins, type Pin, sortRequirements } from './collection-pins.ts';
import { installedCollections } from './installed-collections.ts';
import { placeFolder } from './place.ts';
import type { CollectionRequirement } from './requirements.ts';
import type { GalaxySession } from './session.ts';
import { meetsRequirement } from './versions.ts';

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

  const { given, wishes } = await sortRequirements(requirements, session);
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
  const pins = await choosePins(given, wishes, installed, session);
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
