import type { ReadTarget } from '../../targets/types.ts';
import { quoteWord, quoteWords } from '../commands/words.ts';
import type { ModuleContext } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import { fnmatchRegExp } from '../files/fnmatch.ts';
import type { DnfArguments } from './dnf-arguments.ts';
import { type DnfGroup, findGroups } from './dnf-groups.ts';
import { isInstalled, isNewerInstalled, packageText, type RpmPackage } from './rpm-packages.ts';

/** What dnf is to do. */
export interface DnfWork {
  /** Its subcommand with packages; undefined where rpm's database shows that nothing is to be done. */
  readonly words: readonly string[] | undefined;
  /** A second subcommand, once the first has succeeded. */
  readonly after?: readonly string[];
  /** What the result tells besides packages. */
  readonly results: readonly string[];
}

interface Wanted {
  readonly specs: readonly string[];
  readonly groups: readonly DnfGroup[];
  readonly files: readonly string[];
}

type DnfContext = ModuleContext<DnfArguments>;

/**
 * Chooses what to have dnf do for the names.
 * @param dnf the program with its options
 * @throws ModuleFailure where a group isn't there, or a file is to be removed
 */
export async function chooseWork(
  { args, target }: DnfContext,
  dnf: readonly string[],
  names: readonly string[],
  packages: readonly RpmPackage[],
): Promise<DnfWork> {
  const excluded = args.exclude.map(patternOf);
  const installed = packages.filter((one) => !excluded.some((matches) => matches(one)));
  const advisory = [...(args.security ? ['--security'] : []), ...(args.bugfix ? ['--bugfix'] : [])];
  const state = args.state ?? (args.autoremove ? 'absent' : 'present');
  if (names.length === 0) {
    return { words: args.autoremove ? ['autoremove'] : undefined, results: [] };
  }
  if (state === 'latest' && names.length === 1 && names[0] === '*') {
    return { words: ['upgrade', ...advisory], results: [] };
  }
  const wanted = await wantedOf(target, dnf, names);
  if (state === 'absent' || state === 'removed') {
    const specs = await knownToRpm(target, args.installroot, wanted.specs, installed);
    return removal({ ...wanted, specs }, installed);
  }
  return state === 'latest'
    ? upgrade(args, wanted, installed, advisory)
    : installation(args, wanted, installed);
}

async function wantedOf(
  target: ReadTarget,
  dnf: readonly string[],
  names: readonly string[],
): Promise<Wanted> {
  const isFile = (name: string): boolean => name.includes('://') || name.endsWith('.rpm');
  const isPath = (name: string): boolean => !isFile(name) && name.startsWith('/');
  const isGroup = (name: string): boolean =>
    !isFile(name) && !isPath(name) && (name.startsWith('@') || name.includes('/'));
  const provided = await Promise.all(
    names.filter(isPath).map((path) => providerOf(target, dnf, path)),
  );
  const groups = names.filter(isGroup).map((name) => name.slice(1).trim());
  return {
    specs: [
      ...names.filter((name) => !isFile(name) && !isPath(name) && !isGroup(name)),
      ...provided.filter((name) => name !== undefined),
    ],
    groups: await findGroups(target, dnf, groups),
    files: names.filter(isFile),
  };
}

/** Name of a package that has the file; where none does, the name is passed over. */
async function providerOf(
  target: ReadTarget,
  dnf: readonly string[],
  path: string,
): Promise<string | undefined> {
  const { stdout } = await target.query({
    argv: [...dnf, '-q', 'repoquery', '--whatprovides', path, '--qf', '%{name}'],
    env: { LC_ALL: 'C' },
  });
  return stdout.toString().split('\n')[0]?.trim() || undefined;
}

const called = (groups: readonly DnfGroup[]): string[] => groups.map(({ text }) => `@${text}`);

function installation(
  args: DnfArguments,
  { specs, groups, files }: Wanted,
  installed: readonly RpmPackage[],
): DnfWork {
  const missing = specs.filter(
    (spec) =>
      !isInstalled(spec, installed) && (args.allow_downgrade || !isNewerInstalled(spec, installed)),
  );
  const versioned = specs.filter(
    (spec) => args.allow_downgrade && isNewerInstalled(spec, installed),
  );
  const results = [
    ...files.map((file) => `Installed ${file}`),
    ...groups.flatMap(({ kind, id, enabled }) => {
      if (kind === 'module') return enabled ? [] : [`Module ${id} installed.`];
      return kind === 'group' ? [`Group ${id} installed.`] : [];
    }),
  ];
  const words = [...new Set([...missing, ...versioned, ...files, ...called(groups)])];
  return { words: words.length === 0 ? undefined : ['install', ...words], results };
}

function upgrade(
  args: DnfArguments,
  { specs, groups, files }: Wanted,
  installed: readonly RpmPackage[],
  advisory: readonly string[],
): DnfWork {
  const there = specs.filter((spec) => isInstalled(spec, installed));
  const others = specs.filter(
    (spec) => !there.includes(spec) && (args.allow_downgrade || !isNewerInstalled(spec, installed)),
  );
  const results = [
    ...files.map((file) => `Installed ${file}`),
    ...groups.flatMap(({ kind, id, enabled }) => {
      if (kind === 'module') return enabled ? [`Module ${id} upgraded.`] : [];
      return kind === 'group' ? [`Group ${id} upgraded.`] : [];
    }),
    ...(args.update_only
      ? others.map(
          (spec) => `Packages providing ${spec} not installed due to update_only specified`,
        )
      : []),
  ];
  const best = args.nobest ? [] : ['--setopt=best=1'];
  const known = [...there, ...called(groups)];
  const fresh = [...files, ...(args.update_only ? [] : others)];
  if (fresh.length > 0) return { words: ['install', ...best, ...known, ...fresh], results };
  return {
    words: known.length === 0 ? undefined : ['upgrade', ...best, ...advisory, ...known],
    results,
  };
}

function removal({ specs, groups, files }: Wanted, installed: readonly RpmPackage[]): DnfWork {
  if (files.length > 0) {
    fail('Cannot remove paths -- please specify package name.', { results: [] });
  }
  const results: string[] = groups.flatMap(({ kind, id, enabled }) =>
    kind === 'module' && enabled ? [`Module ${id} removed.`] : [],
  );
  const words: string[] = [];
  for (const spec of specs) {
    if (!spec.includes('*') || installed.some(patternOf(spec))) words.push(spec);
    else results.push(`${spec} is not installed`);
  }
  words.push(...called(groups));
  const modules = groups.filter(({ kind }) => kind === 'module').map(({ text }) => text);
  return {
    words: words.length === 0 || installed.length === 0 ? undefined : ['remove', ...words],
    ...(modules.length > 0 && { after: ['module', 'reset', ...modules] }),
    results,
  };
}

/** Whether a package is meant by a pattern: of its name, or of its name with version and architecture. */
function patternOf(text: string): (one: RpmPackage) => boolean {
  const pattern = fnmatchRegExp(text);
  return (one) => pattern.test(one.name) || pattern.test(packageText(one));
}

/** Those of the specs that rpm may know: by name, by version, or by what a package provides. */
async function knownToRpm(
  target: ReadTarget,
  root: string,
  specs: readonly string[],
  installed: readonly RpmPackage[],
): Promise<string[]> {
  const open = specs.filter((spec) => !/[*<>=]/.test(spec) && !isInstalled(spec, installed));
  if (open.length === 0) return [...specs];
  const rpm = quoteWords(['rpm', ...(root === '/' ? [] : ['--root', root]), '-q', '--quiet']);
  const lines = open
    .map(quoteWord)
    .map(
      (spec) =>
        `${rpm} ${spec} 2>/dev/null || ${rpm} --whatprovides ${spec} >/dev/null 2>&1 && echo ${spec}`,
    );
  const { stdout } = await target.query({ shell: `${lines.join('\n')}\nexit 0` });
  const found = new Set(stdout.toString().split('\n'));
  return specs.filter((spec) => !open.includes(spec) || found.has(spec));
}
