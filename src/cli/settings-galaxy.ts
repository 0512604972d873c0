import {
  booleanOrNone,
  list,
  listOrNone,
  path,
  pathOrNone,
  string,
  stringOrNone,
} from './settings-row.ts';

const skeletonIgnore = ['^.git$', '^.*/.git_keep$'];

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
  GALAXY_GPG_KEYRING: stringOrNone('galaxy.gpg_keyring', 'ANSIBLE_GALAXY_GPG_KEYRING'),
};
