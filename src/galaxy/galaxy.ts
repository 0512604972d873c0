import type { GalaxyArguments } from '../cli/arguments/arguments.ts';
import type { CommandContext } from '../cli/command.ts';
import { OptionsError } from '../cli/options-error.ts';
import { resolvePath } from '../cli/settings/value.ts';
import { TroupeError } from '../diagnostics/errors.ts';
import { buildCollections, listCollections } from './collection-commands.ts';
import { downloadCollections } from './collection-download.ts';
import { installCollections } from './collection-install.ts';
import { typeOf } from './collection-resolve.ts';
import { verifyCollections } from './collection-verify.ts';
import {
  type CollectionRequirement,
  parseCollection,
  parseRole,
  type RoleRequirement,
  readRequirements,
} from './requirements.ts';
import { describeRoles, listRoles, removeRoles } from './role-commands.ts';
import { installRoles } from './role-install.ts';
import { type GalaxySession, sessionOf } from './session.ts';
import { initialize } from './skeleton.ts';

/** `troupe galaxy`, ansible-galaxy's counterpart. Gives the exit code. @throws TroupeError */
export async function galaxyCommand(
  args: GalaxyArguments,
  command: CommandContext,
): Promise<number> {
  const session = sessionOf(args, command);
  const isRole = args.type === 'role';
  switch (args.action) {
    case 'install':
      await install(session);
      return 0;
    case 'download':
      await download(session);
      return 0;
    case 'list':
      return isRole ? listRoles(session) : listCollections(session);
    case 'init':
      return initialize(session);
    case 'remove':
      return removeRoles(session);
    case 'info':
      return describeRoles(session);
    case 'build':
      return buildCollections(session);
    case 'verify':
      return verifyCollections(wantedCollections(session, requirementsFile(session)), session);
    default:
      throw new TroupeError(
        `'${args.action}' changes or searches what is on a Galaxy server, which troupe does not do`,
      );
  }
}

async function download(session: GalaxySession): Promise<void> {
  const { args, command } = session;
  const file = requirementsFile(session);
  const folder = resolvePath(args.downloadPath ?? './collections', { ...command });
  await downloadCollections(wantedCollections(session, file), folder, session);
}

async function install(session: GalaxySession): Promise<void> {
  const { args, display, command } = session;
  const path = requirementsFile(session);
  const roles: RoleRequirement[] = [];
  const collections: CollectionRequirement[] = [];
  let folder = command.settings.COLLECTIONS_PATHS[0] ?? '';
  if (args.type === 'collection') {
    folder = resolvePath(args.collectionsPath ?? folder, { ...command });
    collections.push(...wantedCollections(session, path));
  } else if (path !== undefined) {
    const found = readRoleFile(path);
    roles.push(...found.roles);
    if (found.collections.length > 0) {
      if (args.implicitRole && !hasOwnRolesPath(session)) {
        refuseWithoutKeyring(found.collections, session);
        collections.push(...found.collections);
      } else tellIgnored(path, session);
    }
  } else {
    if (args.positionals.length === 0) {
      throw new OptionsError('- you must specify a user/role name or a roles file');
    }
    roles.push(...args.positionals.map((text) => parseRole(text.trim())));
  }
  if (roles.length === 0 && collections.length === 0) {
    display.line('Skipping install, no requirements found');
    return;
  }
  if (roles.length > 0) {
    display.line('Starting galaxy role install process');
    await installRoles(roles, session);
  }
  // Places that can't be are told before anything is done.
  for (const requirement of collections) typeOf(requirement);
  if (collections.length > 0) {
    display.line('Starting galaxy collection install process');
    await installCollections(collections, folder, session);
  }
}

function readRoleFile(path: string) {
  if (!/\.ya?ml$/.test(path)) {
    throw new TroupeError(
      'Invalid role requirements file, it must end with a .yml or .yaml extension',
    );
  }
  return readRequirements(path);
}

/** Whether -p was given: then roles alone are installed. */
function hasOwnRolesPath({ args, command }: GalaxySession): boolean {
  return args.rolesPath.length > command.settings.DEFAULT_ROLES_PATH.length;
}

function tellIgnored(path: string, { args, warn, command }: GalaxySession): void {
  const message =
    `The requirements file '${path}' contains collections which will be ignored. To install these collections ` +
    "run 'ansible-galaxy collection install -r' or to install both at the same time run " +
    "'ansible-galaxy install -r' without a custom install path.";
  if (args.implicitRole) warn(message);
  else command.messages.notice(message, 3);
}

function requirementsFile({ args, command }: GalaxySession): string | undefined {
  return args.requirements === null ? undefined : resolvePath(args.requirements, { ...command });
}

function wantedCollections(
  session: GalaxySession,
  path: string | undefined,
): readonly CollectionRequirement[] {
  const { args } = session;
  if (path !== undefined && args.positionals.length > 0) {
    throw new TroupeError(
      'The positional collection_name arg and --requirements-file are mutually exclusive.',
    );
  }
  if (path === undefined && args.positionals.length === 0) {
    throw new TroupeError('You must specify a collection name or a requirements file.');
  }
  if (path !== undefined && args.signatures.length > 0) {
    throw new TroupeError(
      'The --signatures option and --requirements-file are mutually exclusive. Use the --signatures with positional ' +
        "collection_name args or provide a 'signatures' key for requirements in the --requirements-file.",
    );
  }
  const collections =
    path === undefined
      ? args.positionals.map((text) => parseCollection(text, args.signatures))
      : readRequirements(path, { roles: false }).collections;
  refuseWithoutKeyring(collections, session);
  return collections;
}

function refuseWithoutKeyring(
  collections: readonly CollectionRequirement[],
  { args }: GalaxySession,
): void {
  const signed = collections.find(({ signatures }) => signatures.length > 0);
  if (signed !== undefined && args.keyring === null) {
    throw new TroupeError(
      `Signatures were provided to verify ${signed.name} but no keyring was configured.`,
    );
  }
}
