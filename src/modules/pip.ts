import { posix } from 'node:path';
import { SECTION_FUNCTIONS, Sections } from './commands/sections.ts';
import { quoteWord, quoteWords, splitWords } from './commands/words.ts';
import type { Plan, Result } from './contract.ts';
import { arg, defineModule, fail } from './define.ts';

const ACTIONS = {
  present: ['install'],
  absent: ['uninstall', '-y'],
  latest: ['install', '-U'],
  forcereinstall: ['install', '-U', '--force-reinstall'],
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
  args: {
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
  },
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
  async plan({ args, target, check }): Promise<Plan> {
    if (args.umask !== null && !/^[0-7]+$/.test(args.umask)) {
      fail('umask must be an octal integer', {
        details: `invalid literal for int() with base 8: '${args.umask}'`,
      });
    }
    if (args.state === 'latest' && args.version !== null)
      fail('version is incompatible with state=latest');
    const env =
      args.virtualenv && args.chdir ? posix.join(args.chdir, args.virtualenv) : args.virtualenv;
    const [environmentFound, found] = await Promise.all([
      env === null ? null : target.stat(posix.join(env, 'bin', 'activate'), { follow: true }),
      findPip(),
    ]);
    const makesEnvironment = env !== null && environmentFound === null;
    const packages = recoverNames(args.name ?? []);
    if (args.version !== null && packages.length > 1) {
      fail(
        "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
      );
    }
    if (args.version !== null && /[<>=!~]/.test(packages[0] ?? '')) {
      fail(
        "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
      );
    }
    const specs =
      args.version === null ? packages : packages.map((name) => `${name}==${args.version}`);
    const extra = `${args.extra_args ?? ''}${args.editable && !/(^| )-e( |$)/.test(args.extra_args ?? '') ? ' -e' : ''}`;
    const command = [
      ...found,
      ...ACTIONS[args.state],
      ...(splitWords(extra) ?? []),
      ...(args.name === null ? ['-r', args.requirements ?? ''] : specs),
    ];
    const cwd = args.chdir ?? '/tmp';
    if (check) return planCheck();
    const compares =
      args.requirements !== null || packages.some((name) => /^(svn|git|hg|bzr)\+/.test(name));
    const freeze = `${quoteWords(found)} list --format=freeze 2>/dev/null || ${quoteWords(found)} freeze`;
    const make = makesEnvironment
      ? `run venv ${virtualenvCommand(env ?? '')}; [ "$c" -eq 0 ] || exit 0`
      : '';
    const script = `${SECTION_FUNCTIONS}${args.umask === null ? '' : `umask ${args.umask}\n`}cd ${quoteWord(cwd)} || exit 0
${env === null ? '' : `PATH=${quoteWord(posix.join(env, 'bin'))}:$PATH; export PATH`}
${make}
${compares ? `s before; ${freeze}` : ''}
run pip ${quoteWords(command)}
${compares ? `s after; ${freeze}` : ''}
exit 0`;
    return {
      changes: [
        { op: 'run', command: { shell: script, env: { LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' } } },
      ],
      result: {},
      finish: ([outcome]) =>
        conclude(new Sections(outcome?.command?.stdout ?? Buffer.alloc(0)), compares),
    };

    async function findPip(): Promise<string[]> {
      if (env !== null) return [posix.join(env, 'bin', 'pip3')];
      if (args.executable?.startsWith('/')) return [args.executable];
      const names = args.executable === null ? ['pip3', 'pip'] : [args.executable];
      for (const name of names) {
        const path = await target.which(name);
        if (path !== null) return [path];
      }
      if (args.executable === null) {
        const { rc } = await target.query({ argv: ['python3', '-m', 'pip', '--version'] });
        if (rc === 0) return [(await target.which('python3')) ?? 'python3', '-m', 'pip'];
      }
      return fail(`Unable to find any of ${names.join(', ')} to use.  pip needs to be installed.`);
    }

    function virtualenvCommand(path: string): string {
      const words = splitWords(args.virtualenv_command) ?? [args.virtualenv_command];
      const venv = words.includes('venv') || /pyvenv/.test(words[0] ?? '');
      if (venv && args.virtualenv_python !== null) {
        fail(
          'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
        );
      }
      const options = [
        ...(args.virtualenv_site_packages ? ['--system-site-packages'] : []),
        ...(args.virtualenv_python === null ? [] : [`-p${args.virtualenv_python}`]),
      ];
      return quoteWords([...words, ...options, path]);
    }

    async function planCheck(): Promise<Plan> {
      if (
        makesEnvironment ||
        extra.trim() !== '' ||
        args.requirements !== null ||
        args.state === 'latest'
      ) {
        return { changes: [], result: { changed: true } };
      }
      const listed = await target.query({ argv: [...found, 'list', '--format=freeze'], cwd });
      const installed = new Map(
        listed.stdout
          .toString()
          .split('\n')
          .map((line) => line.split('=='))
          .map(([name = '', version = '']) => [canonical(name), version] as const),
      );
      const changed = specs.some((spec) => {
        const [name = '', wanted] = spec.split('==');
        const version = installed.get(canonical(name.replace(/[[<>=!~ ].*$/, '')));
        const present = version !== undefined && (wanted === undefined || wanted === version);
        return args.state === 'absent' ? version !== undefined : !present;
      });
      const cmd = quoteWords([...found, 'list', '--format=freeze']);
      return {
        changes: [],
        result: {
          changed,
          cmd,
          stdout: listed.stdout.toString(),
          stderr: listed.stderr.toString(),
        },
      };
    }

    function conclude(seen: Sections, compares: boolean): Result {
      const text = (name: string): string => {
        const part = seen.text(name);
        return part === '' || part.endsWith('\n') ? part : `${part}\n`;
      };
      const stdout = text('venv.out') + text('pip.out');
      const stderr = text('venv.err') + text('pip.err');
      const failed = makesEnvironment && seen.rc('venv') !== 0;
      const missing = args.state === 'absent' && /not installed/.test(stdout + stderr);
      if (failed || (seen.rc('pip') !== 0 && !missing)) {
        const msg = `${stdout === '' ? '' : `stdout: ${stdout}`}${stderr === '' ? '' : `\n:stderr: ${stderr}`}`;
        fail(msg, { cmd: failed ? virtualenvCommand(env ?? '') : command });
      }
      const word = args.state === 'absent' ? 'Successfully uninstalled' : 'Successfully installed';
      const changed =
        makesEnvironment ||
        (compares && args.state !== 'absent'
          ? seen.text('before') !== seen.text('after')
          : seen.text('pip.out').includes(word));
      return {
        changed,
        cmd: command,
        name: args.name === null ? null : [...args.name],
        version: args.version,
        state: args.state,
        requirements: args.requirements,
        virtualenv: env,
        stdout,
        stderr,
      };
    }
  },
});

/** Version lists hold commas, at which lists given as text were divided: `a>1,<2` is one package. */
function recoverNames(names: readonly string[]): string[] {
  const recovered: string[] = [];
  for (const name of names.flatMap((part) => part.split(','))) {
    const last = recovered.length - 1;
    if (/^\s*[<>=!~]/.test(name) && last >= 0) recovered[last] += `,${name.trim()}`;
    else if (name.trim() !== '') recovered.push(name.trim());
  }
  return recovered;
}

function canonical(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
}
