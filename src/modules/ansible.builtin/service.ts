import { arg, defineModule } from '../define.ts';
import { factFor } from '../facts/gather.ts';
import { planClassicService } from '../services/classic-service.ts';
import { restarts, SERVICE_ARGUMENTS } from '../services/service-arguments.ts';

/** Arguments that a manager's own module has no use for. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  systemd: ['pattern', 'runlevel', 'sleep', 'arguments', 'args'],
};

const MANAGERS: ReadonlySet<string> = new Set(['systemd', 'sysvinit']);

export const service = defineModule({
  name: 'ansible.builtin.service',
  summary: 'Manage services',
  examples: `- name: Start a service
  ansible.builtin.service:
    name: httpd
    state: started
`,
  constraints: { requiredOneOf: [['state', 'enabled']] },
  args: {
    ...SERVICE_ARGUMENTS,
    use: arg.str({ default: 'auto', unlisted: true, doc: 'Module of the service manager to use.' }),
  },
  returns: {
    name: 'Name of the service.',
    state: 'The state asked for.',
    enabled: 'Whether it starts with the system.',
  },
  support: { check: 'full', diff: 'none' },
  alwaysChanges: restarts,
  reportName: 'ansible.legacy.service',
  async dispatch(raw, { target, controller }) {
    const asked = String(raw.use ?? 'auto').toLowerCase();
    const manager = asked === 'auto' ? await factFor('service_mgr', target, controller) : asked;
    if (!MANAGERS.has(manager)) return undefined;
    const { use: _use, ...passed } = raw;
    const rest: Record<string, unknown> = passed;
    for (const name of UNUSED[manager] ?? []) {
      if (!(name in rest)) continue;
      delete rest[name];
      controller.display(`Ignoring "${name}" as it is not used in "${manager}"`);
    }
    return controller.planModule(`ansible.legacy.${manager}`, rest);
  },
  plan: (context) => planClassicService(context),
});
