import {
  action,
  disableGpg,
  force,
  forceWithDeps,
  helpOption,
  ignoreErrors,
  initPath,
  installSignatures,
  keepScmMeta,
  noDeps,
  offlineRole,
  requirements,
  roleSkeleton,
  rolesPath,
  roleType,
} from './galaxy-options.ts';
import { type PositionalRow, text } from './row.ts';
import type { CommandFamily } from './subcommands.ts';

const github: PositionalRow = {
  metavar: 'github_user',
  count: 'any',
  help: 'GitHub username',
};

const install = action(
  'role',
  'install',
  'Install role(s) from file(s), URL(s) or Ansible Galaxy',
  { metavar: 'role_name', count: 'any', help: 'Role name, URL or tar file' },
  [
    force,
    rolesPath,
    ignoreErrors('Ignore errors and continue with the next specified role.'),
    noDeps("Don't download roles listed as dependencies.", 'dependencies'),
    forceWithDeps('role'),
    requirements(['-r', '--role-file'], 'A file containing a list of roles to be installed.'),
    keepScmMeta,
  ],
);

/** `ansible-galaxy role`. */
export const roleFamily: CommandFamily & { help: string } = {
  program: 'ansible-galaxy role',
  help: 'Manage an Ansible Galaxy role.',
  options: helpOption,
  every: [],
  metavar: 'ROLE_ACTION',
  actions: {
    init: action(
      'role',
      'init',
      'Initialize new role with the base structure of a role.',
      { metavar: 'role_name', count: 'one', help: 'Role name' },
      [force, offlineRole, initPath('role'), roleSkeleton, roleType],
    ),
    remove: action(
      'role',
      'remove',
      'Delete roles from roles_path.',
      { metavar: 'role', count: 'some', help: 'Role(s)' },
      [rolesPath],
    ),
    delete: action(
      'role',
      'delete',
      'Removes the role from Galaxy. It does not remove or alter the actual GitHub repository.',
      github,
      [],
    ),
    list: action(
      'role',
      'list',
      'Show the name and version of each role installed in the roles_path.',
      { metavar: 'role', count: 'optional', help: 'Role' },
      [rolesPath],
    ),
    search: action(
      'role',
      'search',
      'Search the Galaxy database by tags, platforms, author and multiple keywords.',
      { metavar: 'searchterm', count: 'any', help: 'Search terms' },
      [
        text('platforms', ['--platforms'], 'PLATFORMS', 'list of OS platforms to filter by'),
        text('galaxyTags', ['--galaxy-tags'], 'GALAXY_TAGS', 'list of galaxy tags to filter by'),
        text('author', ['--author'], 'AUTHOR', 'GitHub username'),
      ],
    ),
    import: action('role', 'import', 'Import a role into a galaxy server', github, []),
    setup: action(
      'role',
      'setup',
      'Manage the integration between Galaxy and the given source.',
      github,
      [],
    ),
    info: action(
      'role',
      'info',
      'View more details about a specific role.',
      { metavar: 'role_name[,version]', count: 'some', help: 'role' },
      [rolesPath, offlineRole],
    ),
    install,
  },
};

const [keyring, , signatureCount, ignoredCodes] = installSignatures;

/** The same for `ansible-galaxy install -r`, which installs the file's collections as well. */
export const roleFamilyWithCollections: typeof roleFamily = {
  ...roleFamily,
  actions: {
    ...roleFamily.actions,
    install: {
      ...install,
      options: [
        ...install.options.filter((option) => option !== keepScmMeta),
        { ...keyring, help: 'The keyring used during collection signature verification' },
        disableGpg,
        signatureCount,
        ignoredCodes,
        keepScmMeta,
      ],
    },
  },
};
