import { defineModule } from './define.ts';
import { DNF_ARGUMENTS } from './packages/dnf-arguments.ts';
import { planDnf } from './packages/dnf-commands.ts';

export const yum = defineModule({
  name: 'ansible.builtin.yum',
  summary: 'Manages packages with the yum package manager',
  examples: `- name: Install the latest version of a package
  ansible.builtin.yum:
    name: httpd
    state: latest
`,
  args: { ...DNF_ARGUMENTS },
  constraints: {
    requiredOneOf: [['name', 'list', 'update_cache']],
    mutuallyExclusive: [['name', 'list']],
  },
  returns: { results: 'What was done with which package.' },
  support: { check: 'full', diff: 'none' },
  plan: (context) => planDnf(context),
});
