import type { Collector, Facts } from './collector.ts';
import { DEVICE_FILES, DEVICE_SCRIPT, deviceFacts } from './devices.ts';
import { DMI_FILES, DMI_SCRIPT, dmiFacts } from './dmi.ts';
import { LVM_SCRIPT, lvmFacts } from './lvm.ts';
import { memoryFacts } from './memory.ts';
import { mountFacts, mountScript } from './mounts.ts';
import { PROCESSOR_SCRIPT, processorFacts } from './processor.ts';

/**
 * Processors, memory, firmware, devices, volumes and mounts of a Linux host.
 * @param timeout seconds that a network mount may take to answer
 */
export function linuxHardware(timeout: number): Collector {
  return {
    name: 'hardware',
    ids: ['processor', 'processor_cores', 'processor_count', 'mounts', 'devices'],
    requires: ['platform'],
    files: ['/proc/meminfo', '/proc/uptime', '/proc/self/status', ...DMI_FILES, ...DEVICE_FILES],
    script: [PROCESSOR_SCRIPT, DMI_SCRIPT, DEVICE_SCRIPT, LVM_SCRIPT, mountScript(timeout)].join(
      '\n',
    ),
    collect(seen, context): Facts {
      const uptime = seen.file('/proc/uptime');
      return {
        ...processorFacts(seen, context),
        ...memoryFacts(seen),
        ...dmiFacts(seen),
        ...deviceFacts(seen),
        ...(uptime === undefined ? {} : { uptime_seconds: Math.floor(Number.parseFloat(uptime)) }),
        ...lvmFacts(seen, context.platform.user.uid === 0),
        ...mountFacts(seen),
      };
    },
  };
}

/** Processors and memory of macOS, by sysctl. */
export const darwinHardware: Collector = {
  name: 'hardware',
  ids: ['processor', 'processor_cores', 'processor_count', 'mounts', 'devices'],
  requires: ['platform'],
  script: `s sysctl; sysctl hw machdep kern.osversion kern.osrevision kern.boottime; s vm_stat; vm_stat; s now; date +%s`,
  collect(seen) {
    const values = new Map(
      seen.sectionLines('sysctl').map((line) => {
        const at = line.search(/[:=]/);
        return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as const;
      }),
    );
    const pages = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(seen.section('vm_stat'))?.[1] ?? 0);
    const used = ['Pages wired down', 'Pages active', 'Pages inactive'].reduce(
      (sum, name) => sum + pages(name),
      0,
    );
    const total = Math.floor(Number(values.get('hw.memsize') ?? 0) / 1024 / 1024);
    const boot = /sec = (\d+)/.exec(values.get('kern.boottime') ?? '')?.[1];
    return {
      model: values.get('hw.model'),
      product_name: values.get('hw.model'),
      osversion: values.get('kern.osversion'),
      osrevision: values.get('kern.osrevision'),
      processor: values.get('machdep.cpu.brand_string'),
      processor_cores: values.get('machdep.cpu.core_count') ?? values.get('hw.physicalcpu'),
      processor_vcpus: values.get('hw.logicalcpu') ?? values.get('hw.ncpu') ?? '',
      memtotal_mb: total,
      memfree_mb: total - Math.floor((used * 4096) / 1024 / 1024),
      ...(boot === undefined ? {} : { uptime_seconds: Number(seen.section('now')) - Number(boot) }),
    };
  },
};
