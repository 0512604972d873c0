import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { ReadTarget } from '../../targets/types.ts';
import type { ModuleContext, Plan } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { fetchUrl } from '../http/fetch.ts';
import type { AptArguments } from './apt-arguments.ts';
import { type AptRun, dpkgOptions, planApt } from './apt-commands.ts';
import { APT_ENVIRONMENT, type InstalledPackage, readDebFields, type Tools } from './apt-state.ts';
import { compareDebianVersions } from './debian-version.ts';

/** Plans the installation of package files (comma separated paths, or a URL): dependencies by apt-get, then dpkg. */
export async function planDebs(
  context: ModuleContext<AptArguments>,
  deb: string,
  ...state: [installed: ReadonlyMap<string, InstalledPackage>, tools: Tools, run: AptRun]
): Promise<Plan> {
  if (!deb.includes('://')) return planFiles(context, deb.split(','), ...state);
  context.controller.takesFolder?.();
  const path = await fetchDeb(context.target, deb);
  const remove = () => context.target.query({ argv: ['rm', '-f', path] });
  try {
    const plan = await planFiles(context, [path], ...state);
    if (plan.changes.length > 0) {
      return { ...plan, changes: [...plan.changes, { op: 'remove', path }] };
    }
    await remove();
    return plan;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function planFiles(
  context: ModuleContext<AptArguments>,
  paths: readonly string[],
  installed: ReadonlyMap<string, InstalledPackage>,
  tools: Tools,
  run: AptRun,
): Promise<Plan> {
  const { args, target, check } = context;
  const files = (await readDebFields(target, paths)).filter(({ name, version, architecture }) => {
    const found = installed.get(`${name}:${architecture}`) ?? installed.get(name);
    return found?.status !== 'installed' || compareDebianVersions(found.version, version) !== 0;
  });
  for (const { name, version, architecture } of args.force || args.allow_downgrade ? [] : files) {
    const found = installed.get(`${name}:${architecture}`) ?? installed.get(name);
    if (found?.status === 'installed' && compareDebianVersions(found.version, version) > 0)
      fail('A later version is already installed');
  }
  if (files.length === 0) {
    return { changes: [], result: { changed: false, stdout: '', stderr: '', diff: '' } };
  }
  const own = files.map((file) => (file.path.startsWith('/') ? file.path : `./${file.path}`));
  const simulated = await target.query({
    argv: [
      tools.aptGet,
      '-s',
      '-y',
      'install',
      ...(args.allow_downgrade ? ['--allow-downgrades'] : []),
      ...own,
    ],
    env: APT_ENVIRONMENT,
  });
  if (simulated.rc !== 0 && !args.force) {
    const missing = /Depends: (.*?) but it is not /.exec(simulated.stdout.toString())?.[1];
    if (missing !== undefined) fail(`Dependency is not satisfiable: ${missing}\n`);
    fail(`Unable to install package: ${simulated.stderr.toString().trim()}`);
  }
  const names = new Set(files.map(({ name }) => name));
  const dependencies = [...simulated.stdout.toString().matchAll(/^Inst (\S+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => !names.has(name));
  const recommends =
    args.install_recommends === null
      ? ''
      : ` -o APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`;
  const options = args.dpkg_options.split(',').map((option) => `--${option}`);
  if (check) options.push('--simulate');
  if (args.force) options.push('--force-all');
  const dpkg = `dpkg ${options.join(' ')} -i ${files.map(({ path }) => path).join(' ')}`;
  const before =
    dependencies.length === 0
      ? ''
      : `${tools.aptGet} -y ${dpkgOptions(args.dpkg_options)}${check ? ' --simulate' : ''} install ${dependencies.map((name) => `'${name}'`).join(' ')}${recommends} && `;
  return planApt(
    context,
    // A simulation can't satisfy dpkg's dependencies, so that apt-get's answer stands for both.
    {
      line: check && before !== '' ? before.replace(/ && $/, '') : before + dpkg,
      failure: () => `${dpkg} failed`,
    },
    run,
  );
}

/**
 * The package is fetched while planning: what to do depends on what it says of itself. Its name on the target is one
 * that nobody foresees, and the file is made there, not found.
 */
async function fetchDeb(target: ReadTarget, url: string): Promise<string> {
  const fetched = await fetchUrl(target, {
    url,
    method: 'GET',
    headers: [['User-Agent', 'ansible-httpget']],
    timeout: 10,
    followRedirects: 'urllib2',
    unredirectedHeaders: [],
    forceBasicAuth: false,
    validateCertificates: true,
    useProxy: true,
    decompress: true,
  });
  // What the server says instead of a package is taken for one, and is none.
  if (fetched.status !== null && fetched.status > 200) {
    fail('Unable to install package: E:read, still have 8 to read but none left');
  }
  if (fetched.status !== 200 && fetched.status !== null) {
    fail(`Failure downloading ${url}, ${fetched.msg}`);
  }
  const name = posix.basename(url.split(/[?#]/)[0] ?? '', '.deb');
  const path = `/tmp/${name}${randomBytes(6).toString('hex')}.deb`;
  const { rc, stderr } = await target.query({
    shell: `umask 077; set -C; cat >"$troupe_deb"`,
    env: { troupe_deb: path },
    stdin: fetched.body,
  });
  if (rc !== 0) fail(`Failure downloading ${url}, ${stderr.toString().trim()}`);
  return path;
}
