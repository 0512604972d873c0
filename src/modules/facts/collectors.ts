import { bsdNetwork } from './bsd-network.ts';
import type { Collector } from './collector.ts';
import { dateTime } from './date-time.ts';
import { distribution } from './distribution.ts';
import { dns } from './dns.ts';
import { facter, ohai } from './foreign.ts';
import { darwinHardware, linuxHardware } from './hardware.ts';
import { localFacts } from './local.ts';
import { packageManager, serviceManager } from './managers.ts';
import { linuxNetwork } from './network.ts';
import { platform } from './platform.ts';
import { apparmor, caps, chroot, fips, selinux } from './security.ts';
import { fibreChannel, iscsi, nvme } from './storage-network.ts';
import { cmdline, env, loadavg, lsb, python, sshPublicKeys, user } from './system.ts';
import { linuxVirtual, otherVirtual } from './virtual.ts';

/** Subsets that are gathered even with `!all`. */
export const MINIMAL_SUBSETS: ReadonlySet<string> = new Set([
  'apparmor',
  'caps',
  'cmdline',
  'date_time',
  'distribution',
  'dns',
  'env',
  'fips',
  'local',
  'lsb',
  'pkg_mgr',
  'platform',
  'python',
  'selinux',
  'service_mgr',
  'ssh_pub_keys',
  'user',
]);

/**
 * All collectors for a kernel, in an order that lets each find the facts it requires.
 * @param timeout seconds for slow lookups
 */
export function collectorsFor(kernel: string, factPath: string, timeout: number): Collector[] {
  const linux = kernel === 'Linux';
  return [
    platform,
    lsb,
    distribution,
    selinux,
    apparmor,
    chroot,
    fips,
    python,
    caps,
    packageManager,
    serviceManager,
    cmdline,
    dateTime,
    env,
    loadavg,
    sshPublicKeys,
    user,
    linux ? linuxVirtual : otherVirtual,
    linux ? linuxHardware(timeout) : darwinHardware,
    dns,
    fibreChannel,
    linux ? linuxNetwork : bsdNetwork,
    iscsi,
    nvme,
    localFacts(factPath),
    facter,
    ohai,
  ];
}
