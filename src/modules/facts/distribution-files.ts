import type { Facts } from './collector.ts';
import { debianFamily } from './distribution-debian.ts';
import { suse } from './distribution-suse.ts';
import type { Observation } from './observation.ts';
import { PRESENCE_DECIDES, RELEASE_FILE_ORDER } from './release-files.ts';

/** Facts that a distribution's own file gives; undefined when the file is another distribution's. */
type FileParser = (
  data: string,
  path: string,
  seen: Observation,
  guess: Facts,
) => Facts | undefined;

/** A distribution whose name is looked for in the file, else the file's first word is the name. */
const NAME_IN_FILE: Readonly<Record<string, string>> = {
  OracleLinux: 'Oracle Linux',
  RedHat: 'Red Hat',
  Altlinux: 'ALT',
  SMGL: 'Source Mage GNU/Linux',
};

const PARSERS: Readonly<Record<string, FileParser>> = {
  Slackware: (data) =>
    data.includes('Slackware')
      ? { distribution: 'Slackware', ...version(/\w+[.]\w+\+?/.exec(data)?.[0]) }
      : undefined,
  Amazon: amazon,
  OpenWrt: (data) =>
    data.includes('OpenWrt')
      ? {
          distribution: 'OpenWrt',
          ...version(/DISTRIB_RELEASE="(.*)"/.exec(data)?.[1]),
          ...release(/DISTRIB_CODENAME="(.*)"/.exec(data)?.[1]),
        }
      : undefined,
  Alpine: (data) => ({ distribution: 'Alpine', distribution_version: data }),
  Archlinux: (data) => (data.includes('Arch Linux') ? { distribution: 'Archlinux' } : undefined),
  SUSE: suse,
  Debian: debianFamily,
  Mandriva: (data) =>
    data.includes('Mandriva')
      ? {
          ...version(/DISTRIB_RELEASE="(.*)"/.exec(data)?.[1]),
          ...release(/DISTRIB_CODENAME="(.*)"/.exec(data)?.[1]),
          distribution: 'Mandriva',
        }
      : undefined,
  ClearLinux: clearLinux,
  Coreos: (data, _path, _seen, guess) =>
    String(guess.distribution).toLowerCase() === 'coreos'
      ? release(/^GROUP=(.*)/.exec(data)?.[1]?.replaceAll('"', ''))
      : undefined,
  Flatcar: flatcar,
  CentOS: (data) => {
    if (data.includes('CentOS Stream')) return { distribution_release: 'Stream' };
    return data.includes('TencentOS Server') ? { distribution: 'TencentOS' } : undefined;
  },
  NA: (data, _path, _seen, guess) => {
    const name = /^NAME=(.*)/m.exec(data)?.[1]?.replaceAll('"', '');
    const found = /^VERSION=(.*)/m.exec(data)?.[1]?.replaceAll('"', '');
    return {
      ...(name !== undefined ? { distribution: name } : {}),
      ...(guess.distribution_version === 'NA' ? version(found) : {}),
    };
  },
};

/** Looks through the release files in order; the first one that its parser accepts decides. */
export function distributionFiles(seen: Observation, guess: Facts): Facts {
  const present = new Set(seen.sectionLines('release_files'));
  for (const [path, name] of RELEASE_FILE_ORDER) {
    if (!present.has(path)) continue;
    const facts = {
      distribution: name,
      distribution_file_path: path,
      distribution_file_variety: name,
    };
    if (PRESENCE_DECIDES.has(path) && (name === 'VMwareESX' || name === 'Archlinux')) return facts;
    const text = seen.file(path);
    if (text === undefined) continue;
    const parsed = parseFile(name, stripQuotes(text), path, seen, guess);
    if (parsed !== undefined) return { ...facts, distribution_file_parsed: true, ...parsed };
  }
  return {};
}

function parseFile(
  name: string,
  data: string,
  path: string,
  seen: Observation,
  guess: Facts,
): Facts | undefined {
  const wanted = NAME_IN_FILE[name];
  if (wanted === undefined) return PARSERS[name]?.(data, path, seen, guess);
  return data.includes(wanted)
    ? { distribution: name, distribution_file_search_string: wanted }
    : { distribution: data.split(/\s+/)[0] ?? name };
}

function stripQuotes(text: string): string {
  return text.replace(/^['"\\]+|['"\\]+$/g, '');
}

function version(found: string | undefined): Facts {
  return found === undefined ? {} : { distribution_version: found };
}

function release(found: string | undefined): Facts {
  return found === undefined ? {} : { distribution_release: found };
}

function amazon(data: string, path: string): Facts | undefined {
  if (!data.includes('Amazon')) return undefined;
  if (path !== '/etc/os-release') {
    const found = data.split(/\s+/).find((word) => /^\d+$/.test(word));
    return { distribution: 'Amazon', distribution_version: found ?? 'NA' };
  }
  const found = /VERSION_ID="(.*)"/.exec(data)?.[1];
  if (found === undefined) return { distribution: 'Amazon' };
  const [major, minor] = found.split('.');
  return {
    distribution: 'Amazon',
    distribution_version: found,
    distribution_major_version: major,
    distribution_minor_version: minor ?? 'NA',
  };
}

function clearLinux(data: string): Facts | undefined {
  const name = /NAME="(.*)"/.exec(data)?.[1];
  if (name !== undefined && !name.includes('Clear Linux')) return undefined;
  const found = /VERSION_ID=(.*)/.exec(data)?.[1];
  return {
    ...(name !== undefined ? { distribution: name } : {}),
    ...(found !== undefined
      ? { distribution_major_version: found, distribution_version: found }
      : {}),
    ...release(/ID=(.*)/.exec(data)?.[1]),
  };
}

function flatcar(data: string, _path: string, _seen: Observation, guess: Facts): Facts | undefined {
  if (String(guess.distribution).toLowerCase() !== 'flatcar') return undefined;
  const found = /VERSION=(.*)/.exec(data)?.[1]?.replaceAll('"', '');
  return found === undefined
    ? {}
    : { distribution_major_version: found.split('.')[0], distribution_version: found };
}
