import { defineModule } from '../define.ts';
import { DNF_ARGUMENTS, DNF_ONLY } from '../packages/dnf-arguments.ts';
import { planDnf } from '../packages/dnf-commands.ts';

export const dnf = defineModule({
  name: 'ansible.builtin.dnf',
  summary: 'Manages packages with the dnf package manager',
  examples: `- name: Install the latest version of a package
  ansible.builtin.dnf:
    name: httpd
    state: latest
`,
  args: { ...DNF_ARGUMENTS, ...DNF_ONLY },
  constraints: {
    requiredOneOf: [['name', 'list', 'update_cache']],
    mutuallyExclusive: [['name', 'list']],
  },
  returns: { results: 'What was done with which package.' },
  support: { check: 'full', diff: 'none' },
  plan: (context) => planDnf(context),
});
