import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail, ModuleFailure } from '../define.ts';
import { crashed } from '../definition/crash.ts';
import { withTextPath } from '../definition/python-text.ts';
import { gatherFacts } from '../facts/gather.ts';
import { platform as platformFacts } from '../facts/platform.ts';
import {
  type HostnameStrategy,
  STRATEGIES,
  strategyFor,
  systemdStrategy,
} from '../network/hostname-strategies.ts';

export const hostname = defineModule({
  name: 'ansible.builtin.hostname',
  summary: 'Manage hostname',
  examples: `- name: Name the host
  ansible.builtin.hostname:
    name: web01
`,
  args: {
    name: arg.str({ required: true, doc: 'Name of the host.' }),
    use: arg.str({
      choices: [
        'alpine',
        'debian',
        'freebsd',
        'generic',
        'macos',
        'macosx',
        'darwin',
        'openbsd',
        'openrc',
        'redhat',
        'sles',
        'solaris',
        'systemd',
      ],
      doc: 'How the name is kept; found out unless given.',
    }),
  },
  returns: { name: 'Name of the host.', ansible_facts: 'The facts that the name changes.' },
  support: { check: 'full', diff: 'full' },
  async plan({ args, target, check, controller }): Promise<Plan> {
    const { name, use } = args;
    if (use === 'generic') throw new ModuleFailure(crashed('NotImplementedError', target), null);
    const detected = use === null ? await detect(target) : STRATEGIES[use];
    const { stdout } = await target.query({
      shell: `${SECTION_FUNCTIONS}current=
${detected.query}
exit 0`,
      env: { LC_ALL: 'C' },
    });
    const seen = new Sections(stdout);
    const refusal = detected.refusal?.(seen);
    if (refusal !== undefined) fail(refusal);
    const permanent = seen.text('permanent.out').trim();
    const current = seen.has('current.out') ? seen.text('current.out').trim() : permanent;
    for (const part of ['current', 'permanent']) {
      if (seen.has(`${part}.rc`) && seen.rc(part) !== 0 && detected === systemdStrategy) {
        fail(
          `Command failed rc=${seen.rc(part)}, out=${seen.text(`${part}.out`)}, err=${withNewline(seen.text(`${part}.err`))}`,
        );
      }
    }
    const differs = { current: current !== name, permanent: permanent !== name };
    const changed = differs.current || differs.permanent;
    if (changed && detected === systemdStrategy && name.length > 64) {
      fail('name cannot be longer than 64 characters on systemd servers, try a shorter name');
    }
    const before = differs.current ? current : permanent;
    const diff = { after: `hostname = ${name}\n`, before: `hostname = ${before}\n` };
    const describe = async (): Promise<Result> => {
      const { known } = await gatherFacts(target, [platformFacts], '', (text) =>
        controller.warn(text),
      );
      const fqdn = String(known.fqdn ?? name);
      return {
        name,
        changed,
        ansible_facts: {
          ansible_hostname: name.split('.')[0] ?? '',
          ansible_nodename: name,
          ansible_fqdn: fqdn,
          ansible_domain: fqdn.split('.').slice(1).join('.'),
        },
        ...(changed ? { diff } : {}),
      };
    };
    if (!changed || check) {
      return { changes: [], result: await describe(), ...(changed ? { diff } : {}) };
    }
    return {
      changes: detected.changes(name, seen, differs),
      result: { name, changed },
      diff,
      failed: (error) => ({
        failed: true,
        msg: `failed to update hostname: ${withTextPath(error.message)}`,
      }),
      async finish(outcomes) {
        const failed = outcomes.find(({ command }) => command !== undefined && command.rc !== 0);
        if (failed?.command !== undefined) {
          const { rc, stdout: out, stderr } = failed.command;
          fail(`Command failed rc=${rc}, out=${out.toString()}, err=${stderr.toString()}`);
        }
        return describe();
      },
    };
  },
});

function withNewline(text: string): string {
  return text === '' ? '' : `${text}\n`;
}

async function detect(target: Parameters<typeof gatherFacts>[0]): Promise<HostnameStrategy> {
  const { kernel } = target.platform;
  const { stdout } = await target.query({
    shell: `if command -v hostnamectl >/dev/null && { [ -d /run/systemd/system ] || [ -d /dev/.run/systemd ] || [ -d /dev/.systemd ]; }; then echo systemd
elif [ -r /etc/os-release ]; then . /etc/os-release; printf '%s\\n' "$ID $ID_LIKE"; fi`,
  });
  const text = stdout.toString().trim();
  if (kernel === 'Linux' && text === 'systemd') return systemdStrategy;
  return (
    strategyFor(kernel, text.split(/\s+/)) ??
    fail(`hostname module cannot be used on platform ${kernel} (${text || 'OtherLinux'})`)
  );
}
