import { planCommand } from '../commands/command.ts';
import { COMMAND_TRAITS, cmdAsText } from '../commands/command-arguments.ts';
import { defineModule } from '../define.ts';

export const command = defineModule({
  name: 'ansible.builtin.command',
  summary: 'Execute commands on targets',
  examples: `- name: Ask for the release
  ansible.builtin.command: uname -r
  register: release
  changed_when: false

- name: Make the database once
  ansible.builtin.command:
    argv: [/usr/bin/make_database.sh, db_user, db name]
    chdir: /srv
    creates: /srv/database
`,
  ...COMMAND_TRAITS,
  prepare: cmdAsText,
  plan: (context) => planCommand(context, context.args._uses_shell),
});
