import { planCommand } from '../commands/command.ts';
import {
  COMMAND_ARGUMENTS,
  COMMAND_KEYS,
  COMMAND_RETURNS,
  cmdAsText,
  runsAnyhow,
} from '../commands/command-arguments.ts';
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
  args: COMMAND_ARGUMENTS,
  returns: COMMAND_RETURNS,
  support: { check: 'partial', diff: 'none' },
  alwaysChanges: runsAnyhow,
  freeForm: '_raw_params',
  freeFormKeys: COMMAND_KEYS,
  reportName: 'ansible.legacy.command',
  prepare: cmdAsText,
  plan: (context) => planCommand(context, context.args._uses_shell),
});
