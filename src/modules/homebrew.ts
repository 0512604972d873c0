import { failedStep, stepOutcomes, stepsCommand } from './commands/steps.ts';
import type { Plan } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';

const PREFIXES = ['/usr/local/bin', '/opt/homebrew/bin', '/home/linuxbrew/.linuxbrew/bin'];

export const homebrew = defineModule({
  name: 'community.general.homebrew',
  summary: 'Package manager for Homebrew',
  examples: `- name: Install a formula
  community.general.homebrew:
    name: foo
    state: present
`,
  args: {
    name: arg.list({ elements: 'str', aliases: ['pkg', 'package', 'formula'], doc: 'Formulae.' }),
    path: arg.path({
      default: '/usr/local/bin:/opt/homebrew/bin:/home/linuxbrew/.linuxbrew/bin',
      doc: 'Folders to look for brew in.',
    }),
    state: arg.str({
      default: 'present',
      choices: [
        'present',
        'installed',
        'latest',
        'upgraded',
        'head',
        'linked',
        'unlinked',
        'absent',
        'removed',
        'uninstalled',
      ],
      doc: 'What is to be of the formulae.',
    }),
    update_homebrew: arg.bool({ default: false, doc: 'Update brew itself first.' }),
    upgrade_all: arg.bool({ default: false, aliases: ['upgrade'], doc: 'Upgrade all formulae.' }),
    install_options: arg.list({
      elements: 'str',
      aliases: ['options'],
      doc: 'Options of install.',
    }),
    upgrade_options: arg.list({ elements: 'str', default: [], doc: 'Options of upgrade.' }),
  },
  returns: {
    msg: 'What was done.',
    changed_pkgs: 'Formulae that changed.',
    unchanged_pkgs: 'Formulae that did not.',
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    const brew = await target.which('brew', [...args.path.split(':'), ...PREFIXES]);
    if (brew === null) fail('Unable to locate homebrew executable.');
    const names = args.name ?? [];
    const listed = await target.query({
      shell: `'${brew}' list --formula --versions; echo ====; '${brew}' outdated --quiet; echo ====; ls "$('${brew}' --prefix)/var/homebrew/linked" 2>/dev/null`,
    });
    const [versions = '', outdatedText = '', linkedText = ''] = listed.stdout
      .toString()
      .split('====\n');
    const installed = new Set(versions.split('\n').map((line) => line.split(' ')[0] ?? ''));
    const outdated = new Set(outdatedText.split('\n'));
    const linked = new Set(linkedText.split('\n'));
    const steps: string[][] = [];
    const changed: string[] = [];
    if (args.update_homebrew && !check) steps.push([brew, 'update']);
    if (args.upgrade_all) steps.push([brew, 'upgrade', ...args.upgrade_options]);
    for (const name of names) {
      const base = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
      const step = stepFor(args.state, installed.has(base), outdated.has(base), linked.has(base));
      if (step === undefined) continue;
      const options =
        step === 'upgrade'
          ? args.upgrade_options
          : step === 'install'
            ? (args.install_options ?? []).map((option) => `--${option}`)
            : [];
      const head = args.state === 'head' ? ['--HEAD'] : [];
      steps.push([brew, step, ...options, ...head, name]);
      changed.push(name);
    }
    const unchanged = names.filter((name) => !changed.includes(name));
    const result = {
      changed: steps.length > 0,
      msg:
        steps.length > 0
          ? `Changed: ${changed.length}, Unchanged: ${unchanged.length}`
          : `Package already ${args.state}`,
      changed_pkgs: changed,
      unchanged_pkgs: unchanged,
    };
    if (steps.length === 0 || check) return { changes: [], result };
    return {
      changes: [{ op: 'run', command: stepsCommand(steps) }],
      result,
      finish([outcome]) {
        const failed = failedStep(stepOutcomes(outcome?.command));
        if (failed !== undefined) fail(failed.stderr.trim());
        return result;
      },
    };
  },
});

function stepFor(
  state: string,
  installed: boolean,
  outdated: boolean,
  linked: boolean,
): string | undefined {
  if (state === 'linked') return linked ? undefined : 'link';
  if (state === 'unlinked') return linked ? 'unlink' : undefined;
  if (['absent', 'removed', 'uninstalled'].includes(state))
    return installed ? 'uninstall' : undefined;
  if (!installed) return 'install';
  return (state === 'latest' || state === 'upgraded') && outdated ? 'upgrade' : undefined;
}
