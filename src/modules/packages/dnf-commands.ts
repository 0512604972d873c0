import type { ReadTarget } from '../../targets/types.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import type { DnfArguments } from './dnf-arguments.ts';

const ENVIRONMENT = { LC_ALL: 'C', LANG: 'C' };

/** Plans packages by the command line of dnf (or yum where there is no dnf). */
export async function planDnf(context: ModuleContext<DnfArguments>): Promise<Plan> {
  const { args, target, check } = context;
  const program = await findProgram(target);
  const options = commonOptions(args);
  const names = args.name
    .flatMap((name) => name.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
  if (args.update_cache && names.length === 0 && args.list === null) {
    const run = await target.query({ argv: [program, ...options, 'makecache'], env: ENVIRONMENT });
    if (run.rc !== 0)
      fail(`Failed to synchronize repodata: ${run.stderr.toString()}`, { rc: 1, results: [] });
    return { changes: [], result: { msg: 'Cache updated', changed: false, results: [], rc: 0 } };
  }
  if (args.list !== null) return listPackages(context, program, options, args.list);
  if (target.platform.user.uid !== 0 && !args.download_only) {
    fail('This command has to be run under the root user.', { results: [] });
  }
  const action = await chooseAction(context, names);
  if (action === undefined) {
    return { changes: [], result: { msg: 'Nothing to do', changed: false, results: [], rc: 0 } };
  }
  const refresh = args.update_cache && !args.cacheonly ? ['--refresh'] : [];
  const argv = [program, '-y', ...options, ...refresh, ...action];
  if (check) {
    const simulated = await target.query({
      argv: [program, ...argv.slice(1), '--assumeno'],
      env: ENVIRONMENT,
    });
    return {
      changes: [],
      result: simulatedResult(simulated.stdout.toString(), simulated.stderr.toString()),
    };
  }
  const waiting = `n=0; while [ $n -lt ${args.lock_timeout} ] && ls /var/cache/dnf/*_lock.pid /var/run/yum.pid >/dev/null 2>&1; do sleep 1; n=$((n+1)); done`;
  return {
    changes: [
      { op: 'run', command: { shell: `${waiting}\nexec ${quoteWords(argv)}`, env: ENVIRONMENT } },
    ],
    result: { changed: true },
    finish([outcome]) {
      const run = outcome?.command;
      return run === undefined
        ? { changed: true }
        : finalResult(run.rc, run.stdout.toString(), run.stderr.toString());
    },
  };
}

async function findProgram(target: ReadTarget): Promise<string> {
  return (
    (await target.which('dnf')) ??
    (await target.which('yum')) ??
    fail(await missingText(target), { results: [] })
  );
}

const PYTHONS = [
  '/usr/libexec/platform-python',
  '/usr/bin/python3',
  '/usr/bin/python2',
  '/usr/bin/python',
];

/** That there is no dnf, as the module in Python says it of the Python it runs on. */
async function missingText(target: ReadTarget): Promise<string> {
  const { stdout } = await target.query({
    shell: `for p in ${PYTHONS.slice(1).join(' ')}; do [ -x $p ] && exec $p -c 'import sys; print("%s (%s)" % (sys.executable, sys.version.replace("\\n", "")))'; done`,
  });
  const python = stdout.toString().trim();
  if (python === '') return 'Could not find dnf or yum on the target.';
  const tried = PYTHONS.map((path) => `'${path}'`).join(', ');
  return `Could not import the dnf python module using ${python}. Please install \`python3-dnf\` or \`python2-dnf\` package or ensure you have specified the correct ansible_python_interpreter. (attempted [${tried}])`;
}

function commonOptions(args: DnfArguments): string[] {
  const each = (option: string, values: readonly string[]): string[] =>
    values.map((value) => `--${option}=${value}`);
  return [
    ...(args.conf_file === null ? [] : ['-c', args.conf_file]),
    ...each('disableplugin', args.disable_plugin),
    ...each('enableplugin', args.enable_plugin),
    ...each('disablerepo', args.disablerepo),
    ...each('enablerepo', args.enablerepo),
    ...each('exclude', args.exclude),
    ...(args.disable_excludes === null ? [] : [`--disableexcludes=${args.disable_excludes}`]),
    ...(args.disable_gpg_check ? ['--nogpgcheck'] : []),
    ...(args.installroot === '/' ? [] : [`--installroot=${args.installroot}`]),
    ...(args.releasever === null ? [] : [`--releasever=${args.releasever}`]),
    ...(args.cacheonly ? ['--cacheonly'] : []),
    ...(args.install_weak_deps ? [] : ['--setopt=install_weak_deps=False']),
    ...(args.sslverify && args.validate_certs ? [] : ['--setopt=sslverify=False']),
    ...(args.skip_broken ? ['--skip-broken'] : []),
    ...(args.allowerasing ? ['--allowerasing'] : []),
    ...(args.nobest ? ['--nobest'] : []),
    ...(args.download_only ? ['--downloadonly'] : []),
    ...(args.download_dir === null ? [] : [`--downloaddir=${args.download_dir}`]),
  ];
}

/** Subcommand and packages; undefined where rpm's database shows that nothing is to be done. */
async function chooseAction(
  { args, target }: ModuleContext<DnfArguments>,
  names: readonly string[],
): Promise<string[] | undefined> {
  const state = args.state ?? (args.autoremove ? 'absent' : 'present');
  const all = names.includes('*');
  const advisory = [...(args.security ? ['--security'] : []), ...(args.bugfix ? ['--bugfix'] : [])];
  if (state === 'absent' || state === 'removed') {
    if (names.length === 0) return args.autoremove ? ['autoremove'] : undefined;
    const installed = await installedNames(target, names, args.installroot);
    if (installed.length === 0) return undefined;
    const keep = args.autoremove ? [] : ['--setopt=clean_requirements_on_remove=False'];
    return ['remove', ...keep, ...installed];
  }
  if (names.length === 0) return args.autoremove ? ['autoremove'] : undefined;
  const installed = new Set(await installedNames(target, names, args.installroot));
  const missing = names.filter((name) => !installed.has(name));
  if (state === 'latest') {
    if (all) return ['upgrade', ...advisory];
    if (args.update_only)
      return installed.size === 0 ? undefined : ['upgrade', ...advisory, ...installed];
    return missing.length === 0 ? ['upgrade', ...advisory, ...names] : ['install', ...names];
  }
  if (missing.length === 0) return undefined;
  return ['install', ...missing];
}

/** Those of the names that rpm knows, by name, name-version or what a package provides. */
async function installedNames(
  target: ReadTarget,
  names: readonly string[],
  root: string,
): Promise<string[]> {
  const option = root === '/' ? '' : `--root ${quoteWord(root)} `;
  const lines = names.map(
    (name) =>
      `rpm ${option}-q --quiet ${quoteWord(name)} 2>/dev/null || rpm ${option}-q --quiet --whatprovides ${quoteWord(name)} >/dev/null 2>&1 && echo ${quoteWord(name)}`,
  );
  const { stdout } = await target.query({ shell: `${lines.join('\n')}\nexit 0` });
  const found = new Set(stdout.toString().split('\n'));
  return names.filter((name) => found.has(name));
}

const NOTHING = /^(Nothing to do\.|No packages marked for (update|removal))/m;

function finalResult(rc: number, stdout: string, stderr: string): Result {
  if (rc !== 0) return failure(rc, stdout, stderr);
  if (NOTHING.test(stdout)) return { msg: 'Nothing to do', changed: false, results: [], rc: 0 };
  return { msg: '', changed: true, results: transaction(stdout), rc: 0 };
}

function simulatedResult(stdout: string, stderr: string): Result {
  if (NOTHING.test(stdout)) return { msg: 'Nothing to do', changed: false, results: [], rc: 0 };
  if (!/^Operation aborted|^Transaction Summary|Is this ok/m.test(stdout))
    return failure(1, stdout, stderr);
  return {
    msg: 'Check mode: No changes made, but would have if not in check mode',
    changed: true,
    results: transaction(stdout),
    rc: 0,
  };
}

function failure(rc: number, stdout: string, stderr: string): Result {
  const unknown = [
    ...`${stdout}${stderr}`.matchAll(
      /(?:No match for argument:|No package) (\S+?)(?: available\.?)?$/gm,
    ),
  ];
  if (unknown.length > 0) {
    return {
      failed: true,
      changed: false,
      rc: 1,
      results: [],
      msg: 'Failed to install some of the specified packages',
      failures: unknown.map((match) => `No package ${match[1]} available.`),
    };
  }
  const msg = stderr.trim() === '' ? stdout.trim() : stderr.trim();
  return {
    failed: true,
    changed: false,
    rc,
    results: [],
    failures: [],
    msg: `Depsolve Error occurred: ${msg}`,
  };
}

/** `Installed: name-1.0-1.x86_64` for each package of the summary. */
function transaction(stdout: string): string[] {
  const results: string[] = [];
  let word = '';
  for (const line of stdout.split('\n')) {
    const header =
      /^(Installed|Upgraded|Updated|Removed|Erased|Downgraded|Reinstalled|Dependency Installed):/.exec(
        line,
      )?.[1];
    if (header !== undefined) word = /Removed|Erased/.test(header) ? 'Removed' : 'Installed';
    else if (line.trim() === '') word = '';
    else if (word !== '' && /^\s/.test(line)) {
      for (const name of line.trim().split(/\s+/)) results.push(`${word}: ${name}`);
    }
  }
  return results;
}

async function listPackages(
  { target }: ModuleContext<DnfArguments>,
  program: string,
  options: readonly string[],
  what: string,
): Promise<Plan> {
  const format = '%{name}\\t%{arch}\\t%{epoch}\\t%{release}\\t%{version}\\t%{repoid}\\n';
  const argv =
    what === 'repos' || what === 'repositories'
      ? [program, ...options, '-q', 'repolist']
      : [program, ...options, '-q', 'repoquery', '--qf', format, ...selection(what)];
  const run = await target.query({ argv, env: ENVIRONMENT });
  if (run.rc !== 0) fail(run.stderr.toString().trim(), { rc: run.rc, results: [] });
  const lines = run.stdout.toString().replaceAll('\\n', '\n').split('\n').filter(Boolean);
  if (argv.includes('repolist')) {
    const results = lines
      .slice(1)
      .map((line) => ({ repoid: line.split(/\s+/)[0] ?? '', state: 'enabled' }));
    return { changes: [], result: { changed: false, msg: '', results } };
  }
  const results = lines.map((line) => {
    const [name = '', arch = '', epoch = '', release = '', version = '', repo = ''] =
      line.split(/\\t|\t/);
    const envra = `${epoch}:${name}-${version}-${release}.${arch}`;
    const yumstate = repo === '@System' || what === 'installed' ? 'installed' : 'available';
    return { name, arch, epoch, release, version, repo, envra, nevra: envra, yumstate };
  });
  return { changes: [], result: { changed: false, msg: '', results } };
}

function selection(what: string): string[] {
  if (what === 'installed') return ['--installed'];
  if (what === 'available') return ['--available'];
  return what === 'updates' || what === 'upgrades' ? ['--upgrades'] : [what];
}
