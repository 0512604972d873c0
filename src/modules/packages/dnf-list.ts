import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWords } from '../commands/words.ts';
import type { Plan, Result } from '../contract.ts';
import { fail } from '../definition/failure.ts';
import type { RpmPackage } from './rpm-packages.ts';
import { compareRpmVersions } from './rpm-version.ts';

const FORMAT = '%{name} %{epoch} %{version} %{release} %{arch} %{repoid}';

const SELECTIONS: Readonly<Record<string, readonly string[]>> = {
  installed: ['--installed'],
  available: ['--available'],
  updates: ['--upgrades'],
  upgrades: ['--upgrades'],
};

/**
 * Plans `list`: packages by a word or a name, or the enabled repositories.
 * @param dnf the program with its options
 */
export async function listPackages(
  target: ReadTarget,
  dnf: readonly string[],
  what: string,
): Promise<Plan> {
  const repositories = what === 'repos' || what === 'repositories';
  const selection = SELECTIONS[what];
  const query = (...words: readonly string[]): readonly string[] => [
    ...['-q', 'repoquery', '--qf', FORMAT],
    ...words,
  ];
  const questions = repositories
    ? [['-q', 'repolist']]
    : selection === undefined
      ? [query('--installed', what), query('--available', what)]
      : [query(...selection)];
  const lines = questions.map((words, index) => `run q${index} ${quoteWords([...dnf, ...words])}`);
  const { stdout } = await target.query({
    shell: `${SECTION_FUNCTIONS}LC_ALL=C; export LC_ALL\n${lines.join('\n')}\nexit 0`,
  });
  const seen = new Sections(stdout);
  const answers = questions.flatMap((_, index) => {
    const rc = seen.rc(`q${index}`);
    if (rc !== 0) fail(seen.text(`q${index}.err`).trim(), { rc, results: [] });
    return seen.lines(`q${index}.out`);
  });
  const results = repositories
    ? answers.slice(1).map((line) => ({ repoid: line.split(/\s/)[0] ?? '', state: 'enabled' }))
    : answers
        .map(parsePackage)
        .sort((a, b) => (a.name === b.name ? compareRpmVersions(a, b) : a.name < b.name ? -1 : 1))
        .map(packageFields);
  return { changes: [], result: { changed: false, msg: '', results } };
}

type Listed = RpmPackage & { readonly repo: string };

function parsePackage(line: string): Listed {
  const [name = '', epoch = '', version = '', release = '', arch = '', repo = ''] = line.split(' ');
  return { name, epoch, version, release, arch, repo };
}

function packageFields({ name, epoch, version, release, arch, repo }: Listed): Result {
  const envra = `${epoch}:${name}-${version}-${release}.${arch}`;
  const yumstate = repo === '@System' ? 'installed' : 'available';
  return { name, arch, epoch, release, version, repo, envra, nevra: envra, yumstate };
}
