import type { Collector, Facts } from './collector.ts';

const NAME_KEYS: ReadonlySet<string> = new Set([
  'model name',
  'Processor',
  'vendor_id',
  'cpu',
  'Vendor',
  'processor',
]);

/** /proc/cpuinfo; `flags` is only looked at on Xen. */
export const PROCESSOR_SCRIPT = `s xen; if [ -e /proc/xen ] || grep -qx xen /sys/hypervisor/type; then printf 'xen\\n'; fl='|flags'; else fl=; fi
[ -r /proc/cpuinfo ] && { s cpuinfo; grep -E "^(model name|Processor|vendor_id|cpu|Vendor|processor|physical id|core id|cpu cores|siblings|# processors|ncpus active|machine$fl)[ 	]*:" /proc/cpuinfo; }`;

interface CpuCounts {
  names: string[];
  count: number;
  vendors: number;
  models: number;
  processors: number;
  sockets: Map<string, number>;
  cores: Map<string, number>;
  paravirtual: boolean;
}

/** The facts processor, processor_cores, processor_count … */
export const processorFacts: Collector['collect'] = (seen, { platform }) => {
  const text = seen.section('cpuinfo');
  if (text === '') return {};
  const xen = seen.section('xen').trim() === 'xen';
  const counts = countProcessors(text, xen);
  const facts: Facts = { processor: counts.names };
  let total = counts.count;
  if (counts.vendors > 0 && counts.vendors === counts.models) total = counts.vendors;
  if (/^(armv|aarch|ppc)/.test(platform.machine)) total = counts.processors;
  if (platform.machine === 's390x') return facts;
  if (counts.paravirtual) {
    return {
      ...facts,
      processor_count: total,
      processor_cores: total,
      processor_threads_per_core: 1,
      processor_vcpus: total,
    };
  }
  const sockets = counts.sockets.size > 0 ? counts.sockets.size : total;
  const cores = [...counts.sockets.values()][0] || 1;
  const threads = Math.floor(([...counts.cores.values()][0] ?? 1) / cores);
  return {
    ...facts,
    processor_count: sockets,
    processor_cores: cores,
    processor_threads_per_core: threads,
    processor_vcpus: threads * sockets * cores,
    processor_nproc: allowedProcessors(seen.file('/proc/self/status')) ?? counts.processors,
  };
};

function countProcessors(text: string, xen: boolean): CpuCounts {
  const counts: CpuCounts = {
    names: [],
    count: 0,
    vendors: 0,
    models: 0,
    processors: 0,
    sockets: new Map(),
    cores: new Map(),
    paravirtual: false,
  };
  let socket = '0';
  let core = '0';
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (NAME_KEYS.has(key)) {
      counts.names.push(value);
      counts.count++;
      if (key === 'vendor_id') counts.vendors++;
      else if (key === 'model name') counts.models++;
      else if (key === 'processor') counts.processors++;
    } else if (key === 'physical id') {
      socket = value;
      if (!counts.sockets.has(socket)) counts.sockets.set(socket, 1);
    } else if (key === 'core id') {
      core = value;
      if (!counts.sockets.has(core)) counts.cores.set(core, 1);
    } else if (key === 'cpu cores') counts.sockets.set(socket, Number(value));
    else if (key === 'siblings') counts.cores.set(core, Number(value));
    else if (key === 'ncpus active') counts.count = Number(value);
    else if (key === 'flags' && xen && !value.includes('vme')) counts.paravirtual = true;
  }
  return counts;
}

/** Processors that processes may run on (sched_getaffinity), from `Cpus_allowed_list: 0-3,8`. */
function allowedProcessors(status: string | undefined): number | undefined {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status ?? '')?.[1];
  if (list === undefined) return undefined;
  let total = 0;
  for (const range of list.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number);
    total += last - first + 1;
  }
  return total;
}
