import { type ArgumentValues, arg } from '../define.ts';

export const USER_ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the user is to be.',
  }),
  name: arg.str({ required: true, aliases: ['user'], doc: 'Name of the user.' }),
  uid: arg.int({ doc: 'Number of the user.' }),
  non_unique: arg.bool({ default: false, doc: 'Allow a uid that another user has.' }),
  group: arg.str({ doc: 'Main group, by name or number.' }),
  groups: arg.list({
    elements: 'str',
    doc: 'Further groups; an empty list removes the user from all.',
  }),
  comment: arg.str({ doc: 'Description (GECOS).' }),
  home: arg.path({ doc: 'Home folder.' }),
  shell: arg.str({ doc: 'Login shell.' }),
  password: arg.str({ noLog: true, doc: 'Hash of the password (on macOS the password itself).' }),
  login_class: arg.str({ doc: 'Login class, on BSD.' }),
  password_expire_max: arg.int({ doc: 'Days that a password may be used.' }),
  password_expire_min: arg.int({ doc: 'Days before a password may be changed.' }),
  hidden: arg.bool({ doc: 'Hide the user from the login window, on macOS.' }),
  seuser: arg.str({ doc: 'SELinux user.' }),
  force: arg.bool({
    default: false,
    doc: 'Remove even a user who is logged in; overwrite an ssh key.',
  }),
  remove: arg.bool({ default: false, doc: 'Remove the home folder with the user.' }),
  create_home: arg.bool({ default: true, aliases: ['createhome'], doc: 'Make the home folder.' }),
  skeleton: arg.str({ doc: 'Folder whose content a new home gets.' }),
  system: arg.bool({ default: false, doc: 'Make a system user.' }),
  move_home: arg.bool({ default: false, doc: 'Move the content when home changes.' }),
  append: arg.bool({ default: false, doc: 'Keep groups that groups does not name.' }),
  generate_ssh_key: arg.bool({ doc: 'Make an ssh key for the user.' }),
  ssh_key_bits: arg.int({ default: 0, doc: "Bits of the key; 0 is ssh-keygen's default." }),
  ssh_key_type: arg.str({ default: 'rsa', doc: 'Type of the key.' }),
  ssh_key_file: arg.path({ doc: 'File of the key, relative to the home folder.' }),
  ssh_key_comment: arg.str({ doc: 'Comment of the key; default: ansible-generated on HOSTNAME.' }),
  ssh_key_passphrase: arg.str({ noLog: true, doc: 'Passphrase of the key.' }),
  update_password: arg.str({
    default: 'always',
    choices: ['always', 'on_create'],
    doc: 'When to set the password.',
  }),
  expires: arg.float({
    doc: 'When the account expires, in seconds since the epoch; negative: never.',
  }),
  password_lock: arg.bool({ doc: 'Lock the password.' }),
  local: arg.bool({ doc: "Use libuser's tools for local accounts." }),
  profile: arg.str({ doc: 'Profile, on illumos.' }),
  authorization: arg.str({ doc: 'Authorization, on illumos.' }),
  role: arg.str({ doc: 'Role, on illumos.' }),
  umask: arg.str({ doc: 'umask of the home folder.' }),
};

export type UserArguments = ArgumentValues<typeof USER_ARGUMENTS>;
