import type { Change } from '../../targets/types.ts';
import { ask, findProgram, outcomeOf } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

export const selinux = defineModule({
  name: 'ansible.posix.selinux',
  summary: 'Change policy and state of SELinux',
  examples: `- name: Have SELinux refuse what it does not allow
  ansible.posix.selinux:
    policy: targeted
    state: enforcing
`,
  args: {
    policy: arg.str({ doc: 'Name of the policy.' }),
    state: arg.str({
      required: true,
      choices: ['enforcing', 'permissive', 'disabled'],
      doc: 'What SELinux does.',
    }),
    configfile: arg.str({
      default: '/etc/selinux/config',
      aliases: ['conf', 'file'],
      doc: 'The file that says so for the next boot.',
    }),
    update_kernel_param: arg.bool({ default: false, doc: "Keep the kernel's own switch, too." }),
  },
  returns: { reboot_required: 'Whether it takes a reboot.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, controller, check }): Promise<Plan> {
    const { state, configfile } = args;
    const [enforce, content] = await Promise.all([
      target.readFile('/sys/fs/selinux/enforce'),
      target.readFile(configfile),
    ]);
    if (content === null) {
      fail(`Unable to find file ${configfile}`, {
        details:
          'Please install SELinux-policy package, if this package is not installed previously.',
      });
    }
    const configured = (name: string): string | null =>
      content
        .toString()
        .match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1]
        ?.trim() ?? null;
    const configPolicy = configured('SELINUXTYPE');
    const configState = configured('SELINUX');
    const runtime =
      enforce === null
        ? 'disabled'
        : enforce.toString().trim() === '1'
          ? 'enforcing'
          : 'permissive';
    const grubby = args.update_kernel_param ? await kernelSwitch(target) : null;
    if (state !== 'disabled' && !args.policy) fail("Policy is required if state is not 'disabled'");
    const policy = args.policy || configPolicy;
    const messages: string[] = [];
    const changes: Change[] = [];
    const settings: [string, string][] = [];
    const setEnforce = (value: string): void => {
      changes.push({ op: 'run', command: { argv: ['setenforce', value] } });
    };
    let changed = false;
    let reboot = false;
    // The running policy is that of the file, as libselinux itself tells it.
    if (policy !== null && policy !== configPolicy) {
      if (check) return { changes: [], result: { changed: true } };
      if ((await target.stat(`/etc/selinux/${policy}/policy`)) === null) {
        fail(`Policy ${policy} does not exist in /etc/selinux/`);
      }
      settings.push(['SELINUXTYPE', policy]);
      messages.push(
        `Running SELinux policy changed from '${configPolicy}' to '${policy}'`,
        `SELinux policy configuration in '${configfile}' changed from '${configPolicy}' to '${policy}'`,
      );
      changed = true;
    }
    if (state !== runtime && runtime === 'disabled') {
      controller.warn(`Reboot is required to set SELinux state to '${state}'`);
      reboot = true;
    } else if (state !== runtime && state === 'disabled') {
      if (runtime === 'permissive') {
        controller.warn('SELinux state change will take effect next reboot');
      } else {
        setEnforce('0');
        controller.warn(
          `SELinux state temporarily changed from '${runtime}' to 'permissive'. State change will take effect next reboot.`,
        );
        changed = true;
      }
      reboot = true;
    } else if (state !== runtime) {
      setEnforce(state === 'enforcing' ? '1' : '0');
      messages.push(`SELinux state changed from '${runtime}' to '${state}'`);
      changed = true;
    }
    if (state !== configState) {
      settings.push(['SELINUX', state]);
      messages.push(`Config SELinux state changed from '${configState ?? 'None'}' to '${state}'`);
      changed = true;
    }
    if (settings.length > 0) {
      const text = settings.reduce(
        (file, [name, value]) => withSetting(file, name, value),
        content.toString(),
      );
      changes.push({ op: 'write', path: configfile, content: Buffer.from(text) });
    }
    const wanted = state !== 'disabled';
    if (grubby !== null && grubby.enabled !== wanted) {
      const action = wanted ? '--remove-args' : '--args';
      changes.push({
        op: 'run',
        command: { argv: [grubby.program, '--update-kernel=ALL', action, 'selinux=0'] },
      });
      const word = (enabled: boolean): string => (enabled ? 'enabled' : 'disabled');
      const before = grubby.enabled === null ? '<inconsistent>' : word(grubby.enabled);
      messages.push(`Kernel SELinux state changed from '${before}' to '${word(wanted)}'`);
      changed = true;
    }
    const result = {
      changed,
      msg: messages.join(', '),
      configfile,
      policy,
      state,
      reboot_required: reboot,
    };
    return {
      changes,
      result,
      finish(outcomes) {
        outcomes.forEach(({ command }, index) => {
          const change = changes[index];
          if (command === undefined || change?.op !== 'run') return;
          const { rc, stderr } = outcomeOf(command);
          if (rc === 0) return;
          if (change.command.argv?.[0] === 'setenforce') fail(stderr.trim(), { rc });
          fail(`unable to ${wanted ? 'remove selinux=0 from' : 'add selinux=0 to'} kernel config`);
        });
        return result;
      },
    };
  },
});

type Target = Parameters<typeof findProgram>[0];

/** What all kernels' arguments say of SELinux; null where they differ. */
async function kernelSwitch(target: Target): Promise<{ program: string; enabled: boolean | null }> {
  const program = await findProgram(target, 'grubby');
  if (program === null) {
    fail("'grubby' command not found on host", {
      details:
        'In order to update the kernel command lineenabled/disabled setting, the grubby packageneeds to be present on the system.',
    });
  }
  const { rc, stdout } = await ask(target, [program, '--info=ALL']);
  if (rc !== 0) fail('unable to run grubby');
  const off = [...stdout.matchAll(/^args="(.*)"$/gm)].map(([, words = '']) =>
    words.split(' ').includes('selinux=0'),
  );
  const [allOn, allOff] = [!off.includes(true), !off.includes(false)];
  return { program, enabled: allOn === allOff ? null : allOn };
}

function withSetting(text: string, name: string, value: string): string {
  const lines = text.replace(/\n$/, '').split('\n');
  const own = new RegExp(`^${name}=`);
  const edited = lines.map((line) => (own.test(line) ? `${name}=${value}` : line));
  if (!lines.some((line) => own.test(line))) edited.push(`${name}=${value}`);
  return `${edited.join('\n')}\n`;
}
