import type { ReadTarget } from '../../targets/types.ts';
import type { Json } from '../contract.ts';
import { arg, defineModule, fail } from '../define.ts';
import { APT_ENVIRONMENT } from '../packages/apt-state.ts';

type Packages = Record<string, { readonly [field: string]: Json }[]>;

/** Lists installed packages; undefined where the manager isn't there. */
type Lister = (target: ReadTarget) => Promise<Packages | undefined>;

const MANAGERS: Readonly<Record<string, Lister>> = {
  apk: apkPackages,
  apt: aptPackages,
  rpm: rpmPackages,
};

/** Managers that Ansible asks as well; none of their systems is known here. */
const OTHERS: readonly string[] = ['pacman', 'pkg', 'pkg_info', 'portage'];

export const package_facts = defineModule({
  name: 'ansible.builtin.package_facts',
  summary: 'Package information as facts',
  examples: `- name: Look at all packages
  ansible.builtin.package_facts:
    manager: auto

- ansible.builtin.debug:
    msg: "{{ ansible_facts.packages.bash[0].version }}"
`,
  args: {
    manager: arg.list({
      elements: 'str',
      default: ['auto'],
      doc: 'Package managers to ask: apk, apt, rpm, or auto for whichever is there.',
    }),
    strategy: arg.str({
      default: 'first',
      choices: ['first', 'all'],
      doc: 'Stop at the first manager that answers, or ask all.',
    }),
  },
  returns: { ansible_facts: 'Packages by name, under packages.' },
  support: { check: 'full', diff: 'none' },
  async plan({ args, target }) {
    const asked = args.manager.map((name) => name.toLowerCase());
    const managers = [
      ...new Set(asked.flatMap((name) => (name === 'auto' ? Object.keys(MANAGERS) : name))),
    ];
    const unsupported = managers.filter((name) => !(name in MANAGERS) && !OTHERS.includes(name));
    if (unsupported.length > 0) {
      fail(`Unsupported package managers requested: ${unsupported.join(', ')}`);
    }
    const packages: Packages = {};
    let found = 0;
    for (const name of managers) {
      if (found > 0 && args.strategy === 'first') break;
      const listed = await MANAGERS[name]?.(target);
      if (listed === undefined) continue;
      found++;
      Object.assign(packages, listed);
    }
    if (found === 0) {
      const list = managers.map((name) => `'${name}'`).join(', ');
      fail(
        `Could not detect a supported package manager from the following list: [${list}], or the required Python library is not installed. Check warnings for details.`,
      );
    }
    return { changes: [], result: { changed: false, ansible_facts: { packages } } };
  },
});

async function aptPackages(target: ReadTarget): Promise<Packages | undefined> {
  if ((await target.which('apt-get')) === null) return undefined;
  const { stdout } = await target.query({
    shell: `dpkg-query -W -f '\${binary:Package}\\t\${Package}\\t\${db:Status-Status}\\t\${Version}\\t\${Architecture}\\t\${Section}\\n' | grep "	installed	"
echo
apt-cache policy
echo ====
apt-cache policy $(dpkg-query -W -f '\${db:Status-Status} \${binary:Package}\\n' | sed -n 's/^installed //p')
echo ====
apt-cache show $(dpkg-query -W -f '\${db:Status-Status} \${binary:Package}=\${Version}\\n' | sed -n 's/^installed //p') 2>/dev/null | grep -E '^(Package|Version|Architecture|Section): |^$'`,
    env: APT_ENVIRONMENT,
  });
  const [head = '', policies = '', records = ''] = stdout.toString().split('\n====\n');
  const end = head.indexOf('\n\n');
  const origins = installedOrigins(archiveOrigins(head.slice(end)), policies);
  const sections = archiveSections(records);
  const packages: Packages = {};
  for (const line of head.slice(0, end).split('\n')) {
    const [binary = '', name = '', , version = '', arch = '', section = ''] = line.split('\t');
    const category = sections.get(`${name} ${version} ${arch}`) ?? section;
    const key = name in packages ? binary : name;
    const origin = origins.get(binary) ?? origins.get(name) ?? '';
    packages[key] = [{ name: key, version, arch, category, origin, source: 'apt' }];
  }
  return packages;
}

/** Sections by name, version and architecture: an archive may file a package elsewhere than the package itself says. */
function archiveSections(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const record of text.split(/\n{2,}/)) {
    const field = (name: string): string =>
      new RegExp(`^${name}: (.*)$`, 'm').exec(record)?.[1] ?? '';
    const key = `${field('Package')} ${field('Version')} ${field('Architecture')}`;
    if (!sections.has(key)) sections.set(key, field('Section'));
  }
  return sections;
}

/** Origins by the archive's line of `apt-cache policy`. */
function archiveOrigins(text: string): Map<string, string> {
  const origins = new Map<string, string>();
  for (const match of text.matchAll(/^ *-?\d+ (\S.*)\n *release (.*)$/gm)) {
    origins.set(match[1] ?? '', /(?:^|,)o=([^,]*)/.exec(match[2] ?? '')?.[1] ?? '');
  }
  return origins;
}

/** The origin of each package's installed version. */
function installedOrigins(
  archives: ReadonlyMap<string, string>,
  text: string,
): Map<string, string> {
  const origins = new Map<string, string>();
  for (const block of text.split(/\n(?=\S)/)) {
    const name = /^(\S+):$/m.exec(block)?.[1];
    const table = /^ \*\*\* .*\n((?: {8,}.*(?:\n|$))+)/m.exec(block)?.[1] ?? '';
    const source = table
      .split('\n')
      .map((line) => line.trim().replace(/^-?\d+ /, ''))
      .find((line) => archives.has(line) && line !== '/var/lib/dpkg/status');
    if (name !== undefined) origins.set(name, archives.get(source ?? '') ?? '');
  }
  return origins;
}

async function rpmPackages(target: ReadTarget): Promise<Packages | undefined> {
  const run = await target.query({
    argv: ['rpm', '-qa', '--qf', '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n'],
  });
  if (run.spawnError !== undefined || run.rc !== 0 || run.stdout.length === 0) return undefined;
  const packages: Packages = {};
  for (const line of run.stdout.toString().split('\n').filter(Boolean)) {
    const [name = '', version = '', release = '', epoch = '', arch = ''] = line.split('\t');
    const number = epoch === '(none)' ? null : Number(epoch);
    const entry = {
      name,
      version,
      release,
      epoch: number,
      arch: arch === '(none)' ? null : arch,
      source: 'rpm',
    };
    packages[name] = [...(packages[name] ?? []), entry];
  }
  return packages;
}

async function apkPackages(target: ReadTarget): Promise<Packages | undefined> {
  const run = await target.query({ argv: ['apk', 'info', '-v'] });
  if (run.spawnError !== undefined || run.rc !== 0) return undefined;
  const packages: Packages = {};
  for (const line of run.stdout.toString().split('\n').filter(Boolean)) {
    const match = /^(.*)-([^-]+)-([^-]+)$/.exec(line);
    const name = match?.[1] ?? line;
    packages[name] = [
      { name, version: match?.[2] ?? '', release: match?.[3] ?? '', source: 'apk' },
    ];
  }
  return packages;
}
