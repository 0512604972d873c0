import type { Json } from '../contract.ts';
import type { Facts } from './collector.ts';
import { type Links, linksIn } from './listing.ts';
import type { Observation } from './observation.ts';

export const DEVICE_FILES: readonly string[] = [
  ...['vendor', 'model', 'sas_address', 'sas_device_handle', 'serial'].map(
    (name) => `/sys/block/*/device/${name}`,
  ),
  ...['removable', 'size', 'queue/discard_granularity', 'queue/rotational', 'queue/scheduler'].map(
    (name) => `/sys/block/*/${name}`,
  ),
  '/sys/block/*/queue/logical_block_size',
  '/sys/block/*/queue/hw_sector_size',
  '/sys/block/*/*/start',
  '/sys/block/*/*/size',
  '/sys/block/*/*/queue/logical_block_size',
  '/sys/block/*/holders/*/dm/name',
  '/sys/block/*/*/holders/*/dm/name',
];

/** Listings with link targets; unsorted, as the kernel gives them, where ls can. */
export const DEVICE_SCRIPT = `s links; ls -lU /sys/block/ /dev/disk/by-id/ /dev/disk/by-uuid/ /dev/disk/by-label/ || ls -l /sys/block/ /dev/disk/by-id/ /dev/disk/by-uuid/ /dev/disk/by-label/
s tree; for f in /sys/block/*/slaves/* /sys/block/*/holders/* /sys/block/*/*/holders/*; do e "$f"; done
has lspci && { s lspci; lspci -D; }
has sg_inq && { for f in /sys/block/*; do s "sg_inq \${f##*/}"; sg_inq "/dev/\${f##*/}"; done; }`;

interface DeviceLinks {
  readonly ids: Links;
  readonly labels: Links;
  readonly masters: Links;
  readonly uuids: Links;
}

/** The facts devices and device_links. */
export function deviceFacts(seen: Observation): Facts {
  const listing = seen.section('links');
  const blocks = linksIn(listing, '/sys/block');
  const byId = linksIn(listing, '/dev/disk/by-id');
  const uuids = linksIn(listing, '/dev/disk/by-uuid');
  const tree = seen.sectionLines('tree');
  const links: DeviceLinks = {
    ids: namesByTarget(byId),
    labels: namesByTarget(linksIn(listing, '/dev/disk/by-label')),
    masters: mastersOf(tree),
    uuids: namesByTarget(uuids),
  };
  const serialTools = new Map(seen.sectionsStarting('sg_inq '));
  const partitions = partitionsOf(seen);
  const devices: Record<string, Json> = {};
  for (const [block, targets] of Object.entries(blocks)) {
    const path = targets[0] ?? block;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const sys = `/sys/block/${block}`;
    const text = (file: string): string | null => seen.file(`${sys}/${file}`) ?? null;
    const sectors = text('size');
    const serial =
      serialTools.size > 0
        ? /(?:Unit serial|Serial) number:\s+(\w+)/.exec(serialTools.get(block) ?? '')?.[1]
        : text('device/serial');
    const wwn = Object.entries(byId).find(
      ([link, [target]]) => link.startsWith('wwn-') && target?.split('/').at(-1) === name,
    )?.[0];
    devices[name] = {
      virtual: 1,
      links: linksOf(links, block),
      vendor: text('device/vendor'),
      model: text('device/model'),
      sas_address: text('device/sas_address'),
      sas_device_handle: text('device/sas_device_handle'),
      ...(serial ? { serial } : {}),
      removable: text('removable'),
      support_discard: text('queue/discard_granularity'),
      ...(wwn !== undefined ? { wwn: wwn.slice(4) } : {}),
      partitions: Object.fromEntries(
        (partitions.get(block) ?? [])
          .filter((part) => new RegExp(`${escapePattern(name)}p?\\d+`).test(part))
          .map((part) => [part, partition(seen, `${sys}/${part}`, part, links, tree, uuids)]),
      ),
      rotational: text('queue/rotational'),
      scheduler_mode: /\[(.*)\]/.exec(text('queue/scheduler') ?? '')?.[1] ?? '',
      sectors: sectors ?? 0,
      sectorsize: text('queue/logical_block_size') ?? text('queue/hw_sector_size') ?? 512,
      size: humanSize(Number(sectors ?? 0) * 512),
      host: pciHost(path, seen.section('lspci')),
      holders: holdersOf(seen, sys, tree),
    };
  }
  return { devices, device_links: { ...links } };
}

function partition(
  seen: Observation,
  sys: string,
  name: string,
  links: DeviceLinks,
  tree: readonly string[],
  uuids: Links,
): Json {
  const sectors = seen.file(`${sys}/size`);
  const uuid = Object.entries(uuids).find(([, [target]]) => target?.split('/').at(-1) === name);
  return {
    links: linksOf(links, name),
    start: seen.file(`${sys}/start`) ?? 0,
    sectors: sectors ?? 0,
    sectorsize: seen.file(`${sys}/queue/logical_block_size`) ?? 512,
    size: humanSize(Number(sectors ?? 0) * 512),
    uuid: uuid?.[0] ?? null,
    holders: holdersOf(seen, sys, tree),
  };
}

function linksOf(links: DeviceLinks, name: string): Json {
  return {
    ids: links.ids[name] ?? [],
    labels: links.labels[name] ?? [],
    masters: links.masters[name] ?? [],
    uuids: links.uuids[name] ?? [],
  };
}

function namesByTarget(links: Links): Links {
  const names: Record<string, string[]> = {};
  for (const [name, [target]] of Object.entries(links)) {
    const device = target?.split('/').at(-1);
    if (device !== undefined) names[device] = [...(names[device] ?? []), name];
  }
  for (const list of Object.values(names)) list.sort();
  return names;
}

function mastersOf(tree: readonly string[]): Links {
  const masters: Record<string, string[]> = {};
  for (const path of tree) {
    const match = /^\/sys\/block\/([^/]+)\/slaves\/([^/]+)$/.exec(path);
    if (match?.[1] !== undefined && match[2] !== undefined)
      masters[match[2]] = [...(masters[match[2]] ?? []), match[1]];
  }
  for (const list of Object.values(masters)) list.sort();
  return masters;
}

function partitionsOf(seen: Observation): Map<string, string[]> {
  const partitions = new Map<string, string[]>();
  for (const [[, block = '', part = '']] of seen.filesMatching(
    /^\/sys\/block\/([^/]+)\/([^/]+)\/start$/,
  )) {
    partitions.set(block, [...(partitions.get(block) ?? []), part]);
  }
  return partitions;
}

function holdersOf(seen: Observation, sys: string, tree: readonly string[]): string[] {
  const prefix = `${sys}/holders/dm-`;
  return tree
    .filter((path) => path.startsWith(prefix))
    .map((path) => seen.file(`${path}/dm/name`) ?? path.slice(path.lastIndexOf('/') + 1));
}

function pciHost(path: string, lspci: string): string {
  const id = /.+\/([a-f0-9]{4}:[a-f0-9]{2}:[0|1][a-f0-9]\.[0-7])\//.exec(path)?.[1];
  if (id === undefined || lspci === '') return '';
  return new RegExp(`^${escapePattern(id)}\\s(.*)$`, 'm').exec(lspci)?.[1] ?? '';
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const UNITS: readonly (readonly [suffix: string, size: number])[] = [
  ['YB', 2 ** 80],
  ['ZB', 2 ** 70],
  ['EB', 2 ** 60],
  ['PB', 2 ** 50],
  ['TB', 2 ** 40],
  ['GB', 2 ** 30],
  ['MB', 2 ** 20],
  ['KB', 2 ** 10],
];

/** `256.00 GB` */
function humanSize(bytes: number): string {
  const unit = UNITS.find(([, size]) => bytes >= size);
  return unit === undefined
    ? `${bytes.toFixed(2)} Bytes`
    : `${(bytes / unit[1]).toFixed(2)} ${unit[0]}`;
}
