import type { ReadTarget } from '../../targets/types.ts';
import { missingProgram } from '../commands/program.ts';
import { quoteWords } from '../commands/words.ts';
import { fail } from '../definition/failure.ts';
import { packageFileFault, refuseUnreadable } from './apt-errors.ts';

/** Environment of all apt and dpkg commands. */
export const APT_ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  LANG: 'C',
  LC_ALL: 'C',
  LC_MESSAGES: 'C',
  LC_CTYPE: 'C',
};

/** What dpkg knows of a package. */
export interface InstalledPackage {
  readonly version: string;
  /** `installed`, `config-files` … */
  readonly status: string;
  /** Installed as a dependency only. */
  readonly automatic: boolean;
}

/** What apt knows of a package. */
export interface AvailablePackage {
  readonly candidate: string | undefined;
  /** Highest first. */
  readonly versions: readonly string[];
}

export interface Tools {
  readonly aptGet: string;
  readonly aptitude: string | null;
  /** Seconds since the epoch, of the last successful update. */
  readonly cacheTime: number;
  /** dpkg's own: `amd64` … */
  readonly architecture: string;
}

/** Files and folders whose time is that of the last update: the first that is there counts. */
export const STAMPS = '/var/lib/apt/periodic/update-success-stamp /var/lib/apt/lists';

/** Programs and the cache's age, and what dpkg has installed, in one round trip. */
export async function readDpkg(
  target: ReadTarget,
): Promise<{ tools: Tools; installed: Map<string, InstalledPackage> }> {
  const { stdout } = await target.query({
    shell: `command -v apt-get || echo; command -v aptitude || echo
for f in ${STAMPS}; do [ -e $f ] && break; done; stat -c %Y $f 2>/dev/null || echo 0
echo "auto $(awk '/^Package:/{p=$2} /^Auto-Installed: 1/{printf "%s ", p}' /var/lib/apt/extended_states 2>/dev/null)"
dpkg-query -W -f '\${Package} \${Architecture} \${db:Status-Status} \${Version}\\n'`,
    env: APT_ENVIRONMENT,
  });
  const [aptGet = '', aptitude = '', time = '0', auto = '', ...lines] = stdout
    .toString()
    .split('\n');
  if (aptGet === '') await missingProgram(target, 'apt-get');
  const automatic = new Set(auto.split(' ').slice(1));
  const installed = new Map<string, InstalledPackage>();
  const rows = lines.map((line) => line.split(' '));
  const native = rows.find(([name]) => name === 'dpkg')?.[1] ?? '';
  for (const [name = '', architecture = '', status = '', version = ''] of rows) {
    const found = { status, version, automatic: automatic.has(name) };
    installed.set(`${name}:${architecture}`, found);
    if (architecture !== native && architecture !== 'all') continue;
    for (const key of [name, `${name}:${native}`, `${name}:all`]) installed.set(key, found);
  }
  const tools = {
    aptGet,
    aptitude: aptitude || null,
    cacheTime: Number(time),
    architecture: native,
  };
  return { tools, installed };
}

/** A package's name as apt prints it: `bash:amd64` and `bash:all` are `bash` where that is the host's architecture. */
export function nativeName(name: string, architecture: string): string {
  const [bare = '', qualifier] = name.split(':');
  return qualifier === architecture || qualifier === 'all' ? bare : name;
}

/** Candidates and versions of packages; names that apt doesn't know are absent. @throws ModuleFailure */
export async function readCandidates(
  target: ReadTarget,
  names: readonly string[],
  release: string | null,
): Promise<Map<string, AvailablePackage>> {
  const options = release === null ? [] : ['-t', release];
  const { stdout, stderr } = await target.query({
    argv: ['apt-cache', ...options, 'policy', '--', ...names],
    env: APT_ENVIRONMENT,
  });
  refuseUnreadable(stderr.toString(), target);
  const found = new Map<string, AvailablePackage>();
  for (const block of stdout.toString().split(/\n(?=\S)/)) {
    const name = /^(\S+):$/m.exec(block)?.[1];
    if (name === undefined) continue;
    const candidate = /^ {2}Candidate: (\S+)$/m.exec(block)?.[1];
    const versions = [...block.matchAll(/^ (?:\*\*\*| {3}) (\S+)(?: -?\d+)?$/gm)].map(
      (match) => match[1] ?? '',
    );
    if (versions.length === 0) continue;
    found.set(name, { candidate: candidate === '(none)' ? undefined : candidate, versions });
  }
  return found;
}

/** Names of the packages that provide a virtual one. */
export async function providersOf(target: ReadTarget, name: string): Promise<string[]> {
  const { stdout } = await target.query({
    argv: ['apt-cache', 'showpkg', '--', name],
    env: APT_ENVIRONMENT,
  });
  const text = stdout.toString();
  const at = text.indexOf('Reverse Provides:');
  if (at < 0) return [];
  const names = text
    .slice(at)
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0] ?? '');
  return [...new Set(names.filter(Boolean))];
}

/** Names of all packages that apt knows, sorted. */
export async function packageNames(target: ReadTarget): Promise<string[]> {
  const { stdout } = await target.query({ argv: ['apt-cache', 'pkgnames'], env: APT_ENVIRONMENT });
  return stdout.toString().split('\n').filter(Boolean).sort();
}

/** One field of package files, by path. @throws ModuleFailure when a file is no package */
export async function readDebFields(
  target: ReadTarget,
  paths: readonly string[],
): Promise<{ path: string; name: string; version: string; architecture: string }[]> {
  const { stdout, stderr } = await target.query({
    shell: `for f in ${quoteWords(paths)}; do dpkg-deb --show --showformat '\${Package} \${Version} \${Architecture}\\n' "$f" || exit 1; done`,
    env: APT_ENVIRONMENT,
  });
  const lines = stdout.toString().split('\n').filter(Boolean);
  if (lines.length < paths.length) {
    const said = stderr
      .toString()
      .trim()
      .replace(/^dpkg-deb: error: /, '');
    const fault = await packageFileFault(target, paths[lines.length] ?? '');
    fail(`Unable to install package: ${fault ?? `E:${said}`}`);
  }
  return paths.map((path, index) => {
    const [name = '', version = '', architecture = ''] = (lines[index] ?? '').split(' ');
    return { path, name, version, architecture };
  });
}
