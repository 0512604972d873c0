import type { ReadTarget, WriteTarget } from '../../targets/types.ts';
import { ask, outcomeOf, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import { pythonRepr, pythonText } from '../definition/python-text.ts';

const ARGUMENTS = {
  name: arg.list({ elements: 'str', required: true, doc: 'Names of the snaps.' }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present', 'enabled', 'disabled'],
    doc: 'What is to be of them.',
  }),
  classic: arg.bool({ default: false, doc: 'Install without confinement.' }),
  channel: arg.str({ default: 'stable', doc: 'Where to install from.' }),
  options: arg.list({ elements: 'str', doc: 'Settings: `[SNAP:]KEY=VALUE`.' }),
};

type SnapContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const snap = defineModule({
  name: 'community.general.snap',
  summary: 'Manages snaps',
  examples: `- name: Install a snap
  community.general.snap:
    name: foo
    channel: latest/edge
`,
  args: ARGUMENTS,
  returns: { snaps_installed: 'Snaps that were installed.', options_changed: 'Settings made.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    context.controller.deprecate(
      'The CmdMixin used in classes CmdModuleHelper and CmdStateModuleHelper is being deprecated. Modules should use community.general.plugins.module_utils.cmd_runner.CmdRunner instead.',
      '8.0.0',
      'community.general',
    );
    const program = await requireProgram(context.target, 'snap');
    // What settings a snap has is only known once it is installed.
    return {
      changes: [],
      result: {},
      perform: (target) => new Work(context, program, target).run(),
    };
  },
});

/** One run of the module: what was run last is told in the result. */
class Work {
  private readonly context: SnapContext;
  private readonly program: string;
  private readonly target: WriteTarget;
  private fields: Result = { force_lang: 'C' };
  private changed = false;

  constructor(context: SnapContext, program: string, target: WriteTarget) {
    this.context = context;
    this.program = program;
    this.target = target;
  }

  async run(): Promise<Result> {
    const { name, state, classic, channel } = this.context.args;
    if (state === 'present') {
      this.fields = { classic, channel, ...this.fields };
      const missing = await this.those(name, async (one) => !(await this.isInstalled(one)));
      if (missing.length > 0) await this.install(missing);
      if (this.context.args.options !== null) await this.configure(this.context.args.options);
    } else if (state === 'absent') {
      await this.act('remove', 'snaps_removed', (one) => this.isInstalled(one));
    } else if (state === 'enabled') {
      await this.act('enable', 'snaps_enabled', async (one) => !(await this.isEnabled(one)));
    } else await this.act('disable', 'snaps_disabled', (one) => this.isEnabled(one));
    // What snap was asked last may have failed: the work has not.
    return { changed: this.changed, failed: false, ...this.fields, diff: {} };
  }

  private async those(
    names: readonly string[],
    wanted: (name: string) => Promise<boolean>,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const name of names) if (await wanted(name)) found.push(name);
    return found;
  }

  private told(words: readonly string[], { rc, stdout, stderr }: StepOutcome): StepOutcome {
    this.fields = { ...this.fields, rc, stdout, stderr, cmd_args: [this.program, ...words] };
    return { rc, stdout, stderr };
  }

  private async query(...words: readonly string[]): Promise<StepOutcome> {
    const reader: ReadTarget = this.target;
    return this.told(words, await ask(reader, [this.program, ...words]));
  }

  private async change(...words: readonly string[]): Promise<StepOutcome> {
    const command = { argv: [this.program, ...words], env: { LANGUAGE: 'C', LC_ALL: 'C' } };
    const [outcome] = await this.target.apply([{ op: 'run', command }]);
    return this.told(words, outcomeOf(outcome?.command));
  }

  private fault(msg: string): never {
    const fields = { ...this.fields };
    return fail(msg, { ...fields, output: { ...fields, diff: {} }, vars: fields, diff: {} });
  }

  private async isInstalled(name: string): Promise<boolean> {
    return (await this.query('list', name)).rc === 0;
  }

  private async isEnabled(name: string): Promise<boolean> {
    const { rc, stdout } = await this.query('list', name);
    if (rc !== 0) return false;
    const notes = /^(?:\S+\s+){5}(\S+)/.exec(stdout.split('\n')[1] ?? '')?.[1];
    if (notes === undefined) this.fault(`Unable to parse 'snap list ${name}' output:\n${stdout}`);
    return !notes.split(',').includes('disabled');
  }

  private async install(names: readonly string[]): Promise<void> {
    const { classic, channel } = this.context.args;
    this.changed = true;
    this.fields.snaps_installed = names;
    if (this.context.check) return;
    const options = [
      ...(classic ? ['--classic'] : []),
      ...(channel === 'stable' ? [] : ['--channel', channel]),
    ];
    // snap takes these options for one snap at a time only.
    const groups = options.length > 0 ? names.map((name) => [name]) : [names];
    const errors: string[] = [];
    let failed = false;
    for (const group of groups) {
      const { rc, stderr } = await this.change('install', ...options, ...group);
      failed ||= rc !== 0;
      errors.push(stderr);
    }
    this.fields.cmd = groups
      .map((group) => shown(['state', 'classic', 'channel'], group))
      .join('; ');
    if (!failed) return;
    const confined =
      /^error: This revision of snap "(\w+)" was published using classic confinement/.exec(
        errors.join('\n'),
      )?.[1];
    this.fault(
      confined === undefined
        ? `Ooops! Snap installation failed while executing '${this.fields.cmd}', please examine logs and error output for more details.`
        : `Couldn't install ${confined} because it requires classic confinement`,
    );
  }

  private async act(
    command: string,
    field: string,
    applies: (name: string) => Promise<boolean>,
  ): Promise<void> {
    const names = await this.those(this.context.args.name, applies);
    if (names.length === 0) return;
    this.changed = true;
    this.fields[field] = names;
    if (this.context.check) return;
    const { classic, channel } = this.context.args;
    const options = [
      ...(classic ? ['--classic'] : []),
      ...(channel === 'stable' ? [] : ['--channel', channel]),
    ];
    const { rc } = await this.change(...options, command, ...names);
    this.fields.cmd = shown(['classic', 'channel', 'state'], names);
    if (rc !== 0) {
      this.fault(
        `Ooops! Snap operation failed while executing '${this.fields.cmd}', please examine logs and error output for more details.`,
      );
    }
  }

  private async configure(options: readonly string[]): Promise<void> {
    const { name: names } = this.context.args;
    const made: string[] = [];
    for (const name of await this.those(names, (one) => this.isInstalled(one))) {
      const current = await this.settings(name);
      const wanted: string[] = [];
      for (const option of options) {
        const [, prefix, key = '', value = ''] =
          /^(\S+:)?(\S+?)\s*=\s*(.+)/.exec(option) ??
          this.fault(`Cannot parse set option '${option}'`);
        const owner = prefix?.slice(0, -1);
        if (owner !== undefined && !names.includes(owner)) {
          this.fault(
            `Snap option '${option}' refers to snap which is not in the list of snap names`,
          );
        }
        if ((owner !== undefined && owner !== name) || current.get(key) === value.trim()) continue;
        wanted.push(`${key}=${value.trim()}`);
        made.push(owner === undefined ? `${name}:${option}` : option);
      }
      if (wanted.length === 0) continue;
      this.changed = true;
      if (this.context.check) continue;
      const { rc, stderr } = await this.change('set', name, ...wanted);
      if (rc === 0) continue;
      if (stderr.includes('has no "configure" hook')) {
        this.fault(`Snap '${name}' does not have any configurable options`);
      }
      this.fault(`Cannot set options '${wanted.join(' ')}' for snap '${name}': error=${stderr}`);
    }
    if (made.length > 0) this.fields.options_changed = made;
  }

  private async settings(name: string): Promise<Map<string, string>> {
    const { rc, stdout } = await this.query('get', name, '-d');
    if (rc !== 0 || stdout.split('\n')[0]?.includes('has no configuration')) return new Map();
    try {
      return flatten(JSON.parse(stdout) as Record<string, unknown>);
    } catch (error) {
      return this.fault(
        `Parsing option map returned by 'snap get ${name}' triggers exception '${(error as Error).message}', output:\n'${stdout}'`,
      );
    }
  }
}

/** The command in the words of the real module, which shows its own parameters. */
function shown(options: readonly string[], names: readonly string[]): string {
  return pythonRepr([...options, { actionable_snaps: names }]);
}

function flatten(tree: Record<string, unknown>, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (value !== null && typeof value === 'object') {
      const below = flatten(value as Record<string, unknown>, `${prefix}${key}.`);
      for (const [name, text] of below) flat.set(name, text);
    } else flat.set(prefix + key, pythonText(value));
  }
  return flat;
}
