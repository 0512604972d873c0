import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { type Collection, fullName } from './collection-artifact.ts';
import { choosePins, type Pin, sortRequirements } from './collection-pins.ts';
import { installedCollections } from './installed-collections.ts';
import { placeFolder } from './place.ts';
import type { CollectionRequirement } from './requirements.ts';
import { apiRoot } from './server.ts';
import type { GalaxySession } from './session.ts';
import { fetchSignature, hasValidManifest } from './signatures.ts';
import { signatureTexts, writeSourceInfo } from './source-info.ts';
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
  mkdirSync(target, { recursive: true });
  const installed = new Map(
    installedCollections(target).map((one) => [fullName(one), one] as const),
  );
  const force = args.force || args.forceWithDeps;

  const { given, wishes } = await sortRequirements(requirements, session);
  const isThere = (name: string, version: string) => {
    const present = installed.get(name);
    return !force && present !== undefined && meetsRequirement(present.version, version);
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
  const own = await ownSignatures(pins, session);
  display.line('Starting collection install process');
  for (const pin of pins) {
    if (pin.isInstalled) {
      display.line(`'${pin.name}:${pin.version}' is already installed, skipping.`);
      continue;
    }
    try {
      await installPin(pin, own.get(pin.name) ?? [], target, session);
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

/** The signatures that the user names, by collection; they are fetched before anything is installed. */
async function ownSignatures(
  pins: readonly Pin[],
  session: GalaxySession,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = new Map<string, string[]>();
  if (session.args.disableGpgVerify) return texts;
  for (const pin of pins) {
    if (pin.isBuilt) continue;
    const found: string[] = [];
    for (const source of pin.signatures) found.push(await fetchSignature(source, session));
    texts.set(pin.name, found);
  }
  return texts;
}

async function installPin(
  pin: Pin,
  ownSignatures: readonly string[],
  target: string,
  session: GalaxySession,
): Promise<void> {
  const { display } = session;
  const collection = await pin.load();
  const { namespace, name, version } = collection;
  const folder = join(target, namespace, name);
  const label = `${namespace}.${name}:${version}`;
  display.line(`Installing '${label}' to '${folder}'`);
  if (!pin.isBuilt) await checkSignatures(pin, collection, ownSignatures, session);
  placeFolder(folder, collection.files);
  const { remote } = pin;
  if (remote !== undefined) {
    writeSourceInfo(target, {
      namespace,
      name,
      version,
      server: apiRoot(remote.server),
      version_url: remote.href,
      download_url: remote.url,
      signatures: remote.signatures,
    });
  }
  if (pin.isBuilt) display.line(`Created collection for ${label} at ${folder}`);
  display.line(`${label} was installed successfully`);
}

/** With a keyring: refuses a collection without the valid signatures that are required. @throws TroupeError */
async function checkSignatures(
  pin: Pin,
  { files }: Collection,
  ownSignatures: readonly string[],
  session: GalaxySession,
): Promise<void> {
  const { keyring } = session.args;
  const manifest = files.find(({ path }) => path === 'MANIFEST.json')?.content;
  if (keyring === null || manifest === undefined) return;
  const signatures = new Set([...ownSignatures, ...signatureTexts(pin.remote?.signatures)]);
  if (!(await hasValidManifest(pin.name, manifest, signatures, keyring, session))) {
    throw new TroupeError(
      `Not installing ${pin.name} because GnuPG signature verification failed.`,
    );
  }
  session.command.messages.notice(`GnuPG signature verification succeeded for ${pin.name}`, 4);
}
