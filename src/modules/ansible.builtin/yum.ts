import type { Plan } from '../contract.ts';
import { arg, defineModule, failAction } from '../define.ts';
import { withFields } from '../definition/plan-fields.ts';
import { factFor } from '../facts/gather.ts';
import { DNF_ARGUMENTS, DNF_ONLY } from '../packages/dnf-arguments.ts';
import { planDnf } from '../packages/dnf-commands.ts';

const BACKENDS: ReadonlySet<string> = new Set(['yum', 'yum4', 'dnf']);

const UNDETECTED = [
  'Could not detect which major revision of yum is in use, which is required to determine module backend.',
  'You should manually specify use_backend to tell the module whether to use the yum (yum3) or dnf (yum4) backend})',
];

export const yum = defineModule({
  name: 'ansible.builtin.yum',
  summary: 'Manages packages with the yum package manager',
  examples: `- name: Install the latest version of a package
  ansible.builtin.yum:
    name: httpd
    state: latest
`,
  args: {
    ...DNF_ARGUMENTS,
    ...DNF_ONLY,
    use_backend: arg.str({
      default: 'auto',
      choices: ['auto', 'yum', 'yum4', 'dnf'],
      doc: 'Module that does the work.',
    }),
  },
  constraints: {
    requiredOneOf: [['name', 'list', 'update_cache']],
    mutuallyExclusive: [['name', 'list']],
  },
  returns: { results: 'What was done with which package.' },
  support: { check: 'full', diff: 'none' },
  async dispatch(raw, { target, controller, calledName }): Promise<Plan | undefined> {
    // Named so, it has been chosen already.
    if (calledName === 'ansible.legacy.yum') return undefined;
    if ('use' in raw && 'use_backend' in raw) {
      failAction("parameters are mutually exclusive: ('use', 'use_backend')");
    }
    const { use, use_backend, ...rest } = raw;
    const asked = use ?? use_backend ?? 'auto';
    const known = asked === 'auto' ? controller.variable('ansible_pkg_mgr') : asked;
    const certain = typeof known === 'string' && BACKENDS.has(known);
    const backend = certain ? known : await factFor('pkg_mgr', target, controller);
    const fields = certain || backend === 'auto' ? {} : { ansible_facts: { pkg_mgr: backend } };
    if (!BACKENDS.has(backend)) {
      const result = { changed: false, ...fields, failed: true, msg: UNDETECTED };
      return { changes: [], moduleArgs: null, result };
    }
    const module = `ansible.legacy.${backend === 'yum4' ? 'dnf' : backend}`;
    return withFields(await controller.planModule(module, rest), fields);
  },
  plan: (context) => planDnf(context),
});
