import type { StepOutcome } from '../commands/steps.ts';
import { xmlText } from '../commands/xml-text.ts';
import { fail } from '../definition/failure.ts';

/** A package as a task names it: `+` or `-`, the name, `>=1.2`. */
export interface WantedPackage {
  readonly prefix: string;
  readonly name: string;
  readonly version: string;
}

/** What zypper tells of a package: its versions, and what becomes of it (`to-install`, `to-upgrade` …). */
interface ZypperPackage {
  readonly version: string;
  readonly oldVersion: string;
  readonly group: string;
}

export type ZypperPackages = ReadonlyMap<string, ZypperPackage>;

/** Sorts names into packages, with a prefix each, and files or URLs. */
export function wantedPackages(
  names: readonly string[],
  prefix: '+' | '-',
): { packages: WantedPackage[]; urls: string[] } {
  const isUrl = (name: string): boolean => name.includes('://') || name.endsWith('.rpm');
  return {
    urls: names.filter(isUrl),
    packages: names.filter((name) => !isUrl(name)).map((name) => readName(name, prefix)),
  };
}

function readName(text: string, fallback: string): WantedPackage {
  const [, mark = '', rest = ''] = /^([-~+]?)(.*)$/s.exec(text) ?? [];
  const [, name = rest, version = ''] = /^(.*?)((?:<=|>=|<|>|=)[0-9.-]*)?$/.exec(rest) ?? [];
  return { prefix: mark === '~' ? '-' : mark || fallback, name, version };
}

const GOOD = [0, 102, 103, 106];

/**
 * Reads zypper's XML.
 * @param search whether nothing found is no failure
 * @param earlier packages of the run before, when zypper wanted to be run again
 * @throws ModuleFailure
 */
export function readZypper(
  { rc, stdout, stderr }: StepOutcome,
  cmd: readonly string[],
  search: boolean,
  earlier: ZypperPackages = new Map(),
): ZypperPackages {
  const told = { rc, stdout, stderr, cmd };
  const fault = faultIn(stdout);
  if (fault !== null) fail(`Failed to parse zypper xml output: ${fault}`, told);
  if (rc === 104) {
    if (search) return new Map();
    const messages = [...stdout.matchAll(/<message\b[^>]*>([^<]*)<\/message>/g)];
    fail(xmlText(messages.at(-1)?.[1] ?? ''), told);
  }
  if (!GOOD.includes(rc)) fail(`Zypper run command failed with return code ${rc}.`, told);
  const packages = new Map(earlier);
  const parents: string[] = [];
  for (const [, end, name = '', attributes = '', closed] of stdout.matchAll(
    /<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (end) parents.pop();
    else if (name === 'solvable') {
      const value = attributesOf(attributes);
      packages.set(value('name'), {
        version: value('edition'),
        oldVersion: value('edition-old'),
        group: parents.at(-1) ?? '',
      });
    }
    if (!end && !closed) parents.push(name);
  }
  return packages;
}

/** Why the text is no XML at all, in the words of Python's parser. */
function faultIn(text: string): string | null {
  if (text.trim() === '') return `no element found: line ${text.split('\n').length}, column 0`;
  return text.trimStart().startsWith('<') ? null : 'syntax error: line 1, column 0';
}

function attributesOf(text: string): (name: string) => string {
  const found = new Map(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      xmlText(value),
    ]),
  );
  return (name) => found.get(name) ?? '';
}

/** What has changed, as the diff tells it. */
export function changedPackages(packages: ZypperPackages | null): string {
  const named = (group: string, text: (name: string, one: ZypperPackage) => string): string[] =>
    [...(packages ?? [])].filter(([, one]) => one.group === group).map(([n, one]) => text(n, one));
  const groups: (readonly [string, string[]])[] = [
    ['installed', named('to-install', (name) => name)],
    ['removed', named('to-remove', (name) => name)],
    [
      'upgraded',
      named('to-upgrade', (name, one) => `${name} (${one.oldVersion} => ${one.version})`),
    ],
  ];
  return groups
    .filter(([, list]) => list.length > 0)
    .map(([state, list]) => `${state}: ${list.join(', ')}\n`)
    .join('');
}
