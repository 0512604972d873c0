import { fail } from '../definition/failure.ts';
import type { KubeObject } from './api.ts';

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The labels by which an object selects its pods, as the interface takes them. @throws ModuleFailure without any */
export function podSelectors({ apiVersion, kind, spec }: KubeObject): string[] {
  const { selector } = (spec ?? {}) as { selector?: Readonly<Record<string, unknown>> };
  if (!selector) {
    fail(
      `${apiVersion} ${kind} does not support the log subresource directly, and no Pod selector was found on the object`,
    );
  }
  const labels = selector.matchLabels as Readonly<Record<string, unknown>> | undefined;
  const expressions = selector.matchExpressions as readonly Expression[] | undefined;
  const equal = (pairs: Readonly<Record<string, unknown>>): string[] =>
    Object.entries(pairs).map(([key, value]) => `${key}=${String(value)}`);
  // Some kinds have plain pairs in this place.
  if (!labels && !expressions) return equal(selector);
  return [...equal(labels ?? {}), ...(expressions ?? []).map(expressionText)];
}

function expressionText({ key, operator, values = [] }: Expression): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  if (operator === 'In' || operator === 'NotIn') {
    return `${key} ${operator.toLowerCase()} (${values.join(', ')})`;
  }
  return fail(
    `The k8s_log module does not support the ${operator.toLowerCase()} matchExpression operator`,
  );
}
