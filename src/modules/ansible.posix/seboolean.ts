import { ask, findProgram, outcomeOf } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const seboolean = defineModule({
  name: 'ansible.posix.seboolean',
  summary: 'Toggles SELinux booleans',
  examples: `- name: Let the web server connect
  ansible.posix.seboolean:
    name: httpd_can_network_connect
    state: true
    persistent: true
`,
  args: {
    ignore_selinux_state: arg.bool({ default: false, doc: 'Go on where SELinux is off.' }),
    name: arg.str({ required: true, doc: 'Name of the boolean.' }),
    persistent: arg.bool({ default: false, doc: 'Keep it over a reboot.' }),
    state: arg.bool({ required: true, doc: 'Its value.' }),
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const { name, persistent, state } = args;
    const [getsebool, setsebool, semanage] = await Promise.all(
      ['getsebool', 'setsebool', 'semanage'].map((program) => findProgram(target, program)),
    );
    const enabled = await target.stat('/sys/fs/selinux/enforce');
    if (!args.ignore_selinux_state && enabled === null) fail('SELinux is disabled on this host.');
    if (!getsebool || !setsebool) {
      fail('getsebool and setsebool are needed: install libselinux-utils and policycoreutils');
    }
    if (enabled === null) fail('Failed to get list of boolean names');
    const asked = await ask(target, [getsebool, name]);
    const found = /^\S+ --> (on|off)(?:\s+pending: (on|off))?/m.exec(asked.stdout);
    if (found === null) fail(`SELinux boolean ${name} does not exist.`);
    let stored = found[1] === 'on';
    if (persistent) {
      if (!semanage) {
        fail('persistent booleans need semanage: install policycoreutils-python-utils');
      }
      const listed = await ask(target, [semanage, 'boolean', '-l']);
      const kept = new RegExp(
        `^${name.replace(/[^\w]/g, '\\$&')}\\s+\\((on|off)\\s*,\\s*(on|off)\\)`,
        'm',
      );
      const line = kept.exec(listed.stdout);
      if (line === null) {
        fail(
          `Failed to manage policy for boolean ${name}: SELinux boolean ${name} is not defined in persistent policy`,
        );
      }
      stored = line[2] === 'on';
    }
    const result = { name, persistent, state, changed: stored !== state };
    if (stored === state) return { changes: [], result };
    const argv = [setsebool, ...(persistent ? ['-P'] : []), name, state ? 'on' : 'off'];
    return {
      changes: [{ op: 'run', command: { argv, env: { LC_ALL: 'C' } } }],
      result,
      finish([outcome]) {
        const { rc, stderr } = outcomeOf(outcome?.command);
        if (rc !== 0) fail(`Failed to set boolean ${name} to ${Number(state)}`, { rc, stderr });
        return result;
      },
    };
  },
});
