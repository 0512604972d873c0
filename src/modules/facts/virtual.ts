import type { Collector } from './collector.ts';
import { DMI_FOLDER } from './dmi.ts';
import type { Observation } from './observation.ts';

/** Technologies by the product or vendor that the firmware names, in the order in which they are tried. */
const FIRMWARE: readonly {
  readonly file: 'product_name' | 'sys_vendor' | 'bios_vendor';
  readonly values: readonly string[];
  readonly tech: string;
  readonly family?: string;
  readonly product?: string;
}[] = [
  { file: 'product_name', values: ['KVM', 'KVM Server', 'Bochs', 'AHV'], tech: 'kvm' },
  { file: 'sys_vendor', values: ['oVirt'], tech: 'oVirt' },
  { file: 'sys_vendor', values: ['Red Hat'], tech: 'RHV', family: 'RHV' },
  { file: 'sys_vendor', values: ['Red Hat'], tech: 'RHEV', product: 'RHEV Hypervisor' },
  { file: 'product_name', values: ['VMware Virtual Platform', 'VMware7,1'], tech: 'VMware' },
  { file: 'product_name', values: ['OpenStack Compute', 'OpenStack Nova'], tech: 'openstack' },
  { file: 'bios_vendor', values: ['Xen'], tech: 'xen' },
  { file: 'bios_vendor', values: ['innotek GmbH'], tech: 'virtualbox' },
  { file: 'bios_vendor', values: ['Amazon EC2', 'DigitalOcean', 'Hetzner'], tech: 'kvm' },
  {
    file: 'sys_vendor',
    values: ['QEMU', 'Amazon EC2', 'DigitalOcean', 'Google', 'Scaleway', 'Nutanix'],
    tech: 'kvm',
  },
  { file: 'sys_vendor', values: ['KubeVirt'], tech: 'KubeVirt' },
  { file: 'sys_vendor', values: ['Microsoft Corporation'], tech: 'VirtualPC' },
  { file: 'sys_vendor', values: ['Parallels Software International Inc.'], tech: 'parallels' },
  { file: 'sys_vendor', values: ['OpenStack Foundation'], tech: 'openstack' },
];

const PROCESSORS: readonly (readonly [pattern: RegExp, tech: string])[] = [
  [/^model name.*QEMU Virtual CPU/m, 'kvm'],
  [/^vendor_id.*User Mode Linux/m, 'uml'],
  [/^model name.*UML/m, 'uml'],
  [/^machine.*CHRP IBM pSeries .emulated by qemu./m, 'kvm'],
  [/^vendor_id.*PowerVM Lx86/m, 'powervm_lx86'],
];

/** What a host runs on, and what it can host. The first finding names type and role, all are collected. */
class Findings {
  type: string | undefined;
  role: string | undefined;
  readonly guest = new Set<string>();
  readonly host = new Set<string>();

  add(role: 'guest' | 'host', tech: string): void {
    (role === 'guest' ? this.guest : this.host).add(tech);
    if (this.type !== undefined) return;
    this.type = tech;
    this.role = role;
  }
}

export const linuxVirtual: Collector = {
  name: 'virtual',
  ids: [
    'virtualization_type',
    'virtualization_role',
    'virtualization_tech_guest',
    'virtualization_tech_host',
  ],
  files: [
    '/proc/1/cgroup',
    '/run/systemd/container',
    '/proc/xen/capabilities',
    '/proc/self/status',
    ...['product_name', 'sys_vendor', 'product_family', 'bios_vendor'].map(
      (file) => `${DMI_FOLDER}/${file}`,
    ),
  ],
  script: `s init_env; tr '\\000' '\\n' </proc/1/environ
s virt; for f in /proc/vz /proc/lve /proc/bc /.dockerenv /.dockerinit /proc/xen /dev/kvm /rhev/; do e "$f"; done
s virt_modules; grep -oE '^(kvm|vboxdrv|virtio) ' /proc/modules
s virt_cpu; grep -E '^(model name|vendor_id|machine)[ 	]*:' /proc/cpuinfo`,
  collect(seen) {
    const found = new Findings();
    const present = new Set(seen.sectionLines('virt'));
    addContainers(found, seen, present);
    if (present.has('/proc/xen')) {
      const control = (seen.file('/proc/xen/capabilities') ?? '').includes('control_d');
      if (control) found.add('host', 'xen');
      else {
        found.type ??= 'xen';
        found.role ??= 'guest';
      }
    }
    addFirmware(found, seen);
    const vx = /^VxID:\s+(\d+)/m.exec(seen.file('/proc/self/status') ?? '')?.[1];
    if (vx !== undefined) found.add(vx === '0' ? 'host' : 'guest', 'linux_vserver');
    for (const [pattern, tech] of PROCESSORS) {
      if (pattern.test(seen.section('virt_cpu'))) found.add('guest', tech);
    }
    const modules = new Set(seen.sectionLines('virt_modules').map((line) => line.trim()));
    if (modules.has('kvm')) found.add('host', 'kvm');
    if (modules.has('vboxdrv')) found.add('host', 'virtualbox');
    if (modules.has('virtio')) {
      found.host.add('kvm');
      found.type ??= 'kvm';
      found.role ??= 'guest';
    }
    if ((seen.file(`${DMI_FOLDER}/product_name`) ?? '').startsWith('VMware'))
      found.add('guest', 'VMware');
    if (present.has('/dev/kvm')) found.add('host', 'kvm');
    return {
      virtualization_type: found.type ?? 'NA',
      virtualization_role: found.role ?? 'NA',
      virtualization_tech_guest: [...found.guest],
      virtualization_tech_host: [...found.host],
    };
  },
};

function addContainers(found: Findings, seen: Observation, present: ReadonlySet<string>): void {
  for (const line of seen.lines('/proc/1/cgroup')) {
    if (/\/docker(\/|-[0-9a-f]+\.scope)/.test(line)) found.add('guest', 'docker');
    if (/\/lxc\/|\/machine.slice\/machine-lxc/.test(line)) found.add('guest', 'lxc');
    if (line.includes('/system.slice/containerd.service')) found.add('guest', 'containerd');
  }
  for (const line of seen.sectionLines('init_env')) {
    if (line.includes('container=lxc')) found.add('guest', 'lxc');
    if (line.includes('container=podman')) found.add('guest', 'podman');
    if (/^container=./.test(line)) found.add('guest', 'container');
  }
  if (present.has('/proc/vz') && !present.has('/proc/lve')) {
    found.add(present.has('/proc/bc') ? 'host' : 'guest', 'openvz');
  }
  const systemd = seen.file('/run/systemd/container');
  if (systemd !== undefined) found.add('guest', systemd);
  if (present.has('/.dockerenv') || present.has('/.dockerinit')) found.add('guest', 'docker');
  const known = ['docker', 'lxc', 'podman', 'openvz', 'containerd'].some((tech) =>
    found.guest.has(tech),
  );
  if (known || systemd !== undefined) found.guest.add('container');
}

function addFirmware(found: Findings, seen: Observation): void {
  const text = (file: string): string => seen.file(`${DMI_FOLDER}/${file}`) ?? '';
  for (const { file, values, tech, family, product } of FIRMWARE) {
    if (!values.includes(text(file))) continue;
    if (family !== undefined && text('product_family') !== family) continue;
    if (
      product !== undefined &&
      (text('product_name') !== product || text('product_family') === 'RHV')
    )
      continue;
    found.add('guest', tech);
  }
}

export const otherVirtual: Collector = {
  name: 'virtual',
  ids: linuxVirtual.ids ?? [],
  collect: () => ({
    virtualization_type: '',
    virtualization_role: '',
    virtualization_tech_guest: [],
    virtualization_tech_host: [],
  }),
};
