import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { crash } from '../definition/crash.ts';
import { fail } from '../definition/failure.ts';
import type { DnfArguments } from './dnf-arguments.ts';
import { listPackages } from './dnf-list.ts';
import {
  dnfFailure,
  packageDifference,
  plannedTransaction,
  saysNothing,
  type Transaction,
} from './dnf-output.ts';
import { chooseWork, type DnfWork } from './dnf-work.ts';
import { parseRpmList, RPM_FORMAT, type RpmPackage } from './rpm-packages.ts';

const ENVIRONMENT = { LC_ALL: 'C', LANG: 'C' };

/** Plans packages by the command line of dnf (or yum where there is no dnf). */
export async function planDnf(context: ModuleContext<DnfArguments>): Promise<Plan> {
  const { args, target, check } = context;
  const names = namesOf(args);
  if (args.autoremove && args.state !== null && !/^(absent|removed)$/.test(args.state)) {
    fail('Autoremove should be used alone or with state=absent', { results: [] });
  }
  const { program, installed, readable, release } = await lookAround(target, args);
  const dnf = [program, ...commonOptions(args)];
  if (!readable) {
    fail('cannot read configuration file', { conf_file: args.conf_file, results: [] });
  }
  if (!release && args.releasever === null) {
    context.controller.warn(
      'Unable to detect release version (use "releasever" option to specify release version)',
    );
  }
  if (args.update_cache && names.length === 0 && args.list === null) {
    const run = await target.query({ argv: [...dnf, 'makecache'], env: ENVIRONMENT });
    if (run.rc !== 0)
      fail(`Failed to synchronize repodata: ${run.stderr.toString()}`, { rc: 1, results: [] });
    return { changes: [], result: { msg: 'Cache updated', changed: false, results: [], rc: 0 } };
  }
  if (args.list !== null) return listPackages(target, dnf, args.list);
  if (target.platform.user.uid !== 0 && !args.download_only) {
    fail('This command has to be run under the root user.', { results: [] });
  }
  const work = await chooseWork(context, dnf, names, installed);
  if (work.words === undefined) return { changes: [], result: nothing(work) };
  const refresh = args.update_cache && !args.cacheonly ? ['--refresh'] : [];
  const argv = [...dnf, '-y', ...refresh, ...work.words];
  if (check) {
    const run = await target.query({
      argv: [...argv, '--assumeno', '--nogpgcheck'],
      env: ENVIRONMENT,
    });
    const [stdout, stderr] = [run.stdout.toString(), run.stderr.toString()];
    const planned = plannedTransaction(stdout, installed);
    if (run.rc !== 0 && !/^Operation aborted/m.test(`${stdout}\n${stderr}`)) {
      failed(dnfFailure(stdout, stderr, names), target);
    }
    return { changes: [], result: changedBy(args, work, planned, true) };
  }
  const waiting = `n=0; while [ $n -lt ${args.lock_timeout} ] && ls /var/cache/dnf/*_lock.pid /var/run/yum.pid >/dev/null 2>&1; do sleep 1; n=$((n+1)); done`;
  const more =
    work.after === undefined
      ? ''
      : `[ "$c" = 0 ] && ${quoteWords([...dnf, '-y', '-q', ...work.after])} >/dev/null 2>&1`;
  const shell = `${SECTION_FUNCTIONS}${waiting}\nexactly dnf ${quoteWords(argv)}\n${more}\ns after; ${rpmQuery(args)}\nexit 0`;
  return {
    changes: [{ op: 'run', command: { shell, env: ENVIRONMENT } }],
    result: { changed: true },
    finish([outcome]) {
      const seen = new Sections(outcome?.command?.stdout ?? Buffer.alloc(0));
      const stdout = seen.text('dnf.out');
      if (seen.rc('dnf') !== 0) failed(dnfFailure(stdout, seen.text('dnf.err'), names), target);
      const planned = plannedTransaction(stdout, installed);
      const done = args.download_only
        ? planned
        : {
            ...packageDifference(installed, parseRpmList(seen.text('after'))),
            modules: planned.modules,
          };
      return saysNothing(stdout) ? nothing(work) : changedBy(args, work, done, false);
    },
  };
}

function namesOf(args: DnfArguments): string[] {
  const names = [
    ...args.name.filter((name) => !name.includes(',')),
    ...args.name.filter((name) => name.includes(',')).flatMap((name) => name.split(',')),
  ];
  for (const name of names) {
    if (/ /.test(name.trim()) && !/[@<>=]/.test(name)) {
      fail(
        'It appears that a space separated string of packages was passed in as an argument. To operate on several packages, pass a comma separated string of packages or a list of packages.',
      );
    }
  }
  return names.map((name) => name.trim()).filter(Boolean);
}

interface Surroundings {
  readonly program: string;
  readonly installed: readonly RpmPackage[];
  /** The configuration file can be read. */
  readonly readable: boolean;
  /** The host has a release version. */
  readonly release: boolean;
}

/** What packages provide that tell the release version. */
const RELEASES =
  "'system-release(releasever)' system-release 'distribution-release(releasever)' distribution-release redhat-release suse-release";

async function lookAround(target: ReadTarget, args: DnfArguments): Promise<Surroundings> {
  const file = args.conf_file === null ? '/' : args.conf_file;
  const { stdout } = await target.query({
    shell: `${SECTION_FUNCTIONS}s program; command -v dnf || command -v yum; s conf; [ -r ${quoteWord(file)} ] && echo yes; s release; { [ -e /etc/dnf/vars/releasever ] || [ -e /etc/yum/vars/releasever ] || rpm -q --whatprovides ${RELEASES} 2>/dev/null | grep -qv '^no package'; } && echo yes; s installed; ${rpmQuery(args)}\nexit 0`,
  });
  const seen = new Sections(stdout);
  const [program] = seen.lines('program');
  return {
    program: program ?? fail(await missingText(target), { results: [] }),
    installed: parseRpmList(seen.text('installed')),
    readable: seen.lines('conf').length > 0,
    release: seen.lines('release').length > 0,
  };
}

const rpmQuery = ({ installroot }: DnfArguments): string =>
  `rpm ${installroot === '/' ? '' : `--root ${quoteWord(installroot)} `}-qa --qf '${RPM_FORMAT}' 2>/dev/null`;

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
    values.filter(Boolean).map((value) => `--${option}=${value}`);
  const set = (option: string, value: boolean): string => `--setopt=${option}=${value ? 1 : 0}`;
  return [
    ...(args.conf_file === null ? [] : ['-c', args.conf_file]),
    ...each('disableplugin', args.disable_plugin),
    ...each('enableplugin', args.enable_plugin),
    // As settings, those of repositories that aren't there are passed over.
    ...args.disablerepo.filter(Boolean).map((name) => set(`${name}.enabled`, false)),
    ...args.enablerepo.filter(Boolean).map((name) => set(`${name}.enabled`, true)),
    ...each('exclude', args.exclude),
    ...(args.disable_excludes === null ? [] : [`--disableexcludes=${args.disable_excludes}`]),
    ...(args.disable_gpg_check
      ? ['--nogpgcheck']
      : [set('gpgcheck', true), set('localpkg_gpgcheck', true)]),
    ...(args.installroot === '/' ? [] : [`--installroot=${args.installroot}`]),
    ...(args.releasever === null ? [] : [`--releasever=${args.releasever}`]),
    ...(args.cacheonly ? ['--cacheonly'] : []),
    set('clean_requirements_on_remove', args.autoremove),
    ...(args.install_weak_deps ? [] : [set('install_weak_deps', false)]),
    ...(args.sslverify && args.validate_certs ? [] : [set('sslverify', false)]),
    ...(args.skip_broken ? ['--skip-broken'] : []),
    ...(args.allowerasing ? ['--allowerasing'] : []),
    ...(args.nobest ? ['--nobest'] : []),
    ...(args.download_only ? ['--downloadonly'] : []),
    ...(args.download_dir === null ? [] : [`--downloaddir=${args.download_dir}`]),
  ];
}

const nothing = ({ results }: DnfWork): Result => ({
  msg: 'Nothing to do',
  changed: false,
  results: [...results],
  rc: 0,
});

function changedBy(
  { download_only: only }: DnfArguments,
  work: DnfWork,
  { installed, removed, modules }: Transaction,
  check: boolean,
): Result {
  if (installed.length + removed.length === 0 && !modules) return nothing(work);
  return {
    msg: check ? 'Check mode: No changes made, but would have if not in check mode' : '',
    changed: true,
    results: [
      ...work.results,
      ...installed.map((one) => `${only ? 'Downloaded' : 'Installed'}: ${one}`),
      ...removed.map((one) => `Removed: ${one}`),
    ],
    rc: 0,
  };
}

/** @throws ModuleFailure; a file that is no package ends the module in Python as an exception */
function failed({ msg, ...fields }: Result, target: ReadTarget): never {
  if (typeof msg === 'string' && msg.startsWith('Could not open: '))
    crash(`OSError: ${msg}`, target);
  return fail(String(msg), fields);
}
