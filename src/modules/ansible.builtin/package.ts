import { arg, defineModule, fail } from '../define.ts';
import { factFor } from '../facts/gather.ts';

export const package_ = defineModule({
  name: 'ansible.builtin.package',
  summary: 'Generic OS package manager',
  examples: `- name: Install a package, whatever the package manager
  ansible.builtin.package:
    name: ntpdate
    state: present
`,
  args: {
    name: arg.raw({ required: true, doc: 'Package, or list of packages.' }),
    state: arg.raw({ required: true, doc: "State, as the package manager's module takes it." }),
    use: arg.raw({ default: 'auto', doc: 'Module of the package manager to use.' }),
  },
  returns: {},
  support: { check: 'full', diff: 'full' },
  async dispatch(raw, { target, controller }) {
    const asked = String(raw.use ?? 'auto');
    const manager = asked === 'auto' ? await factFor('pkg_mgr', target, controller) : asked;
    if (manager === 'auto') {
      fail(
        'Could not detect which package manager to use. Try gathering facts or setting the "use" option.',
      );
    }
    if (manager === 'unknown') fail(`Could not find a module for ${manager}.`);
    const { use: _use, ...rest } = raw;
    const module = manager.includes('.') ? manager : `ansible.legacy.${manager}`;
    const plan = await controller.planModule(module, rest);
    const { msg } = plan.result;
    if (typeof msg === 'string' && msg.startsWith(`The module ${module} was not found`))
      fail(`Could not find a module for ${manager}.`);
    return plan;
  },
  plan: () => ({ changes: [], result: { changed: false } }),
});
