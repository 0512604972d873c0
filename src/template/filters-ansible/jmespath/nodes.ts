import type { Value } from '../../../values/types.ts';

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A parsed JMESPath expression. */
export type Node =
  | { type: 'current' | 'identity' }
  | { type: 'field'; name: string }
  | { type: 'literal'; value: Value }
  | { type: 'index'; index: number }
  | { type: 'slice'; start: number | null; stop: number | null; step: number | null }
  | { type: 'subexpression' | 'pipe' | 'or' | 'and'; left: Node; right: Node }
  | { type: 'indexExpression'; left: Node; right: Node }
  | { type: 'projection' | 'valueProjection'; left: Node; right: Node }
  | { type: 'filterProjection'; left: Node; right: Node; condition: Node }
  | { type: 'flatten'; node: Node }
  | { type: 'not' | 'expref'; node: Node }
  | { type: 'comparison'; op: Comparator; left: Node; right: Node }
  | { type: 'list'; items: Node[] }
  | { type: 'hash'; entries: [string, Node][] }
  | { type: 'call'; name: string; args: Node[] };
