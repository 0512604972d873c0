import { gpgCodes } from '../settings/galaxy.ts';
import { settingRows } from '../settings/settings.ts';
import type { CommandRow } from './commands.ts';
import { baseOptions, verbosityOptions } from './options.ts';
import { flag, integer, many, type OptionRow, type PositionalRow, text } from './row.ts';

/** Options that actions of roles and of collections share. */
export const helpOption = baseOptions.filter((option) => option.name === 'help');

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
export const common = [...server, ...verbosityOptions];

export const force = flag(
  'force',
  ['-f', '--force'],
  'Force overwriting an existing role or collection',
);
export const offlineRole = flag(
  'offline',
  ['--offline'],
  "Don't query the galaxy API when creating roles",
);
export const initPath = (what: string) =>
  text(
    'initPath',
    ['--init-path'],
    'INIT_PATH',
    `The path in which the skeleton ${what} will be created. The default is the current working directory.`,
    { type: 'path', fallback: () => null },
  );
const rolePaths = String(settingRows.DEFAULT_ROLES_PATH.fallback).replace('{home}', '');
export const rolesPath = many(
  'rolesPath',
  ['-p', '--roles-path'],
  'ROLES_PATH',
  'The path to the directory containing your roles. The default is the first writable one configured via ' +
    `DEFAULT_ROLES_PATH: {{ ANSIBLE_HOME ~ "${rolePaths}" }}`,
  { action: 'prepend', type: 'paths', fallback: (settings) => settings.DEFAULT_ROLES_PATH },
);
export const ignoreErrors = (help: string) => flag('ignoreErrors', ['-i', '--ignore-errors'], help);
export const noDeps = (help: string, exclusive?: string) =>
  flag('noDeps', ['-n', '--no-deps'], help, exclusive === undefined ? {} : { exclusive });
export const forceWithDeps = (what: string) =>
  flag(
    'forceWithDeps',
    ['--force-with-deps'],
    `Force overwriting an existing ${what} and its dependencies.`,
    { exclusive: 'dependencies' },
  );
export const requirements = (flags: readonly string[], help: string) =>
  text('requirements', flags, 'REQUIREMENTS', help);
export const roleSkeleton = text(
  'roleSkeleton',
  ['--role-skeleton'],
  'ROLE_SKELETON',
  'The path to a role skeleton that the new role should be based upon.',
  { type: 'path', fallback: (settings) => settings.GALAXY_ROLE_SKELETON },
);
export const roleType = text(
  'roleType',
  ['--type'],
  'ROLE_TYPE',
  "Initialize using an alternate role type. Valid types include: 'container', 'apb' and 'network'.",
);
export const keepScmMeta = flag(
  'keepScmMeta',
  ['-g', '--keep-scm-meta'],
  'Use tar instead of the scm archive option when packaging the role.',
);
export const collectionSkeleton = text(
  'collectionSkeleton',
  ['--collection-skeleton'],
  'COLLECTION_SKELETON',
  'The path to a collection skeleton that the new collection should be based upon.',
  { type: 'path', fallback: (settings) => settings.GALAXY_COLLECTION_SKELETON },
);
export const outputPath = text(
  'outputPath',
  ['--output-path'],
  'OUTPUT_PATH',
  'The path in which the collection is built to. The default is the current working directory.',
  { type: 'path' },
);
export const cache = [
  flag(
    'clearResponseCache',
    ['--clear-response-cache'],
    'Clear the existing server response cache.',
  ),
  flag('noCache', ['--no-cache'], 'Do not use the server response cache.'),
];
export const collectionsPath = text(
  'collectionsPath',
  ['-p', '--collections-path'],
  'COLLECTIONS_PATH',
  'The path to the directory containing your collections.',
  { fallback: (settings) => settings.COLLECTIONS_PATHS[0] ?? null },
);
export const collectionsPaths = many(
  'collectionsPaths',
  ['-p', '--collections-path'],
  'COLLECTIONS_PATH',
  'One or more directories to search for collections in addition to the default COLLECTIONS_PATHS. Separate ' +
    "multiple paths with ':'.",
  { action: 'prepend', type: 'paths', fallback: (settings) => settings.COLLECTIONS_PATHS },
);
export const downloadPath = text(
  'downloadPath',
  ['-p', '--download-path'],
  'DOWNLOAD_PATH',
  'The directory to download the collections to.',
  { fallback: () => null },
);
export const pre = flag(
  'pre',
  ['--pre'],
  'Include pre-release versions. Semantic versioning pre-releases are ignored by default',
);
export const upgrade = flag(
  'upgrade',
  ['-U', '--upgrade'],
  'Upgrade installed collection artifacts. This will also update dependencies unless --no-deps is provided',
);
export const offlineCollection = (help: string) => flag('offline', ['--offline'], help);
export const format = {
  ...text('format', ['--format'], '', 'Format to display the list of collections in.', {
    choices: ['human', 'yaml', 'json'],
    fallback: () => 'human',
  }),
  metavar: undefined,
};

/** How signatures of collections are verified. */
export const signatures = (purpose: string, all: string) =>
  [
    text('keyring', ['--keyring'], 'KEYRING', 'The keyring used during signature verification', {
      type: 'unresolvedPath',
      fallback: (settings) => settings.GALAXY_GPG_KEYRING,
    }),
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
      {
        type: 'signatureCount',
        fallback: (settings) => settings.GALAXY_REQUIRED_VALID_SIGNATURE_COUNT,
      },
    ),
    {
      ...many(
        'ignoredSignatureCodes',
        ['--ignore-signature-status-code'],
        '',
        'A status code to ignore during signature verification (for example, NO_PUBKEY). Provide this option ' +
          'multiple times to ignore a list of status codes. Descriptions for the choices can be seen at ' +
          'L(https://github.com/gpg/gnupg/blob/master/doc/DETAILS#general-status-codes).',
        { fallback: (settings) => settings.GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES ?? [] },
      ),
      metavar: undefined,
      choices: gpgCodes,
    },
  ] as const;
export const installSignatures = signatures('installing the collection from a Galaxy server', '-1');
export const disableGpg = flag(
  'disableGpgVerify',
  ['--disable-gpg-verify'],
  'Disable GPG signature verification when installing collections from a Galaxy server',
  { fallback: (settings) => settings.GALAXY_DISABLE_GPG_VERIFY },
);

export type Action = CommandRow & { readonly help: string };

/** A row of `role` or `collection`, with the options that all have. */
export function action(
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
