import type { CommandRow } from './argument-commands.ts';
import { baseOptions, verbosityOptions } from './argument-options.ts';
import { flag, integer, many, type OptionRow, type PositionalRow, text } from './argument-row.ts';
import type { CommandFamily } from './argument-subcommands.ts';
import { settingRows } from './settings.ts';

const helpOption = baseOptions.filter((option) => option.name === 'help');

const server = [
  text('server', ['-s', '--server'], 'API_SERVER', 'The Galaxy API server URL'),
  text(
    'token',
    ['--token', '--api-key'],
    'API_KEY',
    'The Ansible Galaxy API key which can be found at https://galaxy.ansible.com/me/preferences.',
  ),
  flag('ignoreCerts', ['-c', '--ignore-certs'], 'Ignore SSL certificate validation errors.'),
  integer(
    'timeout',
    ['--timeout'],
    'TIMEOUT',
    'The time to wait for operations against the galaxy server, defaults to 60s.',
    () => 60,
  ),
];
const common = [...server, ...verbosityOptions];

const force = flag('force', ['-f', '--force'], 'Force overwriting an existing role or collection');
const offlineRole = flag(
  'offline',
  ['--offline'],
  "Don't query the galaxy API when creating roles",
);
const initPath = (what: string) =>
  text(
    'initPath',
    ['--init-path'],
    'INIT_PATH',
    `The path in which the skeleton ${what} will be created. The default is the current working directory.`,
    { type: 'path', fallback: () => null },
  );
const rolePaths = String(settingRows.DEFAULT_ROLES_PATH.fallback).replace('{home}', '');
const rolesPath = many(
  'rolesPath',
  ['-p', '--roles-path'],
  'ROLES_PATH',
  'The path to the directory containing your roles. The default is the first writable one configured via ' +
    `DEFAULT_ROLES_PATH: {{ ANSIBLE_HOME ~ "${rolePaths}" }}`,
  { action: 'prepend', type: 'paths', fallback: (settings) => settings.DEFAULT_ROLES_PATH },
);
const ignoreErrors = (help: string) => flag('ignoreErrors', ['-i', '--ignore-errors'], help);
const noDeps = (help: string, exclusive?: string) =>
  flag('noDeps', ['-n', '--no-deps'], help, exclusive === undefined ? {} : { exclusive });
const forceWithDeps = (what: string) =>
  flag(
    'forceWithDeps',
    ['--force-with-deps'],
    `Force overwriting an existing ${what} and its dependencies.`,
    { exclusive: 'dependencies' },
  );
const requirements = (flags: readonly string[], help: string) =>
  text('requirements', flags, 'REQUIREMENTS', help);
const roleSkeleton = text(
  'roleSkeleton',
  ['--role-skeleton'],
  'ROLE_SKELETON',
  'The path to a role skeleton that the new role should be based upon.',
  { type: 'path', fallback: (settings) => settings.GALAXY_ROLE_SKELETON },
);
const roleType = text(
  'roleType',
  ['--type'],
  'ROLE_TYPE',
  "Initialize using an alternate role type. Valid types include: 'container', 'apb' and 'network'.",
);
const keepScmMeta = flag(
  'keepScmMeta',
  ['-g', '--keep-scm-meta'],
  'Use tar instead of the scm archive option when packaging the role.',
);
const collectionSkeleton = text(
  'collectionSkeleton',
  ['--collection-skeleton'],
  'COLLECTION_SKELETON',
  'The path to a collection skeleton that the new collection should be based upon.',
  { type: 'path', fallback: (settings) => settings.GALAXY_COLLECTION_SKELETON },
);
const outputPath = text(
  'outputPath',
  ['--output-path'],
  'OUTPUT_PATH',
  'The path in which the collection is built to. The default is the current working directory.',
  { type: 'path' },
);
const cache = [
  flag(
    'clearResponseCache',
    ['--clear-response-cache'],
    'Clear the existing server response cache.',
  ),
  flag('noCache', ['--no-cache'], 'Do not use the server response cache.'),
];
const collectionsPath = text(
  'collectionsPath',
  ['-p', '--collections-path'],
  'COLLECTIONS_PATH',
  'The path to the directory containing your collections.',
  { fallback: (settings) => settings.COLLECTIONS_PATHS[0] ?? null },
);
const collectionsPaths = many(
  'collectionsPaths',
  ['-p', '--collections-path'],
  'COLLECTIONS_PATH',
  'One or more directories to search for collections in addition to the default COLLECTIONS_PATHS. Separate ' +
    "multiple paths with ':'.",
  { action: 'prepend', type: 'paths', fallback: (settings) => settings.COLLECTIONS_PATHS },
);
const pre = flag(
  'pre',
  ['--pre'],
  'Include pre-release versions. Semantic versioning pre-releases are ignored by default',
);
const upgrade = flag(
  'upgrade',
  ['-U', '--upgrade'],
  'Upgrade installed collection artifacts. This will also update dependencies unless --no-deps is provided',
);
const offlineCollection = (help: string) => flag('offline', ['--offline'], help);
const format = {
  ...text('format', ['--format'], '', 'Format to display the list of collections in.', {
    choices: ['human', 'yaml', 'json'],
    fallback: () => 'human',
  }),
  metavar: undefined,
};

const gpgCodes = [
  'EXPSIG',
  'EXPKEYSIG',
  'REVKEYSIG',
  'BADSIG',
  'ERRSIG',
  'NO_PUBKEY',
  'MISSING_PASSPHRASE',
  'BAD_PASSPHRASE',
  'NODATA',
  'UNEXPECTED',
  'ERROR',
  'FAILURE',
  'BADARMOR',
  'KEYEXPIRED',
  'KEYREVOKED',
  'NO_SECKEY',
];
/** Signatures: accepted as Ansible accepts them; a keyring is refused when the command runs. */
const signatures = (purpose: string, all: string) => [
  text('keyring', ['--keyring'], 'KEYRING', 'The keyring used during signature verification'),
  many(
    'signatures',
    ['--signature'],
    'SIGNATURES',
    `An additional signature source to verify the authenticity of the MANIFEST.json before ${purpose}. Use in ` +
      'conjunction with a positional collection name (mutually exclusive with --requirements-file).',
  ),
  text(
    'signatureCount',
    ['--required-valid-signature-count'],
    'REQUIRED_VALID_SIGNATURE_COUNT',
    `The number of signatures that must successfully verify the collection. This should be a positive integer or ${all} ` +
      'to signify that all signatures must be used to verify the collection. Prepend the value with + to fail if ' +
      'no valid signatures are found for the collection (e.g. +all).',
  ),
  {
    ...many(
      'ignoredSignatureCodes',
      ['--ignore-signature-status-code'],
      '',
      'A status code to ignore during signature verification (for example, NO_PUBKEY). Provide this option ' +
        'multiple times to ignore a list of status codes. Descriptions for the choices can be seen at ' +
        'L(https://github.com/gpg/gnupg/blob/master/doc/DETAILS#general-status-codes).',
    ),
    metavar: undefined,
    choices: gpgCodes,
  },
];
const installSignatures = signatures('installing the collection from a Galaxy server', '-1');
const disableGpg = flag(
  'disableGpgVerify',
  ['--disable-gpg-verify'],
  'Disable GPG signature verification when installing collections from a Galaxy server',
);

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
  ...cache,
  collectionsPath,
  collectionsPaths,
  pre,
  upgrade,
  format,
  ...installSignatures,
  disableGpg,
];

type Action = CommandRow & { readonly help: string };

function action(
  type: 'role' | 'collection',
  name: string,
  help: string,
  positional: PositionalRow,
  options: readonly OptionRow[],
): Action {
  return {
    program: `ansible-galaxy ${type} ${name}`,
    help,
    options: [...helpOption, ...common, ...options],
    positional,
    sorted: false,
  };
}

const github: PositionalRow = {
  metavar: 'github_user',
  count: 'any',
  help: 'GitHub username',
};

const roleFamily: CommandFamily & { help: string } = {
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
    install: action(
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
    ),
  },
};

const collectionFamily: CommandFamily & { help: string } = {
  program: 'ansible-galaxy collection',
  help: 'Manage an Ansible Galaxy collection.',
  options: helpOption,
  every: [],
  metavar: 'COLLECTION_ACTION',
  actions: {
    download: action(
      'collection',
      'download',
      'Download collections and their dependencies as a tarball for an offline install.',
      { metavar: 'collection', count: 'any', help: 'Collection(s)' },
      [
        ...cache,
        noDeps("Don't download collection(s) listed as dependencies."),
        text(
          'downloadPath',
          ['-p', '--download-path'],
          'DOWNLOAD_PATH',
          'The directory to download the collections to.',
        ),
        requirements(
          ['-r', '--requirements-file'],
          'A file containing a list of collections to be downloaded.',
        ),
        pre,
      ],
    ),
    init: action(
      'collection',
      'init',
      'Initialize new collection with the base structure of a collection.',
      { metavar: 'collection_name', count: 'one', help: 'Collection name' },
      [force, initPath('collection'), collectionSkeleton],
    ),
    build: action(
      'collection',
      'build',
      'Build an Ansible collection artifact that can be published to Ansible Galaxy.',
      {
        metavar: 'collection',
        count: 'any',
        help:
          'Path to the collection(s) directory to build. This should be the directory that contains the ' +
          'galaxy.yml file. The default is the current working directory.',
      },
      [force, outputPath],
    ),
    publish: action(
      'collection',
      'publish',
      'Publish a collection artifact to Ansible Galaxy.',
      {
        metavar: 'collection_path',
        count: 'one',
        help: 'The path to the collection tarball to publish.',
      },
      [
        flag('noWait', ['--no-wait'], "Don't wait for import validation results."),
        integer(
          'importTimeout',
          ['--import-timeout'],
          'IMPORT_TIMEOUT',
          'The time to wait for the collection import process to finish.',
          () => 0,
        ),
      ],
    ),
    install: action(
      'collection',
      'install',
      'Install collection(s) from file(s), URL(s) or Ansible Galaxy',
      {
        metavar: 'collection_name',
        count: 'any',
        help:
          'The collection(s) name or path/url to a tar.gz collection artifact. This is mutually exclusive with ' +
          '--requirements-file.',
      },
      [
        force,
        ...cache,
        ignoreErrors(
          'Ignore errors during installation and continue with the next specified collection. This will not ' +
            'ignore dependency conflict errors.',
        ),
        noDeps("Don't download collections listed as dependencies.", 'dependencies'),
        forceWithDeps('collection'),
        collectionsPath,
        requirements(
          ['-r', '--requirements-file'],
          'A file containing a list of collections to be installed.',
        ),
        pre,
        upgrade,
        ...installSignatures.slice(0, 1),
        disableGpg,
        ...installSignatures.slice(1),
        offlineCollection(
          'Install collection artifacts (tarballs) without contacting any distribution servers. This does not ' +
            'apply to collections in remote Git repositories or URLs to remote tarballs.',
        ),
      ],
    ),
    list: action(
      'collection',
      'list',
      'Show the name and version of each collection installed in the collections_path.',
      { metavar: 'collection', count: 'optional', help: 'Collection' },
      [collectionsPaths, format],
    ),
    verify: action(
      'collection',
      'verify',
      'Compare checksums with the collection(s) found on the server and the installed copy. This does not verify ' +
        'dependencies.',
      {
        metavar: 'collection_name',
        count: 'any',
        help: 'The installed collection(s) name. This is mutually exclusive with --requirements-file.',
      },
      [
        collectionsPaths,
        ignoreErrors(
          'Ignore errors during verification and continue with the next specified collection.',
        ),
        offlineCollection(
          'Validate collection integrity locally without contacting server for canonical manifest hash.',
        ),
        requirements(
          ['-r', '--requirements-file'],
          'A file containing a list of collections to be verified.',
        ),
        ...signatures(
          'using it to verify the rest of the contents of a collection from a Galaxy server',
          'all',
        ),
      ],
    ),
  },
};

export const galaxyFamily: CommandFamily = {
  program: 'ansible-galaxy',
  description: 'Perform various Role and Collection related operations.',
  options: [...baseOptions, ...verbosityOptions],
  every: galaxyOptions,
  metavar: 'TYPE',
  choice: 'type',
  actions: { collection: collectionFamily, role: roleFamily },
};
