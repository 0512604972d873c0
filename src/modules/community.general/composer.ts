import { ask, expandWords, outcomeOf, requireProgram } from '../commands/program.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';

/** Options of composer by the module's argument, in the order in which they are given. */
const SWITCHES = {
  prefer_source: 'prefer-source',
  prefer_dist: 'prefer-dist',
  no_dev: 'no-dev',
  no_scripts: 'no-scripts',
  no_plugins: 'no-plugins',
  apcu_autoloader: 'acpu-autoloader',
  optimize_autoloader: 'optimize-autoloader',
  classmap_authoritative: 'classmap-authoritative',
  ignore_platform_reqs: 'ignore-platform-reqs',
} as const;

export const composer = defineModule({
  name: 'community.general.composer',
  summary: 'Dependency Manager for PHP',
  examples: `- name: Install what composer.lock names
  community.general.composer:
    command: install
    working_dir: /srv/app
`,
  args: {
    command: arg.str({ default: 'install', doc: 'Command of composer.' }),
    arguments: arg.str({ default: '', doc: 'Its arguments.' }),
    executable: arg.path({ aliases: ['php_path'], doc: 'The PHP to run with.' }),
    working_dir: arg.path({ doc: 'Folder of the project.' }),
    global_command: arg.bool({ default: false, doc: 'Run the command globally.' }),
    prefer_source: arg.bool({ default: false, doc: 'Install from sources.' }),
    prefer_dist: arg.bool({ default: false, doc: 'Install from archives.' }),
    no_dev: arg.bool({ default: true, doc: 'Leave out what only development needs.' }),
    no_scripts: arg.bool({ default: false, doc: 'Run no scripts.' }),
    no_plugins: arg.bool({ default: false, doc: 'Use no plugins.' }),
    apcu_autoloader: arg.bool({ default: false, doc: 'Have APCu keep what was found.' }),
    optimize_autoloader: arg.bool({ default: true, doc: 'Make class maps.' }),
    classmap_authoritative: arg.bool({ default: false, doc: 'Load from class maps only.' }),
    ignore_platform_reqs: arg.bool({ default: false, doc: 'Do not look at PHP itself.' }),
    composer_executable: arg.path({ doc: 'The composer to run.' }),
  },
  constraints: { requiredIf: [['global_command', false, ['working_dir']]] },
  returns: {},
  support: { check: 'partial', diff: 'none' },
  async plan({ args, target, check }): Promise<Plan> {
    if (/\s/.test(args.command)) {
      fail("Use the 'arguments' param for passing arguments with the 'command'");
    }
    const php = args.executable ?? (await requireProgram(target, 'php', ['/usr/local/bin']));
    const program =
      args.composer_executable ?? (await requireProgram(target, 'composer', ['/usr/local/bin']));
    const line = (...parts: readonly string[]): Promise<readonly string[]> =>
      expandWords(
        target,
        splitWords([php, program, ...parts].join(' ')) ?? fail('No closing quotation'),
      );

    const asking = await line('help', args.command, '--no-interaction --format=json');
    const help = await ask(target, asking);
    if (help.rc !== 0) fail(oneLine(help.stderr));
    const known = knownOptions(help.stdout);
    const options = ['no-ansi', 'no-interaction', 'no-progress']
      .filter((option) => known.has(option))
      .map((option) => `--${option}`);
    if (!args.global_command) options.push('--working-dir', `'${args.working_dir}'`);
    for (const [name, option] of Object.entries(SWITCHES)) {
      if (args[name as keyof typeof SWITCHES] && known.has(option)) options.push(`--${option}`);
    }
    if (check && !known.has('dry-run')) {
      const msg = `command '${args.command}' does not support check mode, skipping`;
      return { changes: [], result: { skipped: true, msg } };
    }
    if (check) options.push('--dry-run');
    const argv = await line(
      args.global_command ? 'global' : '',
      args.command,
      ...options,
      args.arguments,
    );
    if (check) return { changes: [], result: told(outcomeOf(await target.query({ argv }))) };
    return {
      changes: [{ op: 'run', command: { argv } }],
      result: {},
      finish: ([outcome]) => told(outcomeOf(outcome?.command)),
    };
  },
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function knownOptions(json: string): Set<string> {
  try {
    const help = JSON.parse(json) as { definition: { options: Record<string, unknown> } };
    return new Set(Object.keys(help.definition.options));
  } catch {
    return fail('Could not read what composer help tells');
  }
}

function told({ rc, stdout, stderr }: StepOutcome): Result {
  if (rc !== 0) fail(oneLine(stderr), { stdout: stderr });
  const output = stdout + stderr;
  const unchanged = /Nothing to install or update|Nothing to install, update or remove/;
  const msg = oneLine(output);
  return { changed: !unchanged.test(msg), msg, stdout: output };
}
