import type { Command } from '../../targets/types.ts';
import { succeeded } from '../commands/program.ts';
import { SECTION_FUNCTIONS, Sections } from '../commands/sections.ts';
import type { StepOutcome } from '../commands/steps.ts';
import { quoteWord } from '../commands/words.ts';

/** What pacman knows of the host's packages and of those that could be had. */
export interface PacmanInventory {
  readonly installed: ReadonlyMap<string, string>;
  readonly available: ReadonlyMap<string, string>;
  /** Members of the groups that could be had. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly upgradable: ReadonlyMap<string, { readonly current: string; readonly latest: string }>;
  /** `explicit` or `dependency`. */
  readonly reasons: ReadonlyMap<string, string>;
}

const QUESTIONS: Readonly<Record<string, string>> = {
  installed: '--query',
  available: '--sync --list',
  groups: '--sync --groups --groups',
  upgrades: '--query --upgrades',
  explicit: '--query --explicit',
  dependency: '--query --deps',
};

/** Asks all of it in one round trip. */
export function inventoryCommand(program: string): Command {
  const runs = Object.entries(QUESTIONS).map(
    ([name, options]) => `run ${name} ${quoteWord(program)} ${options}`,
  );
  return { shell: [SECTION_FUNCTIONS, ...runs].join('\n'), env: { LC_ALL: 'C' } };
}

/**
 * Reads what inventoryCommand brought.
 * @param refuse ends the module where the list of upgrades makes no sense
 * @throws ModuleFailure when a question failed
 */
export function readInventory(
  output: Buffer,
  program: string,
  refuse: (msg: string, outcome: Partial<StepOutcome>) => never,
): PacmanInventory {
  const sections = new Sections(output);
  const lines = (name: string): string[][] => {
    const outcome = outcomeIn(sections, name);
    if (name !== 'upgrades') {
      succeeded([program, ...(QUESTIONS[name] ?? '').split(' ')], outcome);
    }
    return outcome.stdout
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => line.split(/\s+/));
  };
  const upgrades = outcomeIn(sections, 'upgrades');
  if (upgrades.rc !== 0 && !(upgrades.rc === 1 && upgrades.stdout === '')) {
    refuse("Couldn't get list of packages available for upgrade", upgrades);
  }
  const groups = new Map<string, string[]>();
  for (const [group = '', name = ''] of lines('groups')) {
    groups.set(group, [...(groups.get(group) ?? []), name]);
  }
  const upgradable = lines('upgrades')
    .filter((words) => !words.includes('[ignored]'))
    .map((words) => {
      if (words.length !== 4) refuse(`Invalid line: ${words.join(' ')}`, {});
      const [name = '', current = '', , latest = ''] = words;
      return [name, { current, latest }] as const;
    });
  return {
    installed: new Map(lines('installed').map(([name = '', version = '']) => [name, version])),
    available: new Map(lines('available').map(([, name = '', version = '']) => [name, version])),
    groups,
    upgradable: new Map(upgradable),
    reasons: new Map([
      ...lines('explicit').map(([name = '']) => [name, 'explicit'] as const),
      ...lines('dependency').map(([name = '']) => [name, 'dependency'] as const),
    ]),
  };
}

function outcomeIn(sections: Sections, name: string): StepOutcome {
  const stderr = sections.text(`${name}.err`);
  return {
    rc: sections.rc(name),
    stdout: sections.text(`${name}.out`),
    stderr: stderr === '' ? '' : `${stderr}\n`,
  };
}
