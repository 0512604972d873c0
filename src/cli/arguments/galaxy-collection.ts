import {
  action,
  cache,
  collectionSkeleton,
  collectionsPath,
  collectionsPaths,
  disableGpg,
  downloadPath,
  force,
  forceWithDeps,
  format,
  helpOption,
  ignoreErrors,
  initPath,
  installSignatures,
  noDeps,
  offlineCollection,
  outputPath,
  pre,
  requirements,
  signatures,
  upgrade,
} from './galaxy-options.ts';
import { flag, integer } from './row.ts';
import type { CommandFamily } from './subcommands.ts';

/** `ansible-galaxy collection`. */
export const collectionFamily: CommandFamily & { help: string } = {
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
        downloadPath,
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
