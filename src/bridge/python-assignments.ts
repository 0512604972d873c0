import { pythonLiteral } from '../values/python-literal.ts';
import type { Value } from '../values/types.ts';
import { PYTHON_TOKEN } from './python-imports.ts';

export interface Assignment {
  readonly name: string;
  /** Undefined for what is no literal. */
  readonly value: Value | undefined;
  /** It stands in a class or a function. */
  readonly isInner: boolean;
}

/** Assignments of literals to the names, as they stand in Python source, which is not run. */
export function assignmentsOf(source: string, names: ReadonlySet<string>): Assignment[] {
  const found: Assignment[] = [];
  for (const line of logicalLines(source)) {
    const match = /^(\s*)([A-Za-z_]\w*)\s*=(?!=)\s*/.exec(line);
    const name = match?.[2];
    if (match === null || name === undefined || !names.has(name)) continue;
    const value = pythonLiteral(line.slice(match[0].length).trimEnd());
    found.push({ name, value, isInner: match[1] !== '' });
  }
  return found;
}

/** Lines of source with all that brackets, strings and backslashes continue. */
function* logicalLines(source: string): Generator<string> {
  let start = 0;
  let end = 0;
  let depth = 0;
  for (const [token] of source.matchAll(PYTHON_TOKEN)) {
    end += token.length;
    if (/^[([{]$/.test(token)) depth++;
    else if (/^[)\]}]$/.test(token)) depth = Math.max(0, depth - 1);
    else if (/^\r?\n$/.test(token) && depth === 0) {
      yield source.slice(start, end);
      start = end;
    }
  }
  if (start < end) yield source.slice(start, end);
}
