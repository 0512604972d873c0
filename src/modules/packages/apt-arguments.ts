import { type ArgumentValues, arg } from '../define.ts';

/** apt-get's words when there is nothing to do. */
export const KEPT_UNCHANGED = '\n0 upgraded, 0 newly installed, 0 to remove';

export const APT_ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    doc: 'What is to be of the packages.',
  }),
  update_cache: arg.bool({ aliases: ['update-cache'], doc: 'Run apt-get update first.' }),
  update_cache_retries: arg.int({ default: 5, doc: 'How often to try the update.' }),
  update_cache_retry_max_delay: arg.int({
    default: 12,
    doc: 'Longest pause between tries, in seconds.',
  }),
  cache_valid_time: arg.int({ default: 0, doc: 'Seconds that a cache counts as fresh.' }),
  purge: arg.bool({ default: false, doc: 'Remove configuration files too.' }),
  package: arg.list({
    elements: 'str',
    aliases: ['pkg', 'name'],
    doc: 'Packages: name, name=version, name>=version or a pattern; * with latest means all.',
  }),
  deb: arg.path({ doc: 'Package file on the target, or its URL.' }),
  default_release: arg.str({ aliases: ['default-release'], doc: 'Release to prefer.' }),
  install_recommends: arg.bool({
    aliases: ['install-recommends'],
    doc: 'Install recommended packages; default is what apt is set to.',
  }),
  force: arg.bool({ default: false, doc: 'Pass --force-yes: dangerous.' }),
  upgrade: arg.str({
    default: 'no',
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    doc: 'Upgrade all packages.',
  }),
  dpkg_options: arg.str({ default: 'force-confdef,force-confold', doc: 'Options of dpkg.' }),
  autoremove: arg.bool({ default: false, doc: 'Remove dependencies that nothing needs any more.' }),
  autoclean: arg.bool({ default: false, doc: 'Remove package files that are out of date.' }),
  fail_on_autoremove: arg.bool({ default: false, doc: 'Fail when a package would be removed.' }),
  policy_rc_d: arg.int({ doc: 'Exit code for policy-rc.d: 101 keeps services from starting.' }),
  only_upgrade: arg.bool({ default: false, doc: 'Only upgrade what is installed.' }),
  force_apt_get: arg.bool({ default: false, doc: 'Use apt-get even where aptitude is there.' }),
  clean: arg.bool({ default: false, doc: 'Empty the folder of fetched package files.' }),
  allow_unauthenticated: arg.bool({
    default: false,
    aliases: ['allow-unauthenticated'],
    doc: 'Accept packages whose origin is not proven.',
  }),
  allow_downgrade: arg.bool({
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    doc: 'Allow lower versions than those installed.',
  }),
  allow_change_held_packages: arg.bool({ default: false, doc: 'Change packages on hold.' }),
  lock_timeout: arg.int({ default: 60, doc: "Seconds to wait for apt's lock." }),
};

export type AptArguments = ArgumentValues<typeof APT_ARGUMENTS>;
