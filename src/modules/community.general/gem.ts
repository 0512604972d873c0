import { ask, requireProgram, succeeded } from '../commands/program.ts';
import { stepsPlan } from '../commands/steps-plan.ts';
import type { Plan } from '../contract.ts';
import { arg, defineModule, fail, restate } from '../define.ts';

export const gem = defineModule({
  name: 'community.general.gem',
  summary: 'Manage Ruby gems',
  examples: `- name: Install a gem for all users
  community.general.gem:
    name: rake
    version: "13.0.6"
    user_install: false
`,
  args: {
    executable: arg.path({ doc: 'The gem program.' }),
    gem_source: arg.path({ doc: 'A gem file to install from.' }),
    include_dependencies: arg.bool({ default: true, doc: 'Install what it needs.' }),
    name: arg.str({ required: true, doc: 'Name of the gem.' }),
    repository: arg.str({ aliases: ['source'], doc: 'Where to get it from.' }),
    state: arg.str({
      default: 'present',
      choices: ['present', 'absent', 'latest'],
      doc: 'What is to be of the gem.',
    }),
    user_install: arg.bool({ default: true, doc: "Install into the user's own folder." }),
    install_dir: arg.path({ doc: 'Install into this folder.' }),
    bindir: arg.path({ doc: 'Folder of executables.' }),
    norc: arg.bool({ default: true, doc: 'Read no .gemrc.' }),
    pre_release: arg.bool({ default: false, doc: 'Take versions before a release, too.' }),
    include_doc: arg.bool({ default: false, doc: 'Install documentation.' }),
    env_shebang: arg.bool({ default: false, doc: 'Have executables look ruby up by env.' }),
    version: arg.str({ doc: 'Version of the gem.' }),
    build_flags: arg.str({ doc: 'Flags for the compiler.' }),
    force: arg.bool({ default: false, doc: 'Go on in spite of errors.' }),
  },
  constraints: {
    mutuallyExclusive: [
      ['gem_source', 'repository'],
      ['gem_source', 'version'],
    ],
  },
  returns: {},
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }): Promise<Plan> {
    const latest = args.state === 'latest';
    if (args.version && latest) fail('Cannot specify version when state=latest');
    if (args.gem_source && latest) {
      fail('Cannot maintain state=latest when installing from local source');
    }
    if (args.user_install && args.install_dir) fail('install_dir requires user_install=false');
    restate(args, { gem_source: args.gem_source || args.name });
    const program = args.executable
      ? args.executable.split(' ')
      : [await requireProgram(target, 'gem')];
    const env = args.install_dir ? { GEM_HOME: args.install_dir } : {};
    const asking = async (argv: readonly string[]): Promise<string> =>
      succeeded(argv, await ask(target, argv, { env })).stdout;

    const told = /^(\d+)\.(\d+)\.(\d+)/.exec(await asking([...program, '--version']));
    const own = told === null ? null : told.slice(1).map(Number);
    const before = (major: number, minor: number, patch: number): boolean =>
      own !== null && compare(own, [major, minor, patch]) < 0;
    const common = args.norc && own !== null && !before(2, 5, 2) ? ['--norc'] : [];
    const versions = async (remote: readonly string[]): Promise<string[]> =>
      parseVersions(
        await asking([...program, 'query', ...common, ...remote, '-n', `^${args.name}$`]),
      );

    let version = args.version;
    if (latest) {
      const source = args.repository ? ['--source', args.repository] : [];
      version = (await versions(['--remote', ...source]))[0] ?? version;
    }
    const installed = await versions([]);
    const exists = version ? installed.includes(version) : installed.length > 0;
    const changed = exists === (args.state === 'absent');
    const result = {
      changed,
      name: args.name,
      state: args.state,
      ...(version ? { version } : {}),
    };
    if (!changed) return { changes: [], result };
    const folders = [
      ...(args.install_dir ? ['--install-dir', args.install_dir] : []),
      ...(args.bindir ? ['--bindir', args.bindir] : []),
    ];
    if (args.state === 'absent') {
      const which = version ? ['--version', version] : ['--all'];
      const rest = ['--executable', ...(args.force ? ['--force'] : []), args.name];
      const command = [...program, 'uninstall', ...common, ...folders, ...which, ...rest];
      return stepsPlan([command], result, { env });
    }
    const old = before(2, 0, 0);
    const command = [
      ...program,
      'install',
      ...common,
      ...(version ? ['--version', version] : []),
      ...(args.repository ? ['--source', args.repository] : []),
      ...(args.include_dependencies
        ? old
          ? ['--include-dependencies']
          : []
        : ['--ignore-dependencies']),
      args.user_install ? '--user-install' : '--no-user-install',
      ...folders,
      ...(args.pre_release ? ['--pre'] : []),
      ...(args.include_doc ? [] : old ? ['--no-rdoc', '--no-ri'] : ['--no-document']),
      ...(args.env_shebang ? ['--env-shebang'] : []),
      args.gem_source || args.name,
      ...(args.build_flags ? ['--', args.build_flags] : []),
      ...(args.force ? ['--force'] : []),
    ];
    return stepsPlan([command], result);
  },
});

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Lines as `rake (13.0.6, default: 12.3)`. */
function parseVersions(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const versions = /^\S+\s+\((?:default: )?(.+)\)/.exec(line)?.[1];
    return versions === undefined
      ? []
      : versions.split(', ').map((one) => one.split(/\s/)[0] ?? '');
  });
}
