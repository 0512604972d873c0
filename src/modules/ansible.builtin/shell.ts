import { planCommand } from '../commands/command.ts';
import { COMMAND_TRAITS, cmdAsText } from '../commands/command-arguments.ts';
import { defineModule } from '../define.ts';

export const shell = defineModule({
  name: 'ansible.builtin.shell',
  summary: 'Execute shell commands on targets',
  examples: `- name: Count the log's lines
  ansible.builtin.shell: wc -l < /var/log/syslog
  changed_when: false

- name: Use what only bash has
  ansible.builtin.shell:
    cmd: cat < <(ls *.conf) > list
    chdir: /etc
    creates: /etc/list
    executable: /bin/bash
`,
  ...COMMAND_TRAITS,
  prepare: (raw) => ({ ...cmdAsText(raw), _uses_shell: true }),
  plan: (context) => planCommand(context, true),
});
