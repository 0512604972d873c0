import { collectionFamily } from './galaxy-collection.ts';
import {
  cache,
  collectionSkeleton,
  collectionsPath,
  collectionsPaths,
  common,
  disableGpg,
  downloadPath,
  force,
  forceWithDeps,
  format,
  ignoreErrors,
  initPath,
  installSignatures,
  keepScmMeta,
  noDeps,
  offlineRole,
  outputPath,
  pre,
  requirements,
  roleSkeleton,
  rolesPath,
  roleType,
  upgrade,
} from './galaxy-options.ts';
import { roleFamily, roleFamilyWithCollections } from './galaxy-role.ts';
import { baseOptions, verbosityOptions } from './options.ts';
import type { CommandFamily } from './subcommands.ts';

export const galaxyOptions = [
  ...common,
  force,
  offlineRole,
  initPath('role'),
  roleSkeleton,
  roleType,
  rolesPath,
  ignoreErrors(''),
  noDeps(''),
  forceWithDeps('role'),
  requirements([], ''),
  keepScmMeta,
  collectionSkeleton,
  outputPath,
  downloadPath,
  ...cache,
  collectionsPath,
  collectionsPaths,
  pre,
  upgrade,
  format,
  ...installSignatures,
  disableGpg,
];

export const galaxyFamily: CommandFamily = {
  program: 'ansible-galaxy',
  description: 'Perform various Role and Collection related operations.',
  options: [...baseOptions, ...verbosityOptions],
  every: galaxyOptions,
  metavar: 'TYPE',
  choice: 'type',
  actions: { collection: collectionFamily, role: roleFamily },
};

const familyWithCollections: CommandFamily = {
  ...galaxyFamily,
  actions: { ...galaxyFamily.actions, role: roleFamilyWithCollections },
};

/** `ansible-galaxy install` means `ansible-galaxy role install`; with a requirements file it takes collections along. */
export function galaxyCall(
  argv: readonly string[],
): readonly [family: CommandFamily, argv: readonly string[]] {
  const [first] = argv;
  const isOlder =
    first !== undefined &&
    !['-h', '--help', '--version'].includes(first) &&
    !argv.includes('role') &&
    !argv.includes('collection');
  if (!isOlder) return [galaxyFamily, argv];
  const hasFile = argv.some((one) => /^-[a-zA-Z]*r|^--role-file(?:$|=)/.test(one));
  return [hasFile ? familyWithCollections : galaxyFamily, ['role', ...argv]];
}
