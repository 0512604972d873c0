import type { Collector } from './collector.ts';

/** Names of kernel, machine and host. */
export const platform: Collector = {
  name: 'platform',
  ids: [
    'system',
    'kernel',
    'kernel_version',
    'machine',
    'python_version',
    'architecture',
    'machine_id',
  ],
  files: [
    '/proc/sys/kernel/osrelease',
    '/proc/sys/kernel/version',
    '/proc/sys/kernel/hostname',
    '/var/lib/dbus/machine-id',
    '/etc/machine-id',
  ],
  // The name that getfqdn() finds: forward to the first address, and back to its names.
  script: `[ -r /proc/sys/kernel/osrelease ] || { s uname; uname -r; uname -v; uname -n; }
s names
if [ -r /proc/sys/kernel/hostname ]; then read -r h </proc/sys/kernel/hostname; else h=$(uname -n); fi
if has getent; then
  a=$(getent ahosts "$h"); a=\${a%%[ 	]*}
  [ -n "$a" ] && getent hosts "$a" || printf 'x %s\\n' "$h"
else
  f=$(hostname -f) && printf 'x %s\\n' "$f"
fi`,
  collect(seen, { platform: { kernel, machine } }) {
    const [release, version, name] = seen.section('uname').split('\n');
    const nodename = seen.file('/proc/sys/kernel/hostname') ?? name ?? '';
    const fqdn = qualifiedName(seen.section('names'), nodename);
    const bits = /64|s390x|alpha/.test(machine) ? '64' : '32';
    const intel = /^i([3456]86|86pc)/.test(machine);
    const machineId = seen.file('/var/lib/dbus/machine-id') ?? seen.file('/etc/machine-id');
    return {
      system: kernel,
      kernel: seen.file('/proc/sys/kernel/osrelease') ?? release,
      kernel_version: seen.file('/proc/sys/kernel/version') ?? version,
      machine,
      fqdn,
      hostname: nodename.split('.')[0] ?? '',
      nodename,
      domain: fqdn.split('.').slice(1).join('.'),
      userspace_bits: bits,
      architecture: intel ? 'i386' : machine,
      userspace_architecture:
        machine === 'x86_64' || intel ? (bits === '64' ? 'x86_64' : 'i386') : undefined,
      machine_id: machineId?.split('\n')[0],
    };
  },
};

/** Python's getfqdn: the first name with a dot among canonical name and aliases, else the canonical one. */
function qualifiedName(entry: string, nodename: string): string {
  const names = (entry.split('\n')[0] ?? '').split(/\s+/).slice(1).filter(Boolean);
  return names.find((name) => name.includes('.')) ?? names[0] ?? nodename;
}
