import { TemplateError } from '../../diagnostics/errors.ts';
import { comparePep440 } from '../../values/pep440.ts';

/** One requirement as pip takes it (PEP 508). */
export interface PythonRequirement {
  /** In lower case, with one kind of separator; what is no requirement (a URL, a path) stays as it is. */
  readonly name: string;
  /** As Python writes it down: version specifiers in order of their text. */
  readonly text: string;
  /** Undefined for what is no requirement. */
  readonly specifiers: readonly string[] | undefined;
}

const NAME = String.raw`\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*`;
const SPECIFIER = String.raw`(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;)]+`;
const SPECIFIERS = String.raw`\(?\s*(${SPECIFIER}(?:\s*,\s*${SPECIFIER})*)?\s*,?\s*\)?`;
const REQUIREMENT = new RegExp(
  String.raw`^${NAME}(?:@\s*(\S+)|${SPECIFIERS})\s*(?:;\s*(.*))?$`,
  's',
);

/** @param version of the `version` argument: a number, or specifiers */
export function parseRequirement(given: string, version?: string): PythonRequirement {
  const added =
    version === undefined ? '' : `${/^\s*\d/.test(version) ? '==' : ' '}${version.trimStart()}`;
  const found = REQUIREMENT.exec(given + added);
  if (found === null) return { name: given, text: given, specifiers: undefined };
  const [, name = '', extras = '', url, listed = '', marker] = found;
  const specifiers = listed
    .split(',')
    .map((one) => one.replace(/\s+/g, ''))
    .filter(Boolean)
    .sort();
  const names = extras
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .sort();
  const text = [
    name,
    names.length > 0 ? `[${names.join(',')}]` : '',
    [...new Set(specifiers)].join(','),
    url === undefined ? '' : `@ ${url}${marker === undefined ? '' : ' '}`,
    marker === undefined ? '' : `; ${evenMarker(marker)}`,
  ].join('');
  return { name: canonicalName(name), text, specifiers };
}

/** Conditions with one blank around operators, and double quotes. */
function evenMarker(marker: string): string {
  return marker
    .trim()
    .replaceAll("'", '"')
    .replace(/\s*(===|==|~=|!=|<=|>=|<|>)\s*/g, ' $1 ');
}

/** A name as PEP 503 compares it. */
export function canonicalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Whether an installed version is one that is asked for. */
export function isSatisfied({ specifiers }: PythonRequirement, version: string): boolean {
  return specifiers?.every((specifier) => satisfies(specifier, version)) ?? false;
}

function satisfies(specifier: string, version: string): boolean {
  const [, operator = '', wanted = ''] = /^(===|==|~=|!=|<=|>=|<|>)(.*)$/.exec(specifier) ?? [];
  if (operator === '===') return version.toLowerCase() === wanted.toLowerCase();
  try {
    return holds(operator, version, wanted);
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

function holds(operator: string, version: string, wanted: string): boolean {
  const common = wanted.includes('+') ? version : version.replace(/\+.*/, '');
  if (wanted.endsWith('.*')) {
    const within = startsWith(common, wanted.slice(0, -2));
    return operator === '!=' ? !within : within;
  }
  const order = comparePep440(common, wanted);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return (
        order < 0 &&
        !(isPreliminary(common) && !isPreliminary(wanted) && startsWith(common, wanted))
      );
    case '>':
      return (
        order > 0 && !(/post/i.test(common) && !/post/i.test(wanted) && startsWith(common, wanted))
      );
    default:
      return order >= 0 && startsWith(common, release(wanted).slice(0, -1).join('.'));
  }
}

function isPreliminary(version: string): boolean {
  return /\d[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)\d*/i.test(version);
}

function release(version: string): string[] {
  return /^\s*v?(?:\d+!)?(\d+(?:\.\d+)*)/.exec(version)?.[1]?.split('.') ?? [];
}

/** Whether the numbers of a version begin with those of another; missing ones are 0. */
function startsWith(version: string, prefix: string): boolean {
  const numbers = release(version);
  return release(prefix).every((part, index) => Number(numbers[index] ?? 0) === Number(part));
}

/** Version lists hold commas, at which lists given as text were divided: `a>1,<2` is one package. */
export function recoverNames(names: readonly string[]): string[] {
  const recovered: string[] = [];
  let parts: string[] = [];
  let inBrackets = false;
  for (const name of names.flatMap((part) => part.split(','))) {
    if (!/^\s*(?:[<>]|[=!~]=)/.test(name) && !inBrackets) {
      if (parts.length > 0) recovered.push(parts.join(','));
      parts = [];
    }
    if (name.includes('[')) inBrackets = true;
    if (inBrackets && name.includes(']')) inBrackets = false;
    parts.push(name);
  }
  return [...recovered, parts.join(',')];
}
