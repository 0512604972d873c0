import type { Facts } from './collector.ts';
import type { Observation } from './observation.ts';

/** SUSE's distributions: os-release of today, SuSE-release of old. */
export function suse(
  data: string,
  path: string,
  seen: Observation,
  guess: Facts,
): Facts | undefined {
  if (!data.toLowerCase().includes('suse')) return undefined;
  const facts = path === '/etc/os-release' ? fromOsRelease(data) : fromSuseRelease(data, guess);
  return seen.section('baseproduct').trim().endsWith('SLES_SAP.prod')
    ? { ...facts, distribution: 'SLES_SAP' }
    : facts;
}

function fromOsRelease(data: string): Facts {
  const facts: Facts = {};
  const name = /^NAME=(.*)/m.exec(data)?.[1];
  if (name !== undefined) facts.distribution = name.replaceAll('"', '');
  const version = /^VERSION_ID="?([0-9]+\.?[0-9]*)"?/m.exec(data)?.[1];
  if (version !== undefined) {
    facts.distribution_version = version;
    facts.distribution_major_version = version.split('.')[0];
  }
  const release = /^VERSION_ID="?[0-9]+\.?([0-9]*)"?/m.exec(data)?.[1];
  const lower = data.toLowerCase();
  if (release !== undefined && lower.includes('open')) facts.distribution_release = release;
  else if (release !== undefined && lower.includes('enterprise')) {
    facts.distribution_release = release === '' ? '0' : release;
  }
  return facts;
}

function fromSuseRelease(data: string, guess: Facts): Facts {
  const first = data.split('\n')[0]?.split(/\s+/)[0];
  if (data.toLowerCase().includes('open')) {
    const release = /CODENAME *= *([^\n]+)/.exec(data)?.[1]?.trim();
    return {
      distribution: first,
      ...(release !== undefined ? { distribution_release: release } : {}),
    };
  }
  if (!data.toLowerCase().includes('enterprise')) return {};
  const patch = /PATCHLEVEL = ([0-9]+)/.exec(data)?.[1];
  return {
    ...(data.includes('Server') ? { distribution: 'SLES' } : {}),
    ...(!data.includes('Server') && data.includes('Desktop') ? { distribution: 'SLED' } : {}),
    ...(patch !== undefined
      ? {
          distribution_release: patch,
          distribution_version: `${String(guess.distribution_version)}.${patch}`,
        }
      : {}),
  };
}
