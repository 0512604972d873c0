import { ask, findProgram, outcomeOf } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';

const ARGUMENTS = {
  name: arg.str({ required: true, doc: 'Name of the module, as a2enmod takes it.' }),
  identifier: arg.str({ doc: 'Its name in the list of loaded modules; default: made of `name`.' }),
  force: arg.bool({ default: false, doc: "Disable one of Debian's default modules." }),
  state: arg.str({
    default: 'present',
    choices: ['absent', 'present'],
    doc: 'Whether the module is to be enabled.',
  }),
  ignore_configcheck: arg.bool({ default: false, doc: 'Go on with a faulty configuration.' }),
  warn_mpm_absent: arg.bool({ default: true, doc: 'Warn where no MPM is loaded.' }),
};

type ApacheContext = ModuleContext<ArgumentValues<typeof ARGUMENTS>>;

export const apache2_module = defineModule({
  name: 'community.general.apache2_module',
  summary: 'Enables/disables a module of the Apache2 webserver',
  examples: `- name: Enable a module
  community.general.apache2_module:
    name: rewrite
`,
  args: ARGUMENTS,
  returns: { result: 'What was done.' },
  support: { check: 'full', diff: 'none' },
  async plan(context): Promise<Plan> {
    const { args, target, check } = context;
    const { name } = args;
    const control =
      (await findProgram(target, 'apache2ctl')) ?? (await findProgram(target, 'apachectl'));
    if (control === null) {
      fail(
        'Neither of apache2ctl nor apachctl found. At least one apache control binary is necessary.',
      );
    }
    if (name === 'cgi' && /threaded: *yes/.test((await ask(target, [control, '-V'])).stdout)) {
      fail('Your MPM seems to be threaded. No automatic actions on module cgi possible.');
    }
    const identifier = args.identifier || identifierOf(name);
    const wanted = args.state === 'present';
    const [word, tool] = wanted
      ? (['enabled', 'a2enmod'] as const)
      : (['disabled', 'a2dismod'] as const);
    const list = [control, '-M'];
    const isEnabled = (run: StepOutcome): boolean => hasModule(context, control, identifier, run);
    const changed = isEnabled(await ask(target, list)) !== wanted;
    const result: Result = { changed, result: `Module ${name} ${word}` };
    if (!changed || check) return { changes: [], result };
    const program = await findProgram(target, tool);
    if (program === null) {
      fail(`${tool} not found. Perhaps this system does not use ${tool} to manage apache`);
    }
    const force = !wanted && args.force ? ['-f'] : [];
    return {
      changes: [{ op: 'run', command: { argv: [program, ...force, name], env: { LC_ALL: 'C' } } }],
      result,
      async finish([outcome], reading) {
        const run = outcomeOf(outcome?.command);
        if (isEnabled(await ask(reading, list)) === wanted) return result;
        return fail(
          `Failed to set module ${name} to ${word}:\n${run.stdout}\nMaybe the module identifier (${identifier}) was guessed incorrectly.Consider setting the "identifier" option.`,
          { ...run },
        );
      },
    };
  },
});

function hasModule(
  { args, controller }: ApacheContext,
  control: string,
  identifier: string,
  { rc, stdout, stderr }: StepOutcome,
): boolean {
  if (rc === 0) return stdout.includes(` ${identifier}`);
  const error = `Error executing ${control}: ${stderr}`;
  if (!args.ignore_configcheck) fail(error);
  if (!(stderr.includes('AH00534') && args.name.includes('mpm_'))) controller.warn(error);
  else if (args.warn_mpm_absent) {
    controller.warn(
      'No MPM module loaded! apache2 reload AND other module actions will fail if no MPM module is loaded immediately.',
    );
  }
  return false;
}

/** What a module is listed as: its name with `_module`, but for some. */
function identifierOf(name: string): string {
  if (name.includes('shib')) return 'mod_shib';
  if (name.includes('evasive')) return 'evasive20_module';
  const php = /^(php\d)\./.exec(name)?.[1];
  return `${php ?? name}_module`;
}
