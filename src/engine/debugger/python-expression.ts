import { TemplateError } from '../../diagnostics/errors.ts';
import { COMPARISONS } from '../../template/compiler/comparisons.ts';
import { asCallable } from '../../template/runtime/access.ts';
import type { CallArguments, CompareNode, Expression } from '../../template/syntax/nodes.ts';
import { arithmetic, neg, pos } from '../../values/arithmetic.ts';
import { attributeOf, itemOf } from '../../values/attribute.ts';
import { dictSet } from '../../values/dict.ts';
import { iterate } from '../../values/iterate.ts';
import { Slice } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { type Dict, Tuple, type Value } from '../../values/types.ts';

/** Where names of an expression are looked for. */
export type Names = (name: string) => Value | undefined;

/** Raised for text that Python would not read, or not in this form. */
export const invalidSyntax = (): TemplateError =>
  new TemplateError('SyntaxError', 'invalid syntax');

/** Value of a Python expression, by Python's rules: what is missing raises. @throws TemplateError */
export function evaluate(node: Expression, names: Names): Value {
  const value = (child: Expression): Value => evaluate(child, names);
  switch (node.type) {
    case 'Const':
      return node.value;
    case 'Name': {
      const found = names(node.name);
      if (found === undefined)
        throw new TemplateError('NameError', `name '${node.name}' is not defined`);
      return found;
    }
    case 'Getattr':
      return attributeOf(value(node.node), node.attribute);
    case 'Getitem':
      return itemOf(value(node.node), value(node.arg));
    case 'Slice': {
      const part = (child: Expression | undefined): Value =>
        child === undefined ? null : value(child);
      return new Slice(part(node.start), part(node.stop), part(node.step));
    }
    case 'Call':
      return call(value(node.node), node.call, value);
    case 'Compare':
      return compared(node, value);
    case 'Binary':
      return arithmetic(node.op, value(node.left), value(node.right));
    case 'And': {
      const left = value(node.left);
      return truthy(left) ? value(node.right) : left;
    }
    case 'Or': {
      const left = value(node.left);
      return truthy(left) ? left : value(node.right);
    }
    case 'Not':
      return !truthy(value(node.node));
    case 'Neg':
      return neg(value(node.node));
    case 'Pos':
      return pos(value(node.node));
    case 'CondExpr':
      if (node.otherwise === undefined) throw invalidSyntax();
      return value(truthy(value(node.test)) ? node.whenTrue : node.otherwise);
    case 'List':
      return node.items.map(value);
    case 'Tuple':
      return new Tuple(node.items.map(value));
    case 'Dict': {
      const dict: Dict = new Map();
      for (const item of node.items) dictSet(dict, value(item.key), value(item.value));
      return dict;
    }
    // Filters, tests and `~` are Jinja2's alone.
    default:
      throw invalidSyntax();
  }
}

function call(
  callee: Value,
  { args, kwargs, dynArgs, dynKwargs }: CallArguments,
  value: (node: Expression) => Value,
): Value {
  if (dynKwargs !== undefined) throw invalidSyntax();
  const given = args.map(value);
  if (dynArgs !== undefined) given.push(...iterate(value(dynArgs)));
  return asCallable(callee).call(
    given,
    new Map(kwargs.map(({ key, value: node }) => [key, value(node)])),
  );
}

function compared(node: CompareNode, value: (node: Expression) => Value): boolean {
  let left = value(node.expr);
  for (const { op, expr } of node.ops) {
    const right = value(expr);
    if (!COMPARISONS[op](left, right)) return false;
    left = right;
  }
  return true;
}
