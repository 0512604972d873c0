import type { Result } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';
import type { Facts } from './facts/collector.ts';
import { collectorsFor } from './facts/collectors.ts';
import { filterFacts } from './facts/filter.ts';
import { parseObservation } from './facts/observation.ts';
import { probeGlobs, probeScript } from './facts/probe.ts';
import { selectCollectors } from './facts/subsets.ts';

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
    const { platform } = target;
    const all = collectorsFor(platform.kernel, args.fact_path, args.gather_timeout);
    const collectors = selectCollectors(all, args.gather_subset);
    const [probe, environment] = await Promise.all([
      target.query({ shell: probeScript(collectors) }),
      target.environment(),
    ]);
    if (probe.spawnError !== undefined) fail(probe.spawnError.message, { rc: probe.rc });
    const seen = parseObservation(probe.stdout.toString(), probeGlobs(collectors));

    const known: Facts = {};
    const facts: Facts = {};
    for (const collector of collectors) {
      const found = collector.collect(seen, {
        platform,
        environment,
        known,
        factPath: args.fact_path,
        warn: (message) => controller.warn(message),
      });
      Object.assign(known, found);
      const prefix = collector.prefix ?? 'ansible_';
      for (const [name, value] of Object.entries(found)) facts[`${prefix}${name}`] = value;
    }
    facts.gather_subset = [...args.gather_subset];
    facts.module_setup = true;
    const result: Result = { ansible_facts: filterFacts(facts, args.filter), changed: false };
    return { changes: [], result };
  },
});
