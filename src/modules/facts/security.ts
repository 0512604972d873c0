import type { Json } from '../contract.ts';
import type { Collector } from './collector.ts';

const MODES: Readonly<Record<string, string>> = { '1': 'enforcing', '0': 'permissive' };

export const selinux: Collector = {
  name: 'selinux',
  files: ['/sys/fs/selinux/enforce', '/sys/fs/selinux/policyvers', '/etc/selinux/config'],
  script: `s libselinux
for f in /lib/*/libselinux.so.1 /usr/lib/*/libselinux.so.1 /lib64/libselinux.so.1 /usr/lib64/libselinux.so.1 /lib/libselinux.so.1 /usr/lib/libselinux.so.1; do e "$f" && break; done`,
  collect(seen) {
    if (seen.section('libselinux').trim() === '') {
      return {
        selinux: { status: 'Missing selinux Python library' },
        selinux_python_present: false,
      };
    }
    const version = seen.file('/sys/fs/selinux/policyvers');
    if (version === undefined) {
      return { selinux_python_present: true, selinux: { status: 'disabled' } };
    }
    const config = seen.file('/etc/selinux/config') ?? '';
    const configured = /^SELINUX=\s*(\S+)/m.exec(config)?.[1] ?? 'unknown';
    return {
      selinux_python_present: true,
      selinux: {
        status: 'enabled',
        policyvers: Number(version),
        config_mode: configured,
        mode: MODES[seen.file('/sys/fs/selinux/enforce') ?? ''] ?? 'unknown',
        type: /^SELINUXTYPE=\s*(\S+)/m.exec(config)?.[1] ?? 'unknown',
      },
    };
  },
};

export const apparmor: Collector = {
  name: 'apparmor',
  script: 's apparmor; e /sys/kernel/security/apparmor',
  collect: (seen) => ({
    apparmor: { status: seen.section('apparmor').trim() === '' ? 'disabled' : 'enabled' },
  }),
};

export const fips: Collector = {
  name: 'fips',
  files: ['/proc/sys/crypto/fips_enabled'],
  collect: (seen) => ({ fips: seen.file('/proc/sys/crypto/fips_enabled') === '1' }),
};

/** Whether the root folder is another one than that of process 1. */
export const chroot: Collector = {
  name: 'chroot',
  ids: ['is_chroot'],
  script: `s chroot
printf '%s\\n' "$debian_chroot"
stat -L -c '%d %i' / /proc/1/root/.
[ -r /proc/1/root/. ] || stat -f -c %T /`,
  collect(seen) {
    const [variable = '', own = '', third = ''] = seen.section('chroot').split('\n');
    if (variable !== '') return { is_chroot: true };
    if (/^\d+ \d+$/.test(third)) return { is_chroot: own !== third };
    const rootInode = third.includes('btrfs') ? '256' : third.includes('xfs') ? '128' : '2';
    return { is_chroot: own.split(' ')[1] !== rootInode };
  },
};

export const caps: Collector = {
  name: 'caps',
  ids: ['system_capabilities', 'system_capabilities_enforced'],
  script: `has capsh && { s capsh; capsh --print && printf 'done\\n'; }`,
  collect(seen) {
    const output = seen.section('capsh');
    if (!output.endsWith('done\n')) {
      return { system_capabilities_enforced: 'N/A', system_capabilities: 'N/A' };
    }
    const current = /^Current:(.*)$/m.exec(output)?.[1];
    let enforced = 'NA';
    let capabilities: Json[] = [];
    if (current !== undefined) {
      enforced = current.split(':')[0]?.trim() === '=ep' ? 'False' : 'True';
      if (enforced === 'True') {
        capabilities = (`Current:${current}`.split('=')[1] ?? '')
          .split(',')
          .map((name) => name.trim());
      }
    }
    return { system_capabilities_enforced: enforced, system_capabilities: capabilities };
  },
};
