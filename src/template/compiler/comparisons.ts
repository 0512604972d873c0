import { compareWith, type OrderOperator } from '../../values/compare.ts';
import { equals } from '../../values/equality.ts';
import { contains } from '../../values/iterate.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { Undefined, type Value } from '../../values/types.ts';
import type { CompiledExpression } from '../runtime/frame.ts';
import type { CompareNode, CompareOperator, Expression } from '../syntax/nodes.ts';

type Comparison = (a: Value, b: Value) => boolean;

const ordered =
  (op: OrderOperator): Comparison =>
  (a, b) =>
    compareWith(a, op, b);

function isIn(item: Value, container: Value): boolean {
  if (container instanceof Undefined && !container.lenient) failUndefined(container);
  return contains(container, item);
}

/** What the operators of comparisons do. */
export const COMPARISONS: Record<CompareOperator, Comparison> = {
  '==': equals,
  '!=': (a, b) => !equals(a, b),
  '<': ordered('<'),
  '<=': ordered('<='),
  '>': ordered('>'),
  '>=': ordered('>='),
  in: isIn,
  'not in': (item, container) => !isIn(item, container),
};

/** A comparison, or a chain of them: each operand is evaluated once, and the first false one ends it. */
export function compileComparison(
  node: CompareNode,
  compile: (node: Expression) => CompiledExpression,
): CompiledExpression {
  const first = compile(node.expr);
  const steps = node.ops.map(({ op, expr }) => ({
    compare: COMPARISONS[op],
    operand: compile(expr),
  }));
  if (steps[0] !== undefined && steps.length === 1) {
    const { compare, operand } = steps[0];
    return (frame) => compare(first(frame), operand(frame));
  }
  return (frame) => {
    let left = first(frame);
    for (const { compare, operand } of steps) {
      const right = operand(frame);
      if (!compare(left, right)) return false;
      left = right;
    }
    return true;
  };
}
