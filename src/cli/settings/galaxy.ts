import { boolean, booleanOrNone, list, listOrNone, path, pathOrNone, string } from './row.ts';

const skeletonIgnore = ['^.git$', '^.*/.git_keep$'];

/** What gpg says of signatures that are not good. */
export const gpgCodes = [
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

/** What `galaxy` goes by. */
export const galaxySettings = {
  GALAXY_IGNORE_CERTS: booleanOrNone('galaxy.ignore_certs', 'ANSIBLE_GALAXY_IGNORE'),
  GALAXY_ROLE_SKELETON: pathOrNone('galaxy.role_skeleton', 'ANSIBLE_GALAXY_ROLE_SKELETON'),
  GALAXY_ROLE_SKELETON_IGNORE: list(
    skeletonIgnore,
    'galaxy.role_skeleton_ignore',
    'ANSIBLE_GALAXY_ROLE_SKELETON_IGNORE',
  ),
  GALAXY_COLLECTION_SKELETON: pathOrNone(
    'galaxy.collection_skeleton',
    'ANSIBLE_GALAXY_COLLECTION_SKELETON',
  ),
  GALAXY_COLLECTION_SKELETON_IGNORE: list(
    skeletonIgnore,
    'galaxy.collection_skeleton_ignore',
    'ANSIBLE_GALAXY_COLLECTION_SKELETON_IGNORE',
  ),
  GALAXY_SERVER: string('https://galaxy.ansible.com', 'galaxy.server', 'ANSIBLE_GALAXY_SERVER'),
  GALAXY_SERVER_LIST: listOrNone('galaxy.server_list', 'ANSIBLE_GALAXY_SERVER_LIST'),
  GALAXY_TOKEN_PATH: path('{home}/galaxy_token', 'galaxy.token_path', 'ANSIBLE_GALAXY_TOKEN_PATH'),
  GALAXY_DISABLE_GPG_VERIFY: boolean(
    false,
    'galaxy.disable_gpg_verify',
    'ANSIBLE_GALAXY_DISABLE_GPG_VERIFY',
  ),
  GALAXY_GPG_KEYRING: pathOrNone('galaxy.gpg_keyring', 'ANSIBLE_GALAXY_GPG_KEYRING'),
  GALAXY_IGNORE_INVALID_SIGNATURE_STATUS_CODES: listOrNone(
    'galaxy.ignore_signature_status_codes',
    'ANSIBLE_GALAXY_IGNORE_SIGNATURE_STATUS_CODES',
    { choices: gpgCodes },
  ),
  GALAXY_REQUIRED_VALID_SIGNATURE_COUNT: string(
    '1',
    'galaxy.required_valid_signature_count',
    'ANSIBLE_GALAXY_REQUIRED_VALID_SIGNATURE_COUNT',
  ),
};
