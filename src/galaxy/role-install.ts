import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TroupeError } from '../diagnostics/errors.ts';
import { dumpYaml } from '../values/yaml/dump.ts';
import { cloneRepository, download, git, withTemporary } from './fetch-source.ts';
import { type PlacedFile, placeFolder, staysInside } from './place.ts';
import { parseRole, type RoleRequirement } from './requirements.ts';
import { installInfo, isFolder, roleDependencies, roleMetadata } from './role.ts';
import { folderFiles, roleFiles } from './role-files.ts';
import { findRole, serversOf } from './server.ts';
import type { GalaxySession } from './session.ts';
import { readTar } from './tar-archive.ts';
import { compareVersions } from './versions.ts';

const shown = ({ name, version }: RoleRequirement): string =>
  version === '' ? name : `${name} (${version})`;

/** Installs roles and, unless told not to, what they depend on. @throws TroupeError */
export async function installRoles(
  wanted: readonly RoleRequirement[],
  session: GalaxySession,
): Promise<void> {
  const { args, display, warn } = session;
  const force = args.force || args.forceWithDeps;
  const queue = [...wanted];
  const [roles = ''] = args.rolesPath;
  const infoOf = (role: RoleRequirement) => installInfo(join(roles, role.name));

  for (let role = queue.shift(); role !== undefined; role = queue.shift()) {
    const { name } = role;
    if (args.requirements !== null && args.positionals.length > 0) {
      if (!args.positionals.includes(name)) continue;
    }
    const there = infoOf(role);
    if (there !== undefined) {
      const version = String(there.version ?? '');
      const asked = role.version || 'unspecified';
      if (force) {
        display.line(`- changing role ${name} from ${version} to ${asked}`);
      } else if (version !== role.version) {
        warn(
          `- ${name} (${version}) is already installed - use --force to change version to ${asked}`,
        );
        continue;
      } else {
        display.line(`- ${shown(role)} is already installed, skipping.`);
        continue;
      }
    }
    let folder: string;
    try {
      folder = await installRole(role, session, there !== undefined);
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      warn(`- ${name} was NOT installed successfully: ${error.message} `);
      stopUnlessIgnored(session);
      continue;
    }
    if (args.noDeps) continue;
    for (const item of roleDependencies(folder, name)) {
      const dependency = parseRole(item);
      const isLocal = !dependency.name.includes('.') && !dependency.src.includes('.');
      if (isLocal && dependency.scm === undefined) continue;
      const present = infoOf(dependency);
      const isPending = queue.some((other) => other.name === dependency.name);
      if (present === undefined) {
        if (isPending) {
          display.line(`- dependency ${dependency.name} already pending installation.`);
        } else {
          display.line(`- adding dependency: ${shown(dependency)}`);
          queue.push(dependency);
        }
      } else if (args.forceWithDeps) {
        if (!isPending) queue.push(dependency);
      } else if (String(present.version ?? '') !== dependency.version) {
        warn(
          `- dependency ${shown(dependency)} (${dependency.version}) from role ${name} differs from already installed version (${String(present.version)}), skipping`,
        );
      } else {
        display.line(`- dependency ${dependency.name} is already installed, skipping.`);
      }
    }
  }
}

function stopUnlessIgnored({ args }: GalaxySession): void {
  if (args.ignoreErrors) return;
  throw new TroupeError(
    '- you can use --ignore-errors to skip failed roles and finish processing the list.',
  );
}

/** Gives the role's folder. @throws TroupeError */
async function installRole(
  role: RoleRequirement,
  session: GalaxySession,
  replaces: boolean,
): Promise<string> {
  const { display, args } = session;
  if (!staysInside(role.name) || role.name === '.' || role.name === '') {
    throw new TroupeError(`'${role.name}' is no name of a role`);
  }
  const { files, version } = await filesOf(role, session);
  const roles = args.rolesPath.find(isWritable) ?? args.rolesPath[0] ?? '';
  const target = join(roles, role.name);
  display.line(`- extracting ${role.name} to ${target}`);
  if (existsSync(target)) {
    if (!isFolder(target)) {
      throw new TroupeError('the specified roles path exists and is not a directory.');
    }
    if (!args.force && !replaces) {
      throw new TroupeError(
        `the specified role ${role.name} appears to already exist. Use --force to replace it.`,
      );
    }
    if (roleMetadata(target) === undefined) {
      throw new TroupeError(
        `${target} doesn't appear to contain a role.\n  please remove this directory manually if you really want to put the role here.`,
      );
    }
  }
  const info = dumpYaml(
    new Map([
      ['install_date', pythonDate(new Date())],
      ['version', version],
    ]),
    { defaultFlowStyle: false },
  );
  placeFolder(target, [
    ...files.filter(({ path }) => path !== 'meta/.galaxy_install_info'),
    { path: 'meta/.galaxy_install_info', kind: 'file', mode: 0o644, content: Buffer.from(info) },
  ]);
  display.line(`- ${shown({ ...role, version })} was installed successfully`);
  return target;
}

/** Whether things can be made in a folder that may not be there yet. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return dirname(folder) !== folder && isWritable(dirname(folder));
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** strftime's `%c` in the C locale, in UTC: `Mon Nov 23 04:40:40 2026`. */
function pythonDate(date: Date): string {
  const [, day, number, month, year, time] =
    /^(\w+), 0?(\d+) (\w+) (\d+) (\S+)/.exec(date.toUTCString()) ?? [];
  return `${day} ${month} ${String(number).padStart(2)} ${time} ${year}`;
}

interface Fetched {
  readonly files: PlacedFile[];
  readonly version: string;
}

async function filesOf(role: RoleRequirement, session: GalaxySession): Promise<Fetched> {
  const { version } = role;
  if (role.scm !== undefined) return { files: await repositoryFiles(role, session), version };
  const stats = statSync(role.src, { throwIfNoEntry: false });
  if (stats?.isFile()) return { files: roleFiles(readTar(readFileSync(role.src))), version };
  if (stats?.isDirectory() && role.src.includes('/')) {
    if (roleMetadata(role.src) === undefined) {
      throw new TroupeError('this role does not appear to have a meta/main.yml file.');
    }
    return { files: folderFiles(role.src, (path) => path !== '.git'), version };
  }
  if (role.src.includes('://')) {
    return { files: await downloadedFiles(role.src, session), version };
  }
  return galaxyFiles(role, session);
}

async function downloadedFiles(
  url: string,
  session: GalaxySession,
  token?: string,
): Promise<PlacedFile[]> {
  session.display.line(`- downloading role from ${url}`);
  return roleFiles(readTar(await download(url, { ...session.fetch, token })));
}

async function galaxyFiles(role: RoleRequirement, session: GalaxySession): Promise<Fetched> {
  const [server] = serversOf(session);
  if (server === undefined) throw new TroupeError('No valid role data found');
  const found = await findRole(server, role.src, session);
  if (found === undefined) {
    throw new TroupeError(`- sorry, ${role.src} was not found on ${server.url}.`);
  }
  const names = found.versions.map(({ name }) => name);
  const version =
    role.version || names.toSorted(compareVersions).at(-1) || found.branch || 'master';
  if (role.version && role.version !== 'master' && names.length > 0 && !names.includes(version)) {
    throw new TroupeError(
      `- the specified version (${version}) of ${role.name} was not found in the list of available versions (${names.join(', ')}).`,
    );
  }
  const url =
    found.versions.find(({ name }) => name === version)?.url ??
    `https://github.com/${found.user}/${found.repository}/archive/${version}.tar.gz`;
  return { files: await downloadedFiles(url, session), version };
}

function repositoryFiles(role: RoleRequirement, session: GalaxySession): Promise<PlacedFile[]> {
  const { scm, src, name, version } = role;
  if (scm !== 'git') throw new TroupeError(`- scm ${scm} is not currently supported`);
  return withTemporary(async (folder) => {
    const clone = await cloneRepository(src, folder, {
      name: 'role',
      version: version || undefined,
      ignoreCerts: session.fetch.ignoreCerts,
    });
    if (session.args.keepScmMeta) {
      if (roleMetadata(clone) === undefined) {
        throw new TroupeError('this role does not appear to have a meta/main.yml file.');
      }
      return folderFiles(clone, () => true);
    }
    const archive = await git(['archive', '--format=tar', `--prefix=${name}/`, 'HEAD'], clone);
    return roleFiles(readTar(archive));
  });
}
