import type { Change } from '../../targets/types.ts';
import type { ModuleContext, Plan, Result } from '../contract.ts';
import { defineModule, fail } from '../define.ts';
import { withFields } from '../definition/plan-fields.ts';
import { APT_ARGUMENTS, type AptArguments, KEPT_UNCHANGED } from '../packages/apt-arguments.ts';
import { type AptRun, dpkgOptions, markManual, planApt } from '../packages/apt-commands.ts';
import { planDebs } from '../packages/apt-deb.ts';
import { selectInstalls, selectRemovals } from '../packages/apt-selection.ts';
import { type InstalledPackage, readDpkg, type Tools } from '../packages/apt-state.ts';
import { updateCache } from '../packages/apt-update.ts';

export const apt = defineModule({
  name: 'ansible.builtin.apt',
  summary: 'Manages apt-packages',
  examples: `- name: Install a package, with a fresh cache
  ansible.builtin.apt:
    name: apache2
    update_cache: true
    cache_valid_time: 3600

- name: Install a package file
  ansible.builtin.apt:
    deb: /tmp/mypackage.deb

- name: Upgrade everything
  ansible.builtin.apt:
    upgrade: dist
`,
  args: APT_ARGUMENTS,
  constraints: {
    mutuallyExclusive: [['deb', 'package', 'upgrade']],
    requiredOneOf: [['autoremove', 'deb', 'package', 'update_cache', 'upgrade']],
  },
  returns: {
    cache_updated: 'Whether the cache was updated.',
    cache_update_time: 'When it was last updated, in seconds since the epoch.',
    stdout: 'What apt printed.',
    stderr: 'What apt printed on standard error.',
  },
  support: { check: 'full', diff: 'full' },
  showArgs: (shown) => ({ ...shown, upgrade: shown.upgrade === 'no' ? null : shown.upgrade }),
  plan: planAptModule,
});

interface Cache {
  readonly cache_updated: boolean;
  readonly cache_update_time: number;
}

async function planAptModule(context: ModuleContext<AptArguments>): Promise<Plan> {
  const { args, target, check } = context;
  const { tools, installed } = await readDpkg(target);
  const run: AptRun = { policyRcD: args.policy_rc_d, lockTimeout: args.lock_timeout };
  if (args.clean && !check) await target.query({ argv: ['apt-get', 'clean'] });
  const cache = await refreshCache(context, tools);
  const upgrade = args.upgrade === 'no' ? null : args.upgrade;
  const wanted = args.package ?? [];
  if ((args.update_cache || args.cache_valid_time) && !wanted.length && !upgrade && !args.deb) {
    return { changes: [], result: { changed: cache.cache_updated, ...cache } };
  }
  if (upgrade) return planUpgrade(context, upgrade, tools, run);
  if (args.deb) {
    if (args.state !== 'present') fail('deb only supports state=present');
    return planDebs(context, args.deb, installed, tools, run);
  }
  const packages = wanted.filter((name) => name !== '*').map((name) => name.trim());
  if (args.state === 'latest' && wanted.includes('*')) {
    if (packages.length > 0) {
      fail('unable to install additional packages when upgrading all installed packages');
    }
    return planUpgrade(context, 'yes', tools, run);
  }
  for (const name of packages) {
    if (name.split('=').length > 2) fail(`invalid package spec: ${name}`);
  }
  if (packages.length === 0 && args.autoclean) return planCleanup(context, 'autoclean', tools, run);
  if (packages.length === 0 && args.autoremove)
    return planCleanup(context, 'autoremove', tools, run);
  return args.state === 'absent'
    ? planRemoval(context, packages, installed, tools, run)
    : planInstall(context, packages, installed, tools, run, { ...cache });
}

async function refreshCache(
  { args, target, check }: ModuleContext<AptArguments>,
  tools: Tools,
): Promise<Cache> {
  const before = tools.cacheTime;
  const stale =
    (args.update_cache || args.cache_valid_time > 0) &&
    before + args.cache_valid_time < Date.now() / 1000;
  if (!stale) return { cache_updated: false, cache_update_time: before };
  if (check) return { cache_updated: true, cache_update_time: before };
  const after = await updateCache(target, tools.aptGet, {
    retries: args.update_cache_retries,
    maxDelay: args.update_cache_retry_max_delay,
    lockTimeout: args.lock_timeout,
  });
  return { cache_updated: after !== before, cache_update_time: after };
}

async function planInstall(
  context: ModuleContext<AptArguments>,
  packages: readonly string[],
  installed: ReadonlyMap<string, InstalledPackage>,
  tools: Tools,
  run: AptRun,
  cache: Result,
): Promise<Plan> {
  const { args, target, check } = context;
  const buildDependencies = args.state === 'build-dep';
  const selection = buildDependencies
    ? { install: packages, names: [] }
    : await selectInstalls(target, packages, installed, {
        latest: args.state === 'latest',
        onlyUpgrade: args.only_upgrade,
        defaultRelease: args.default_release,
        architecture: tools.architecture,
      });
  if (selection.problem !== undefined) fail(selection.problem, cache);
  const flag = (on: boolean, text: string): string => (on ? text : '');
  const mark =
    buildDependencies || selection.names.length === 0 ? undefined : markManual(selection.names);
  if (selection.install.length === 0) {
    const changes: Change[] = [];
    // The mark is apt's own bookkeeping: it makes no change to report.
    const automatic = selection.names.some((name) => installed.get(name)?.automatic);
    if (mark !== undefined && !check && automatic) {
      changes.push({ op: 'run', command: { shell: `rc=0; ${mark}; exit 0` } });
    }
    return { changes, result: { changed: false, ...cache } };
  }
  const names = selection.install.map((name) => `'${name}'`).join(' ');
  const words = [
    tools.aptGet,
    '-y',
    dpkgOptions(args.dpkg_options),
    flag(args.only_upgrade, '--only-upgrade'),
    flag(args.state === 'fixed', '--fix-broken'),
    flag(args.force, '--force-yes'),
    ...(buildDependencies ? [] : [flag(args.autoremove, '--auto-remove')]),
    flag(args.fail_on_autoremove, '--no-remove'),
    flag(check, '--simulate'),
    buildDependencies ? 'build-dep' : 'install',
    names,
  ];
  const options = [
    ...(args.default_release ? [`-t '${args.default_release}'`] : []),
    ...(args.install_recommends === null
      ? []
      : [`-o APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`]),
    ...(args.allow_unauthenticated ? ['--allow-unauthenticated'] : []),
    ...(args.allow_downgrade ? ['--allow-downgrades'] : []),
    ...(args.allow_change_held_packages ? ['--allow-change-held-packages'] : []),
  ];
  const plan = await planApt(
    context,
    {
      line: [...words, ...options].join(' '),
      ...(buildDependencies
        ? { changed: (stdout: string) => !stdout.includes(KEPT_UNCHANGED) }
        : {}),
    },
    { ...run, ...(mark === undefined ? {} : { after: mark }) },
  );
  return withFields(plan, cache);
}

async function planRemoval(
  context: ModuleContext<AptArguments>,
  packages: readonly string[],
  installed: ReadonlyMap<string, InstalledPackage>,
  tools: Tools,
  run: AptRun,
): Promise<Plan> {
  const { args, target, check } = context;
  const removals = await selectRemovals(target, packages, installed, args.purge);
  if (removals.length === 0) return { changes: [], result: { changed: false } };
  const names = removals.map((name) => `'${name}'`).join(' ');
  const line = [
    tools.aptGet,
    '-q',
    '-y',
    dpkgOptions(args.dpkg_options),
    args.purge ? '--purge' : '',
    args.force ? '--force-yes' : '',
    args.autoremove ? '--auto-remove' : '',
    check ? '--simulate' : '',
    'remove',
    names,
  ].join(' ');
  return planApt(
    context,
    { line, failure: (stderr) => `'apt-get remove ${names}' failed: ${stderr}` },
    run,
  );
}

function planCleanup(
  context: ModuleContext<AptArguments>,
  operation: 'autoclean' | 'autoremove',
  tools: Tools,
  run: AptRun,
): Promise<Plan> {
  const { args, check } = context;
  const sign = operation === 'autoremove' ? 'The following packages will be REMOVED' : 'Del ';
  const line = [
    tools.aptGet,
    '-y',
    dpkgOptions(args.dpkg_options),
    args.purge ? '--purge' : '',
    args.force ? '--force-yes' : '',
    operation,
    check ? '--simulate' : '',
  ].join(' ');
  return planApt(
    context,
    {
      line,
      failure: (stderr) => `'apt-get ${operation}' failed: ${stderr}`,
      changed: (stdout) => stdout.includes(sign),
    },
    run,
  );
}

function planUpgrade(
  context: ModuleContext<AptArguments>,
  mode: 'dist' | 'full' | 'safe' | 'yes',
  tools: Tools,
  run: AptRun,
): Promise<Plan> {
  const { args, check } = context;
  const aptitude = args.force_apt_get || mode === 'dist' ? null : tools.aptitude;
  const remove = args.autoremove ? '--auto-remove' : '';
  const operation =
    aptitude !== null
      ? mode === 'full'
        ? 'full-upgrade'
        : 'safe-upgrade'
      : mode === 'dist' || mode === 'full'
        ? `dist-upgrade ${remove}`
        : `upgrade --with-new-pkgs ${remove}`;
  const program = aptitude ?? tools.aptGet;
  const force = aptitude === null ? '--force-yes' : '--assume-yes --allow-untrusted';
  const line = [
    program,
    '-y',
    dpkgOptions(args.dpkg_options),
    args.force ? force : '',
    args.fail_on_autoremove ? '--no-remove' : '',
    args.allow_unauthenticated ? '--allow-unauthenticated' : '',
    args.allow_downgrade ? '--allow-downgrades' : '',
    check ? '--simulate' : '',
    operation,
    ...(args.default_release ? [`-t '${args.default_release}'`] : []),
  ].join(' ');
  const unchanged =
    aptitude === null
      ? KEPT_UNCHANGED
      : '0 packages upgraded, 0 newly installed, 0 to remove and 0 not upgraded.';
  return planApt(
    context,
    {
      line,
      failure: (stderr) => `'${program} ${operation}' failed: ${stderr}`,
      changed: (stdout) => !stdout.includes(unchanged),
      fields: (stdout) => ({ msg: stdout }),
      isUpgrade: true,
    },
    run,
  );
}
