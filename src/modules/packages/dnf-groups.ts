import type { ReadTarget } from '../../targets/types.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import { quoteWords } from '../commands/words.ts';
import { fail } from '../definition/failure.ts';

/** What `@name` stands for. */
export interface DnfGroup {
  readonly text: string;
  readonly kind: 'module' | 'group' | 'environment';
  /** A group's id. */
  readonly id: string;
  /** A module's stream is enabled. */
  readonly enabled: boolean;
}

/**
 * Looks up what names with `@` stand for: a module comes before a group.
 * @param dnf the program with its options
 * @throws ModuleFailure where there is nothing of the name
 */
export async function findGroups(
  target: ReadTarget,
  dnf: readonly string[],
  names: readonly string[],
): Promise<DnfGroup[]> {
  if (names.length === 0) return [];
  const ask = (section: string, ...words: readonly string[]): string =>
    `run ${section} ${quoteWords([...dnf, ...words])}`;
  const script = names.flatMap((name, index) => [
    ask(`module${index}`, '-q', 'module', 'list', name.split('/')[0] ?? name),
    ask(`enabled${index}`, '-q', 'module', 'list', '--enabled', name.split('/')[0] ?? name),
    ask(`group${index}`, '-v', 'group', 'info', name),
  ]);
  const { stdout } = await target.query({
    shell: `${SECTION_FUNCTIONS}LC_ALL=C; export LC_ALL\n${script.join('\n')}\nexit 0`,
  });
  const seen = new Sections(stdout);
  return names.map((name, index) => {
    if (seen.rc(`module${index}`) === 0) {
      return { text: name, kind: 'module', id: name, enabled: seen.rc(`enabled${index}`) === 0 };
    }
    const info = seen.text(`group${index}.out`);
    const id = /^\s*Group-Id: (.*)$/m.exec(info)?.[1];
    if (id !== undefined) return { text: name, kind: 'group', id, enabled: false };
    const environment = /^\s*Environment-Id: (.*)$/m.exec(info)?.[1];
    if (environment === undefined) fail(`No group ${name} available.`, { results: [] });
    return { text: name, kind: 'environment', id: environment, enabled: false };
  });
}
