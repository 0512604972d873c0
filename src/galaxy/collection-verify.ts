import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { checkCollectionName } from './collection-commands.ts';
import { collectionsFolder } from './collection-install.ts';
import { modifications } from './collection-modifications.ts';
import { type Remote, typeOf } from './collection-resolve.ts';
import { type InstalledCollection, installedCollection } from './installed-collections.ts';
import type { CollectionRequirement } from './requirements.ts';
import { isFolder } from './role.ts';
import { collectionArtifact, inAnsiblesWords, located, serversOf } from './server.ts';
import type { GalaxySession } from './session.ts';
import { fetchSignature, hasValidSignatures } from './signatures.ts';
import { rememberedSignatures, signatureTexts } from './source-info.ts';

/** `collection verify`. Gives the exit code. @throws TroupeError */
export async function verifyCollections(
  requirements: readonly CollectionRequirement[],
  session: GalaxySession,
): Promise<number> {
  const { args, warn } = session;
  let exitCode = 0;
  // Names that can't be are told before anything is done.
  for (const requirement of requirements) typeOf(requirement);
  for (const requirement of requirements) {
    try {
      if (!(await isAsItWas(requirement, session))) exitCode = 1;
    } catch (error) {
      if (!(args.ignoreErrors && error instanceof TroupeError)) throw error;
      warn(
        `Failed to verify collection '${requirement.name}:${requirement.version}' but skipping due to --ignore-errors being set. Error: ${error.message}`,
      );
    }
  }
  return exitCode;
}

async function isAsItWas(
  requirement: CollectionRequirement,
  session: GalaxySession,
): Promise<boolean> {
  const { args, display, warn } = session;
  const type = typeOf(requirement);
  if (type !== 'galaxy') {
    throw new TroupeError(
      `'${type}' type is not supported. The format namespace.name is expected.`,
    );
  }
  const { root, one } = findInstalled(requirement.name, session);
  const label = `${requirement.name}:${one.version}`;
  const own: string[] = [];
  for (const source of requirement.signatures) own.push(await fetchSignature(source, session));
  const wanted = requirement.version === '*' ? one.version : requirement.version;
  const remote = args.offline
    ? undefined
    : await findRemote(requirement.name, one.version, wanted, session);
  const given = remote ? signatureTexts(remote.signatures) : rememberedSignatures(root, one, warn);
  const signatures = new Set([...given, ...own]);

  display.line(`Verifying '${label}'.`);
  display.line(`Installed collection found at '${one.folder}'`);
  if (remote !== undefined && wanted !== one.version) {
    display.line(
      `${requirement.name} has the version '${one.version}' but is being compared to '${wanted}'`,
    );
    return false;
  }
  if (args.keyring === null) {
    if (signatures.size > 0) {
      warn(
        'The GnuPG keyring used for collection signature verification was not configured but signatures were provided ' +
          'by the Galaxy server. Configure a keyring for ansible-galaxy to verify the origin of the collection. ' +
          'Skipping signature verification.',
      );
    }
  } else {
    const file = join(one.folder, 'MANIFEST.json');
    const name = requirement.name;
    if (!(await hasValidSignatures(name, file, signatures, args.keyring, session))) return false;
    session.command.messages.notice(
      `GnuPG signature verification succeeded, verifying contents of ${label}`,
      4,
    );
  }
  // A MANIFEST.json that is vouched for by signatures need not be compared with the server's.
  const isVouchedFor = args.keyring !== null && signatures.size > 0;
  const compared = isVouchedFor ? undefined : remote;
  const modified = await modifications(one.folder, compared, session);
  if (modified.length === 0) {
    const what =
      remote === undefined
        ? 'are internally consistent with its manifest'
        : 'match the remote collection';
    display.line(`Successfully verified that checksums for '${label}' ${what}.`);
    return true;
  }
  display.line(`Collection ${requirement.name} contains modified content in the following files:`);
  for (const { path, expected, found } of modified) {
    display.line(`    ${path}`);
    session.command.messages.notice(`    Expected: ${expected}\n    Found: ${found}`, 1);
  }
  return false;
}

function findInstalled(
  wanted: string,
  { args }: GalaxySession,
): { root: string; one: InstalledCollection } {
  const [namespace, name] = checkCollectionName(wanted);
  let message = `Collection ${wanted} is not installed in any of the collection paths.`;
  for (const path of args.collectionsPaths) {
    const root = collectionsFolder(path);
    const folder = join(root, namespace, name);
    if (!isFolder(folder)) continue;
    const one = existsSync(join(folder, 'MANIFEST.json'))
      ? installedCollection(root, namespace, name)
      : undefined;
    if (one !== undefined) return { root, one };
    message =
      `Collection ${wanted} does not have a MANIFEST.json. A MANIFEST.json is expected if the collection has been ` +
      'built and installed via ansible-galaxy';
  }
  throw new TroupeError(message);
}

/** What the first server that has it says of a version. */
async function findRemote(
  name: string,
  installed: string,
  wanted: string,
  session: GalaxySession,
): Promise<Remote> {
  let failure: unknown;
  for (const one of serversOf(session)) {
    const server = await located(one, session);
    try {
      const signed = await collectionArtifact(server, name, installed, session);
      if (wanted === installed) return { server, name, version: wanted, ...signed };
      const artifact = await collectionArtifact(server, name, wanted, session);
      return { server, name, version: wanted, ...artifact };
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      failure = inAnsiblesWords(error, `${name}:${wanted}`, server);
    }
  }
  throw failure;
}
