import type { ReadTarget } from '../../targets/types.ts';
import { failLacking } from '../definition/failure.ts';
import {
  type AvailablePackage,
  type InstalledPackage,
  nativeName,
  packageNames,
  providersOf,
  readCandidates,
} from './apt-state.ts';
import { compareDebianVersions } from './debian-version.ts';
import {
  expandSpecs,
  isPattern,
  matchesPattern,
  type PackageSpec,
  parsePackageSpec,
} from './package-spec.ts';

export interface SelectionOptions {
  readonly latest: boolean;
  readonly onlyUpgrade: boolean;
  readonly defaultRelease: string | null;
  /** The host's own. */
  readonly architecture: string;
}

/** What to hand to `apt-get install`, and all names for `apt-mark manual`. */
export interface Selection {
  readonly install: readonly string[];
  readonly names: readonly string[];
  /** Why nothing can be installed. */
  readonly problem?: string;
}

/** Which of the wanted packages apt-get has to install. @throws ModuleFailure for unknown packages */
export async function selectInstalls(
  target: ReadTarget,
  wanted: readonly string[],
  installed: ReadonlyMap<string, InstalledPackage>,
  options: SelectionOptions,
): Promise<Selection> {
  const specs = (await expandAll(target, wanted)).map(parsePackageSpec);
  // What is installed, without a version asked for, needs no look at apt's cache: that is the common case.
  const open = specs.filter(
    ({ name, version }) =>
      options.latest || version !== undefined || installed.get(name)?.status !== 'installed',
  );
  const names = specs.map(({ name }) => name);
  if (open.length === 0) return { install: [], names };
  const available = await readCandidates(
    target,
    open.map(({ name }) => nativeName(name, options.architecture)),
    options.defaultRelease,
  );
  const install: string[] = [];
  for (const spec of open) {
    const found = available.get(nativeName(spec.name, options.architecture));
    const package_ = installed.get(spec.name);
    const here = package_?.status === 'installed' ? package_.version : undefined;
    if (found === undefined && here === undefined) {
      const virtual = await virtualInstall(target, spec, installed);
      if (virtual !== undefined && !options.onlyUpgrade) install.push(virtual);
      continue;
    }
    if (here === undefined && options.onlyUpgrade) continue;
    const choice = chooseVersion(spec, here, found, options.latest);
    if (choice.problem !== undefined) return { install: [], names, problem: choice.problem };
    if (choice.install !== undefined) install.push(choice.install);
  }
  return { install, names };
}

async function expandAll(
  target: ReadTarget,
  wanted: readonly string[],
): Promise<readonly string[]> {
  const patterns = wanted.some((spec) => isPattern(parsePackageSpec(spec).name));
  return patterns ? expandSpecs(wanted, await packageNames(target)) : wanted;
}

/** Names of packages to remove. */
export async function selectRemovals(
  target: ReadTarget,
  wanted: readonly string[],
  installed: ReadonlyMap<string, InstalledPackage>,
  purge: boolean,
): Promise<string[]> {
  return (await expandAll(target, wanted)).filter((text) => {
    const spec = parsePackageSpec(text);
    const found = installed.get(spec.name);
    if (found === undefined) return false;
    if (found.status === 'installed' && satisfies(spec, found.version)) return true;
    return purge && (found.status === 'installed' || found.status === 'config-files');
  });
}

function satisfies({ comparison, version = '' }: PackageSpec, installed: string): boolean {
  if (comparison === '=') return matchesPattern(installed, version);
  return comparison === undefined || compareDebianVersions(installed, version) >= 0;
}

function chooseVersion(
  spec: PackageSpec,
  here: string | undefined,
  found: AvailablePackage | undefined,
  latest: boolean,
): { install?: string; problem?: string } {
  const { name, version, comparison } = spec;
  const best =
    comparison === '='
      ? found?.versions.find((candidate) => matchesPattern(candidate, version ?? ''))
      : found?.candidate;
  const suits = here !== undefined && satisfies(spec, here);
  const installable =
    here === undefined || (best !== undefined && best !== here && satisfies(spec, best))
      ? best
      : undefined;
  if (!suits && installable === undefined) {
    return { problem: `no available installation candidate for ${spec.text}` };
  }
  if (installable === undefined) return {};
  if (here === undefined || latest || !suits) return { install: `${name}=${installable}` };
  return comparison === '=' ? { install: `${name}=${version ?? ''}` } : {};
}

/** A package that only others provide: apt-get is to choose, unless the only provider is installed. */
async function virtualInstall(
  target: ReadTarget,
  { name, version }: PackageSpec,
  installed: ReadonlyMap<string, InstalledPackage>,
): Promise<string | undefined> {
  const providers = await providersOf(target, name);
  const [only] = providers;
  if (only === undefined) failLacking(`No package matching '${name}' is available`);
  if (providers.length === 1 && installed.get(only)?.status === 'installed') return undefined;
  return version === undefined ? name : `${name}=${version}`;
}
