import { fail } from '../definition/failure.ts';
import { pythonText } from '../definition/python-text.ts';

const DANGERS = [
  /('|").*--/,
  /(UNION|INTERSECT|EXCEPT).*SELECT/i,
  /;.*(SELECT|UPDATE|INSERT|DELETE|DROP|TRUNCATE|ALTER)/i,
];

/** Refuses values that look as if they smuggled SQL in (`trust_input: false`). @throws ModuleFailure */
export function refuseDangerousInput(...values: readonly unknown[]): void {
  const texts = values.flatMap((value): string[] => {
    if (value === null || value === undefined || typeof value === 'boolean') return [];
    return Array.isArray(value) ? value.map(pythonText) : [pythonText(value)];
  });
  const found = texts.filter((text) => DANGERS.some((danger) => danger.test(text)));
  if (found.length > 0) fail(`Passed input '${found.join(', ')}' is potentially dangerous`);
}
