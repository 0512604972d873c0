import { type ArgumentValues, arg } from '../define.ts';

export const DNF_ARGUMENTS = {
  allow_downgrade: arg.bool({ default: false, doc: 'Allow lower versions than those installed.' }),
  autoremove: arg.bool({ default: false, doc: 'Remove dependencies that nothing needs any more.' }),
  bugfix: arg.bool({ default: false, doc: 'With latest: only updates that fix bugs.' }),
  cacheonly: arg.bool({ default: false, doc: 'Use the cache, fetch no metadata.' }),
  conf_file: arg.str({ doc: 'Configuration file.' }),
  disable_excludes: arg.str({ doc: 'Ignore excludes: all, main or a repository.' }),
  disable_gpg_check: arg.bool({ default: false, doc: 'Do not check signatures.' }),
  disable_plugin: arg.list({ elements: 'str', default: [], doc: 'Plugins to disable.' }),
  disablerepo: arg.list({ elements: 'str', default: [], doc: 'Repositories to disable.' }),
  download_only: arg.bool({ default: false, doc: 'Only fetch the packages.' }),
  download_dir: arg.str({ doc: 'Folder to fetch packages into.' }),
  enable_plugin: arg.list({ elements: 'str', default: [], doc: 'Plugins to enable.' }),
  enablerepo: arg.list({ elements: 'str', default: [], doc: 'Repositories to enable.' }),
  exclude: arg.list({ elements: 'str', default: [], doc: 'Packages to leave out.' }),
  installroot: arg.str({ default: '/', doc: 'Root folder to install into.' }),
  install_repoquery: arg.bool({ default: true, doc: 'Has no effect.' }),
  install_weak_deps: arg.bool({ default: true, doc: 'Install weak dependencies.' }),
  list: arg.str({ doc: 'Only list packages: installed, updates, available, repos or a package.' }),
  name: arg.list({
    elements: 'str',
    default: [],
    aliases: ['pkg'],
    doc: 'Packages, groups (@name), files or URLs.',
  }),
  releasever: arg.str({ doc: 'Release to take packages of.' }),
  security: arg.bool({ default: false, doc: 'With latest: only security updates.' }),
  skip_broken: arg.bool({ default: false, doc: 'Leave out packages that can not be installed.' }),
  state: arg.str({
    choices: ['absent', 'installed', 'latest', 'present', 'removed'],
    doc: 'What is to be of the packages.',
  }),
  update_cache: arg.bool({
    default: false,
    aliases: ['expire-cache'],
    doc: 'Fetch metadata first.',
  }),
  update_only: arg.bool({ default: false, doc: 'With latest: only update what is installed.' }),
  validate_certs: arg.bool({ default: true, doc: 'Check certificates of servers.' }),
  sslverify: arg.bool({ default: true, doc: 'Check certificates of repositories.' }),
  lock_timeout: arg.int({ default: 30, doc: 'Seconds to wait for the lock.' }),
};

/** Options that dnf has and yum has not. */
export const DNF_ONLY = {
  allowerasing: arg.bool({ default: false, doc: 'Erase packages to resolve dependencies.' }),
  nobest: arg.bool({ default: false, doc: 'Take other than the best candidates.' }),
};

export type DnfArguments = ArgumentValues<typeof DNF_ARGUMENTS> &
  Partial<ArgumentValues<typeof DNF_ONLY>>;
