import type { Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { collectorsFor } from '../facts/collectors.ts';
import { filterFacts } from '../facts/filter.ts';
import { gatherFacts } from '../facts/gather.ts';
import { selectCollectors } from '../facts/subsets.ts';

/** Gathers facts: one probe of the target, everything else on the controller. */
export const setup = defineModule({
  name: 'ansible.builtin.setup',
  aliases: ['ansible.builtin.gather_facts'],
  summary: 'Gathers facts about remote hosts',
  examples: `- name: Gather only what playbooks can't do without, and the network
  ansible.builtin.setup:
    gather_subset: [min, network]

- name: Look at memory alone
  ansible.builtin.setup:
    filter: ansible_mem*
`,
  args: {
    gather_subset: arg.list({
      elements: 'str',
      default: ['all'],
      doc: 'Subsets to gather: names of subsets or facts, all, min, or with ! what to leave out.',
    }),
    gather_timeout: arg.int({ default: 10, doc: 'Seconds that a single slow lookup may take.' }),
    filter: arg.list({
      elements: 'str',
      default: [],
      doc: 'Only facts whose names match one of these shell patterns.',
    }),
    fact_path: arg.path({
      default: '/etc/ansible/facts.d',
      doc: 'Folder of custom facts: *.fact files, executable, JSON or ini.',
    }),
  },
  returns: { ansible_facts: 'Facts by name.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, controller }) {
    const all = collectorsFor(target.platform.kernel, args.fact_path, args.gather_timeout);
    const collectors = selectCollectors(all, args.gather_subset);
    const { facts, error } = await gatherFacts(target, collectors, args.fact_path, (message) =>
      controller.warn(message),
    );
    if (error !== undefined) fail(error);
    facts.gather_subset = [...args.gather_subset];
    facts.module_setup = true;
    const result: Result = { ansible_facts: filterFacts(facts, args.filter), changed: false };
    return { changes: [], result };
  },
});
