/** Files that tell a distribution, in the order in which they are looked at: path, distribution. */
export const RELEASE_FILE_ORDER: readonly (readonly [path: string, name: string])[] = [
  ['/etc/altlinux-release', 'Altlinux'],
  ['/etc/oracle-release', 'OracleLinux'],
  ['/etc/slackware-version', 'Slackware'],
  ['/etc/centos-release', 'CentOS'],
  ['/etc/redhat-release', 'RedHat'],
  ['/etc/vmware-release', 'VMwareESX'],
  ['/etc/openwrt_release', 'OpenWrt'],
  ['/etc/os-release', 'Amazon'],
  ['/etc/system-release', 'Amazon'],
  ['/etc/alpine-release', 'Alpine'],
  ['/etc/arch-release', 'Archlinux'],
  ['/etc/os-release', 'Archlinux'],
  ['/etc/os-release', 'SUSE'],
  ['/etc/SuSE-release', 'SUSE'],
  ['/etc/gentoo-release', 'Gentoo'],
  ['/etc/os-release', 'Debian'],
  ['/etc/lsb-release', 'Debian'],
  ['/etc/lsb-release', 'Mandriva'],
  ['/etc/sourcemage-release', 'SMGL'],
  ['/usr/lib/os-release', 'ClearLinux'],
  ['/etc/coreos/update.conf', 'Coreos'],
  ['/etc/os-release', 'Flatcar'],
  ['/etc/os-release', 'NA'],
];

/** Of these the mere presence of the first path decides, even of an empty file. */
export const PRESENCE_DECIDES: ReadonlySet<string> = new Set([
  '/etc/vmware-release',
  '/etc/arch-release',
]);

export const RELEASE_FILES: readonly string[] = [
  ...new Set(RELEASE_FILE_ORDER.map(([path]) => path)),
];
