import { posix } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord, quoteWords, splitWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { type ArgumentValues, arg, defineModule, fail } from '../define.ts';
import {
  environmentCommand,
  environmentPip,
  hostPython,
  pipCommand,
} from '../packages/pip-program.ts';
import {
  canonicalName,
  isSatisfied,
  type PythonRequirement,
  parseRequirement,
  recoverNames,
} from '../packages/python-requirement.ts';

const ACTIONS = {
  present: ['install'],
  absent: ['uninstall', '-y'],
  latest: ['install', '-U'],
  forcereinstall: ['install', '-U', '--force-reinstall'],
} as const;

const ARGUMENTS = {
  state: arg.str({
    default: 'present',
    choices: ['present', 'absent', 'latest', 'forcereinstall'],
    doc: 'What is to be of the packages.',
  }),
  name: arg.list({ elements: 'str', doc: 'Packages, with version specifiers, or URLs.' }),
  version: arg.str({ doc: 'Version of the only package.' }),
  requirements: arg.str({ doc: 'Requirements file on the target.' }),
  virtualenv: arg.path({
    doc: 'Virtual environment to install into; made when it is not there.',
  }),
  virtualenv_site_packages: arg.bool({
    default: false,
    doc: 'Let the environment see system packages.',
  }),
  virtualenv_command: arg.path({
    default: 'virtualenv',
    doc: 'Command that makes the environment.',
  }),
  virtualenv_python: arg.str({ doc: 'Python of the environment.' }),
  extra_args: arg.str({ doc: 'Further arguments of pip.' }),
  editable: arg.bool({ default: false, doc: 'Install in editable mode.' }),
  chdir: arg.path({ doc: 'Folder to run pip in.' }),
  executable: arg.path({ doc: 'The pip program.' }),
  umask: arg.str({ doc: 'umask for the files, as octal text.' }),
} as const;

export const pip = defineModule({
  name: 'ansible.builtin.pip',
  summary: 'Manages Python library dependencies',
  examples: `- name: Install a library into a virtualenv
  ansible.builtin.pip:
    name: bottle
    virtualenv: /my_app/venv
    virtualenv_command: /usr/bin/python3 -m venv
`,
  args: ARGUMENTS,
  constraints: {
    requiredOneOf: [['name', 'requirements']],
    mutuallyExclusive: [
      ['name', 'requirements'],
      ['executable', 'virtualenv'],
    ],
  },
  returns: {
    cmd: 'The command.',
    name: 'The packages.',
    version: 'The version.',
    virtualenv: 'The environment.',
  },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target, check, controller }): Promise<Plan> {
    if (args.umask !== null && !/^[0-7]+$/.test(args.umask)) {
      fail('umask must be an octal integer', {
        details: `invalid literal for int() with base 8: '${args.umask}'`,
      });
    }
    if (args.state === 'latest' && args.version !== null)
      fail('version is incompatible with state=latest');
    const env =
      args.virtualenv && args.chdir
        ? posix.resolve('/', args.chdir, args.virtualenv)
        : args.virtualenv;
    const cwd = args.chdir ?? '/tmp';
    const [activation, python] = await Promise.all([
      env === null ? null : target.stat(posix.join(env, 'bin', 'activate'), { follow: true }),
      hostPython(target, controller),
    ]);
    const makesEnvironment = env !== null && activation === null;
    if (makesEnvironment && check) return { changes: [], result: { changed: true } };
    const make = makesEnvironment ? await environmentCommand(target, args, env, python) : undefined;
    const found =
      env === null
        ? await pipCommand(target, args.executable, python)
        : makesEnvironment
          ? [posix.join(env, 'bin', 'pip3')]
          : await environmentPip(target, env);
    const packages = requirementsOf(args);
    const extra = extraArguments(args);
    const command = [
      ...found,
      ...ACTIONS[args.state],
      ...(splitWords(extra) ?? []),
      ...(args.name?.length ? packages.map(({ text }) => text) : ['-r', args.requirements ?? '']),
    ];
    if (check) {
      const open = extra !== '' || args.requirements || args.state === 'latest' || !args.name;
      return open
        ? { changes: [], result: { changed: true } }
        : foresee(target, { packages, found, cwd, state: args.state });
    }
    const compares = Boolean(args.requirements) || (args.name ?? []).some(isVersionControlled);
    const freeze = `${quoteWords(found)} list --format=freeze 2>/dev/null || ${quoteWords(found)} freeze`;
    const path = env === null ? '' : `PATH=${quoteWord(posix.join(env, 'bin'))}:$PATH; export PATH`;
    const script = `${SECTION_FUNCTIONS}${args.umask === null ? '' : `umask ${args.umask}\n`}cd ${quoteWord(cwd)} 2>/dev/null
${make === undefined ? '' : `exactly venv ${quoteWords(make)}; [ "$c" -eq 0 ] || exit 0`}
${compares ? `s before; ${freeze}` : ''}
${path}
exactly pip ${quoteWords(command)}
${compares ? `s after; ${freeze}` : ''}
exit 0`;
    return {
      changes: [
        { op: 'run', command: { shell: script, env: { LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' } } },
      ],
      result: {},
      finish: ([outcome]) => {
        const seen = new Sections(outcome?.command?.stdout ?? Buffer.alloc(0));
        return conclude(args, seen, { env, command, make, compares });
      },
    };
  },
});

type PipArguments = ArgumentValues<typeof ARGUMENTS>;

/** @throws ModuleFailure where the version is none of one package */
function requirementsOf({ name, version }: PipArguments): PythonRequirement[] {
  if (!name?.length) return [];
  const packages = recoverNames(name).map((one) => parseRequirement(one));
  if (version === null) return packages;
  if (packages.length > 1) {
    fail(
      "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
    );
  }
  if (packages[0]?.specifiers?.length) {
    fail(
      "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
    );
  }
  return packages.map(({ text }) => parseRequirement(text, version));
}

function extraArguments({ extra_args: given, editable }: PipArguments): string {
  if (!editable || given?.split(' ').includes('-e')) return given ?? '';
  return given ? `${given} -e` : '-e';
}

function isVersionControlled(name: string): boolean {
  return /^(svn|git|hg|bzr)\+/.test(name);
}

interface Foreseen {
  readonly packages: readonly PythonRequirement[];
  readonly found: readonly string[];
  readonly cwd: string;
  readonly state: string;
}

/** Check mode: whether what is installed differs from what is asked for. */
async function foresee(
  target: ReadTarget,
  { packages, found, cwd, state }: Foreseen,
): Promise<Plan> {
  const argv = [...found, 'list', '--format=freeze'];
  const env = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', LC_MESSAGES: 'C.UTF-8' };
  const shell = `cd ${quoteWord(cwd)} 2>/dev/null; exec ${quoteWords(argv)}`;
  const listed = await target.query({ shell, env });
  const stdout = listed.stdout.toString();
  const installed = stdout
    .split('\n')
    .filter((line) => line.includes('=='))
    .map((line) => line.split('=='));
  const isPresent = (wanted: PythonRequirement): boolean =>
    installed.some(
      ([name = '', version = '']) =>
        canonicalName(name) === wanted.name && isSatisfied(wanted, version),
    );
  // What would be installed anew all the same counts as nothing to do.
  const changed =
    state !== 'forcereinstall' &&
    packages.some((wanted) => isPresent(wanted) === (state === 'absent'));
  const stderr = listed.stderr.toString();
  return { changes: [], result: { changed, cmd: argv.join(' '), stdout, stderr } };
}

interface Work {
  readonly env: string | null;
  readonly command: readonly string[];
  readonly make: readonly string[] | undefined;
  readonly compares: boolean;
}

function conclude(
  args: PipArguments,
  seen: Sections,
  { env, command, make, compares }: Work,
): Result {
  const stdout = seen.text('venv.out') + seen.text('pip.out');
  const stderr = seen.text('venv.err') + seen.text('pip.err');
  const failed = make !== undefined && seen.rc('venv') !== 0;
  const output = seen.text('pip.out') + seen.text('pip.err');
  const missing =
    args.state === 'absent' && seen.rc('pip') === 1 && output.includes('not installed');
  if (failed || (seen.rc('pip') !== 0 && !missing)) {
    const msg = `${stdout === '' ? '' : `stdout: ${stdout}`}${stderr === '' ? '' : `\n:stderr: ${stderr}`}`;
    fail(msg, { cmd: failed ? make : command });
  }
  const word = args.state === 'absent' ? 'Successfully uninstalled' : 'Successfully installed';
  const changed =
    compares && args.state !== 'absent'
      ? seen.text('before') !== seen.text('after')
      : seen.text('pip.out').includes(word);
  return {
    changed: changed || make !== undefined,
    cmd: command,
    name: args.name,
    version: args.version,
    state: args.state,
    requirements: args.requirements,
    virtualenv: env,
    stdout,
    stderr,
  };
}
