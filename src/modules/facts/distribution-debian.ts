import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

/** Debian and its descendants, told apart by a word in os-release or lsb-release. */
export function debianFamily(data: string, path: string, seen: Observation): Facts | undefined {
  if (data.includes('Debian') || data.includes('Raspbian')) return debian(data, seen);
  if (data.includes('Ubuntu')) return { distribution: 'Ubuntu' };
  if (data.includes('SteamOS')) return { distribution: 'SteamOS' };
  if (
    (path === '/etc/lsb-release' || path === '/etc/os-release') &&
    (data.includes('Kali') || data.includes('Parrot'))
  ) {
    const release = /DISTRIB_RELEASE=(.*)/.exec(data)?.[1];
    return {
      distribution: data.includes('Kali') ? 'Kali' : 'Parrot',
      ...(release !== undefined ? { distribution_release: release } : {}),
    };
  }
  if (data.includes('Devuan')) {
    return {
      distribution: 'Devuan',
      ...releaseFact(/PRETTY_NAME="?[^("]+ \(?([^) "]+)\)?/.exec(data)?.[1]),
      ...versionFacts(/VERSION_ID="(.*)"/.exec(data)?.[1], (version) => version),
    };
  }
  if (data.includes('Cumulus')) {
    return {
      distribution: 'Cumulus Linux',
      ...versionFacts(/VERSION_ID=(.*)/.exec(data)?.[1]),
      ...releaseFact(/VERSION="(.*)"/.exec(data)?.[1]),
    };
  }
  const version = versionFacts(/VERSION_ID="(.*)"/.exec(data)?.[1]);
  if (data.includes('Mint')) return { distribution: 'Linux Mint', ...version };
  const codename = releaseFact(/VERSION_CODENAME="?([^"]+)"?/.exec(data)?.[1]);
  if (/UOS|Uos|uos/.test(data)) return { distribution: 'Uos', ...codename, ...version };
  if (/[Dd]eepin/.test(data)) return { distribution: 'Deepin', ...codename, ...version };
  return undefined;
}

function debian(data: string, seen: Observation): Facts {
  const minor = seen
    .lines('/etc/debian_version')
    .map((line) => /\d+\.(\d+)/.exec(line)?.[1])
    .findLast((found) => found !== undefined);
  return {
    distribution: 'Debian',
    ...releaseFact(/PRETTY_NAME=[^(]+ \(?([^)]+?)\)/.exec(data)?.[1]),
    ...(minor !== undefined ? { distribution_minor_version: minor } : {}),
  };
}

function releaseFact(release: string | undefined): Facts {
  return release === undefined ? {} : { distribution_release: release };
}

function versionFacts(
  version: string | undefined,
  major: (version: string) => string | undefined = (whole) => whole.split('.')[0],
): Facts {
  return version === undefined
    ? {}
    : { distribution_version: version, distribution_major_version: major(version) };
}
