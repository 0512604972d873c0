import { type ArgumentValues, arg } from '../define.ts';

export const GIT_ARGUMENTS = {
  dest: arg.path({ doc: 'Folder for the repository; needed unless clone is off.' }),
  repo: arg.str({ required: true, aliases: ['name'], doc: 'URL or path of the repository.' }),
  version: arg.str({ default: 'HEAD', doc: 'Branch, tag or commit to check out.' }),
  remote: arg.str({ default: 'origin', doc: 'Name of the remote.' }),
  refspec: arg.str({ doc: 'Further refspec to fetch.' }),
  reference: arg.str({ doc: 'Repository to borrow objects from.' }),
  force: arg.bool({ default: false, doc: 'Discard local modifications.' }),
  depth: arg.int({ doc: 'Commits of history to fetch.' }),
  clone: arg.bool({ default: true, doc: 'Clone a repository that is not there.' }),
  update: arg.bool({ default: true, doc: 'Fetch new revisions.' }),
  verify_commit: arg.bool({ default: false, doc: 'Check the signature of the commit.' }),
  gpg_whitelist: arg.list({ elements: 'str', default: [], doc: 'Fingerprints to trust.' }),
  accept_hostkey: arg.bool({ default: false, doc: 'Accept any host key.' }),
  accept_newhostkey: arg.bool({ default: false, doc: 'Accept host keys that are not known yet.' }),
  key_file: arg.path({ doc: 'Private key for ssh.' }),
  ssh_opts: arg.str({ doc: 'Options for ssh.' }),
  executable: arg.path({ doc: 'The git program.' }),
  bare: arg.bool({ default: false, doc: 'Make a bare repository.' }),
  recursive: arg.bool({ default: true, doc: 'Check out submodules too.' }),
  single_branch: arg.bool({ default: false, doc: 'Clone only the branch that is asked for.' }),
  track_submodules: arg.bool({ default: false, doc: "Take submodules' latest commits." }),
  umask: arg.raw({ doc: 'umask for the files, as octal text.' }),
  archive: arg.path({ doc: 'Archive file to make of the version.' }),
  archive_prefix: arg.str({ doc: 'Prefix of the paths in the archive.' }),
  separate_git_dir: arg.path({ doc: 'Folder for the repository apart from the files.' }),
};

export type GitArguments = ArgumentValues<typeof GIT_ARGUMENTS>;
