import { requireProgram } from '../commands/program.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule } from '../define.ts';
import { brewStateOf, Homebrew } from '../packages/homebrew.ts';

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
    upgrade_options: arg.list({ elements: 'str', doc: 'Options of upgrade.' }),
  },
  returns: {
    msg: 'What was done.',
    changed_pkgs: 'Formulae that changed.',
    unchanged_pkgs: 'Formulae that did not.',
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args: given, target, check }): Promise<Plan> {
    const args = {
      ...given,
      install_options: given.install_options ?? [],
      upgrade_options: given.upgrade_options ?? [],
    };
    const program = await requireProgram(target, 'brew', args.path?.split(':') ?? []);
    return {
      changes: [],
      result: {},
      moduleArgs: args,
      async perform(writer) {
        const brew = new Homebrew(program, writer, {
          installOptions: args.install_options.map((option) => `--${option}`),
          upgradeOptions: args.upgrade_options.map((option) => `--${option}`),
          updatesItself: args.update_homebrew,
          check,
        });
        return brew.run(brewStateOf(args.state), args.name ?? [], args.upgrade_all);
      },
    };
  },
});
