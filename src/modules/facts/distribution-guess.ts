import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

/** Reads `KEY=value` lines of os-release(5); keys in lower case, quotes removed. */
function parseOsRelease(text: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z0-9_]+)=(.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    const raw = match[2].trim();
    const quoted = /^(["'])(.*)\1$/.exec(raw);
    fields[match[1].toLowerCase()] = (quoted?.[2] ?? raw).replace(/\\([\\$"`])/g, '$1');
  }
  return fields;
}

interface ReleaseLine {
  name?: string;
  version?: string;
  codename?: string;
}

/** Takes apart `NAME release VERSION (CODENAME)`. */
function parseReleaseLine(line: string): ReleaseLine {
  const match = /^(.+?)(?: +release)? +v?(\d[\w.+-]*)(?: *\(([^)]*)\).*)?$/i.exec(line.trim());
  if (match !== null) {
    return {
      ...(match[1] !== undefined ? { name: match[1] } : {}),
      ...(match[2] !== undefined ? { version: match[2] } : {}),
      ...(match[3] !== undefined ? { codename: match[3] } : {}),
    };
  }
  return line.trim() === '' ? {} : { name: line.trim() };
}

const RELEASE_LINE_FILES = [
  '/etc/altlinux-release',
  '/etc/oracle-release',
  '/etc/centos-release',
  '/etc/redhat-release',
  '/etc/SuSE-release',
  '/etc/gentoo-release',
  '/etc/slackware-version',
  '/etc/sourcemage-release',
  '/etc/system-release',
  '/etc/alpine-release',
];

/** What os-release, lsb_release and the first release file say, before a distribution's own file is looked at. */
export function guessDistribution(seen: Observation): Facts {
  const os = parseOsRelease(seen.file('/etc/os-release') ?? seen.file('/usr/lib/os-release') ?? '');
  const lsb = lsbFields(seen);
  const releasePath = RELEASE_LINE_FILES.find((path) => seen.file(path) !== undefined);
  const release = parseReleaseLine(seen.lines(releasePath ?? '')[0] ?? '');
  const fileId = releasePath === undefined ? undefined : /\/(\w+)-/.exec(releasePath)?.[1];
  const id = normalizeId(os.id ?? lsb.id ?? fileId ?? '');

  const versions = [
    os.version_id ?? '',
    lsb.release ?? '',
    release.version ?? '',
    parseReleaseLine(os.pretty_name ?? '').version ?? '',
    parseReleaseLine(lsb.description ?? '').version ?? '',
  ];
  // Ansible uses the target's own distro library where there is one: that knows Debian's minor version.
  const debian = id === 'debian' || (os.id_like ?? '').split(' ').includes('debian');
  if (debian && seen.section('python_distro').trim() !== '') {
    versions.push(seen.lines('/etc/debian_version')[0] ?? '');
  }
  const version = pickVersion(id, versions);
  const codename =
    os.version_codename ??
    os.ubuntu_codename ??
    (id === 'ubuntu' ? lsb.codename : undefined) ??
    versionCodename(os.version) ??
    lsb.codename ??
    release.codename;
  return {
    distribution: distributionName(id),
    distribution_version: version || 'NA',
    distribution_release: codename ?? 'NA',
    distribution_major_version: version.split('.')[0] || 'NA',
  };
}

function normalizeId(raw: string): string {
  const id = raw.toLowerCase().replaceAll(' ', '_');
  if (id === 'ol') return 'oracle';
  if (id === 'opensuse-leap') return 'opensuse';
  return id === 'redhat' || id.startsWith('redhatenterprise') ? 'rhel' : id;
}

function distributionName(id: string): string {
  if (id === 'amzn') return 'Amazon';
  if (id === 'rhel') return 'Redhat';
  return id === '' ? 'OtherLinux' : id.charAt(0).toUpperCase() + id.slice(1).toLowerCase();
}

/** The first version known; Debian and CentOS name minor versions elsewhere, so there the one with most dots. */
function pickVersion(id: string, versions: readonly string[]): string {
  const first = versions.find((version) => version !== '') ?? '';
  if (id !== 'centos' && id !== 'debian') return first;
  const dots = (version: string): number => version.split('.').length;
  let best = '';
  for (const version of versions) {
    if (best === '' || dots(version) > dots(best)) best = version;
  }
  return id === 'centos' ? best.split('.').slice(0, 2).join('.') : best;
}

/** The codename that VERSION gives in parentheses or after a comma. */
function versionCodename(version: string | undefined): string | undefined {
  const match = /\((\D+)\)|,\s*(\D+)/.exec(version ?? '');
  return (match?.[1] ?? match?.[2])?.trim();
}

interface LsbFields {
  id?: string;
  release?: string;
  codename?: string;
  description?: string;
}

function lsbFields(seen: Observation): LsbFields {
  const text = seen.section('lsb_release');
  const field = (label: string): string | undefined =>
    new RegExp(`^${label}:\\s*(.*)$`, 'm').exec(text)?.[1]?.trim();
  const fields: LsbFields = {};
  const id = field('Distributor ID');
  const release = field('Release');
  const codename = field('Codename');
  const description = field('Description');
  if (id !== undefined) fields.id = id;
  if (release !== undefined) fields.release = release;
  if (codename !== undefined) fields.codename = codename;
  if (description !== undefined) fields.description = description;
  return fields;
}
