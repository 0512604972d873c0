import type { Collector, Facts } from './collector.ts';
import { distributionFiles } from './distribution-files.ts';
import { guessDistribution } from './distribution-guess.ts';
import { RELEASE_FILES } from './release-files.ts';

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  RedHat: [
    'RedHat',
    'RHEL',
    'Fedora',
    'CentOS',
    'Scientific',
    'SLC',
    'Ascendos',
    'CloudLinux',
    'PSBM',
    'OracleLinux',
    'OVS',
    'OEL',
    'Amazon',
    'Virtuozzo',
    'XenServer',
    'Alibaba',
    'EulerOS',
    'openEuler',
    'AlmaLinux',
    'Rocky',
    'TencentOS',
    'EuroLinux',
    'Kylin Linux Advanced Server',
  ],
  Debian: [
    'Debian',
    'Ubuntu',
    'Raspbian',
    'Neon',
    'KDE neon',
    'Linux Mint',
    'SteamOS',
    'Devuan',
    'Kali',
    'Cumulus Linux',
    'Pop!_OS',
    'Parrot',
    'Pardus GNU/Linux',
    'Uos',
    'Deepin',
    'OSMC',
  ],
  Suse: [
    'SuSE',
    'SLES',
    'SLED',
    'openSUSE',
    'openSUSE Tumbleweed',
    'SLES_SAP',
    'SUSE_LINUX',
    'openSUSE Leap',
  ],
  Archlinux: ['Archlinux', 'Antergos', 'Manjaro'],
  Mandrake: ['Mandrake', 'Mandriva'],
  Solaris: ['Solaris', 'Nexenta', 'OmniOS', 'OpenIndiana', 'SmartOS'],
  SGML: ['SGML'],
  Gentoo: ['Gentoo', 'Funtoo'],
  'HP-UX': ['HPUX'],
  Darwin: ['MacOSX'],
  FreeBSD: ['FreeBSD', 'TrueOS'],
  ClearLinux: ['Clear Linux OS', 'Clear Linux Mix'],
  DragonFly: ['DragonflyBSD', 'DragonFlyBSD', 'Gentoo/DragonflyBSD', 'Gentoo/DragonFlyBSD'],
};

const FAMILY_OF = new Map(
  Object.entries(FAMILIES).flatMap(([family, names]) =>
    names.map((name) => [name, family] as const),
  ),
);

/** Which operating system it is. */
export const distribution: Collector = {
  name: 'distribution',
  ids: ['distribution_version', 'distribution_release', 'distribution_major_version', 'os_family'],
  files: [...RELEASE_FILES, '/etc/debian_version'],
  script: `s python_distro; for f in /usr/lib/python3/dist-packages/distro /usr/lib/python3*/site-packages/distro; do e "$f"; done
s release_files
for f in ${RELEASE_FILES.join(' ')}; do e "$f"; done
[ -h /etc/products.d/baseproduct ] && { s baseproduct; readlink -f /etc/products.d/baseproduct; }
has sw_vers && { s sw_vers; sw_vers -productVersion; }
case $(command -v freebsd-version) in ?*) s freebsd_version; freebsd-version;; esac`,
  collect(seen, { platform, known }) {
    const facts: Facts =
      platform.kernel === 'Linux'
        ? guessDistribution(seen)
        : unixDistribution(
            platform.kernel,
            String(known.kernel ?? ''),
            seen.section('sw_vers').trim(),
          );
    if (platform.kernel === 'Linux') Object.assign(facts, distributionFiles(seen, facts));
    const name = String(facts.distribution);
    return { ...facts, os_family: FAMILY_OF.get(name) ?? name };
  },
};

function unixDistribution(kernel: string, release: string, macVersion: string): Facts {
  if (kernel === 'Darwin') {
    return {
      distribution: 'MacOSX',
      distribution_release: release,
      distribution_version: macVersion,
      distribution_major_version: macVersion.split('.')[0] ?? '',
    };
  }
  const version = /^(\d+)\.(\d+)/.exec(release);
  return {
    distribution: kernel,
    distribution_release: release,
    distribution_version: version?.[0] ?? release,
    distribution_major_version: version?.[1] ?? '',
  };
}
