import type { Collector, Facts } from './collector.ts';

/** Package managers by the file that gives them away; the last one present is preferred. */
const PACKAGE_MANAGERS: readonly (readonly [path: string, name: string])[] = [
  ['/usr/bin/rpm-ostree', 'atomic_container'],
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/sbin/urpmi', 'urpmi'],
  ['/usr/bin/pacman', 'pacman'],
  ['/bin/opkg', 'opkg'],
  ['/usr/pkg/bin/pkgin', 'pkgin'],
  ['/opt/local/bin/pkgin', 'pkgin'],
  ['/opt/tools/bin/pkgin', 'pkgin'],
  ['/opt/local/bin/port', 'macports'],
  ['/usr/local/bin/brew', 'homebrew'],
  ['/opt/homebrew/bin/brew', 'homebrew'],
  ['/sbin/apk', 'apk'],
  ['/usr/sbin/pkg', 'pkgng'],
  ['/usr/sbin/swlist', 'swdepot'],
  ['/usr/bin/emerge', 'portage'],
  ['/usr/sbin/pkgadd', 'svr4pkg'],
  ['/usr/bin/pkg', 'pkg5'],
  ['/usr/bin/xbps-install', 'xbps'],
  ['/usr/local/sbin/pkg', 'pkgng'],
  ['/usr/bin/swupd', 'swupd'],
  ['/usr/sbin/sorcery', 'sorcery'],
  ['/usr/bin/installp', 'installp'],
  ['/QOpenSys/pkgs/bin/yum', 'yum'],
];

export const packageManager: Collector = {
  name: 'pkg_mgr',
  requires: ['distribution'],
  script: `s pkg_mgr
for f in ${PACKAGE_MANAGERS.map(([path]) => path).join(' ')} /run/ostree-booted; do e "$f"; done
[ -e /usr/bin/rpm ] && [ -e /usr/bin/apt-get ] && rpm -q --whatprovides /usr/bin/apt-get >/dev/null && printf 'apt_rpm\\n'`,
  collect(seen, { known, platform }) {
    if (platform.kernel === 'OpenBSD') return { pkg_mgr: 'openbsd_pkg' };
    const present = new Set(seen.sectionLines('pkg_mgr'));
    const family = known.os_family;
    let found = 'unknown';
    for (const [path, name] of PACKAGE_MANAGERS) {
      if (path === '/usr/bin/pkg' && family === 'Altlinux') continue;
      if (present.has(path)) found = name;
    }
    if (family === 'RedHat') found = redHatManager(found, present, known);
    else if (family === 'Debian') found = 'apt';
    if (found === 'apt' && (family === 'Altlinux' || present.has('apt_rpm'))) found = 'apt_rpm';
    return { pkg_mgr: found };
  },
};

function redHatManager(found: string, present: ReadonlySet<string>, known: Facts): string {
  if (present.has('/run/ostree-booted')) return 'atomic_container';
  const major = Number(known.distribution_major_version);
  const first = { Fedora: 23, Amazon: 2022 }[String(known.distribution)];
  if (first === undefined) return major < 8 ? 'yum' : 'dnf';
  if (Number.isNaN(major)) return 'dnf';
  const wanted = major < first ? 'yum' : 'dnf';
  return present.has(`/usr/bin/${wanted}`) ? wanted : found;
}

const INIT_NAMES: Readonly<Record<string, string>> = {
  procd: 'openwrt_init',
  'runit-init': 'runit',
  svscan: 'svc',
  'openrc-init': 'openrc',
};

export const serviceManager: Collector = {
  name: 'service_mgr',
  requires: ['platform', 'distribution'],
  files: ['/proc/1/comm'],
  script: `s service_mgr
has systemctl && { for f in /run/systemd/system /dev/.run/systemd /dev/.systemd; do [ -d $f ] && printf 'systemd\\n' && break; done; }
has initctl && [ -e /etc/init/ ] && printf 'upstart\\n'
[ -e /sbin/openrc ] && printf 'openrc\\n'
[ -h /sbin/init ] && { l=$(readlink /sbin/init); has systemctl && [ "\${l##*/}" = systemd ] && printf 'systemd\\n'; }
[ -e /etc/init.d/ ] && printf 'sysvinit\\n'
[ -r /proc/1/comm ] || { s init; if [ -h /sbin/init ] && ! ps -p 1 -o comm; then readlink /sbin/init; fi; }`,
  collect(seen, { known, platform }) {
    const init = (seen.file('/proc/1/comm') ?? seen.sectionLines('init').at(-1) ?? '')
      .split('/')
      .at(-1)
      ?.trim();
    if (init && init !== 'COMMAND' && init !== 'init' && !init.endsWith('sh')) {
      return { service_mgr: INIT_NAMES[init] ?? init };
    }
    if (known.distribution === 'MacOSX') return { service_mgr: 'launchd' };
    if (/BSD|DragonFly|Bitrig/.test(platform.kernel)) return { service_mgr: 'bsdinit' };
    if (platform.kernel === 'AIX') return { service_mgr: 'src' };
    if (platform.kernel === 'SunOS') return { service_mgr: 'smf' };
    if (known.distribution === 'OpenWrt') return { service_mgr: 'openwrt_init' };
    return { service_mgr: seen.sectionLines('service_mgr')[0] ?? 'service' };
  },
};
