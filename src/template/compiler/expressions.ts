import { add, arithmetic, neg, pos } from '../../values/arithmetic.ts';
import { dictSet } from '../../values/dict.ts';
import { escapeValue, htmlOf } from '../../values/escape.ts';
import { Markup } from '../../values/markup.ts';
import { str } from '../../values/repr.ts';
import { Slice } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { PyObject, Tuple, Undefined, type Value } from '../../values/types.ts';
import { getAttribute, getItem, getSlice } from '../runtime/access.ts';
import type { CompiledExpression } from '../runtime/frame.ts';
import type { BinaryNode, ConcatNode, DictNode, Expression, SliceNode } from '../syntax/nodes.ts';
import { compileCall } from './calls.ts';
import { compileComparison } from './comparisons.ts';
import type { Compiler } from './compiler.ts';
import { compileFilter, compileTest } from './filters.ts';
import { nameReader, type Scope, softScope } from './scope.ts';

/** Turns an expression into a closure that gives its value. */
export function compileExpression(
  compiler: Compiler,
  node: Expression,
  scope: Scope,
): CompiledExpression {
  const compile = (child: Expression) => compileExpression(compiler, child, scope);
  switch (node.type) {
    case 'Const': {
      const { value } = node;
      return () => value;
    }
    case 'TemplateData': {
      const { data } = node;
      return compiler.autoescape ? () => new Markup(data) : () => data;
    }
    case 'Name':
      return nameReader(scope, node.name);
    case 'Getattr':
      return compileAttribute(compiler, compile(node.node), node.attribute);
    case 'Getitem':
      return compileItem(compiler, compile(node.node), node.arg, compile);
    case 'Filter':
      return compileFilter(compiler, node, scope);
    case 'Test':
      return compileTest(compiler, node, scope);
    case 'Call':
      return compileCall(compiler, node, scope);
    case 'Compare':
      return compileComparison(node, compile);
    case 'Binary':
      return compileBinary(node, compile(node.left), compile(node.right));
    case 'Concat':
      return compileConcat(compiler, node, node.nodes.map(compile));
    case 'And': {
      const [left, right] = [compile(node.left), compile(node.right)];
      return (frame) => {
        const value = left(frame);
        return truthy(value) ? right(frame) : value;
      };
    }
    case 'Or': {
      const [left, right] = [compile(node.left), compile(node.right)];
      return (frame) => {
        const value = left(frame);
        return truthy(value) ? value : right(frame);
      };
    }
    case 'Not': {
      const operand = compile(node.node);
      return (frame) => !truthy(operand(frame));
    }
    case 'Neg': {
      const operand = compile(node.node);
      return (frame) => neg(operand(frame));
    }
    case 'Pos': {
      const operand = compile(node.node);
      return (frame) => pos(operand(frame));
    }
    case 'CondExpr':
      return compileCondition(compiler, node, softScope(scope));
    case 'List': {
      const items = node.items.map(compile);
      return (frame) => items.map((item) => item(frame));
    }
    case 'Tuple': {
      const items = node.items.map(compile);
      return (frame) => new Tuple(items.map((item) => item(frame)));
    }
    case 'Dict':
      return compileDict(node, compile);
    case 'Slice':
      return compileSlice(node, compile);
    case 'NSRef':
      return compiler.failSyntax('a namespace reference can only be assigned', node.lineno);
  }
}

function compileAttribute(
  compiler: Compiler,
  object: CompiledExpression,
  name: string,
): CompiledExpression {
  const { environment } = compiler;
  return (frame) => getAttribute(environment, object(frame), name);
}

function compileItem(
  compiler: Compiler,
  object: CompiledExpression,
  arg: Expression,
  compile: (node: Expression) => CompiledExpression,
): CompiledExpression {
  const { environment } = compiler;
  if (arg.type === 'Slice') {
    const slice = compileSlice(arg, compile);
    return (frame) => getSlice(object(frame), slice(frame));
  }
  if (arg.type === 'Const') {
    const { value } = arg;
    return (frame) => getItem(environment, object(frame), value);
  }
  const key = compile(arg);
  return (frame) => getItem(environment, object(frame), key(frame));
}

function compileSlice(
  node: SliceNode,
  compile: (node: Expression) => CompiledExpression,
): (frame: Parameters<CompiledExpression>[0]) => Slice {
  const part = (child: Expression | undefined): CompiledExpression =>
    child === undefined ? () => null : compile(child);
  const [start, stop, step] = [part(node.start), part(node.stop), part(node.step)];
  return (frame) => new Slice(start(frame), stop(frame), step(frame));
}

function compileBinary(
  node: BinaryNode,
  left: CompiledExpression,
  right: CompiledExpression,
): CompiledExpression {
  const { op } = node;
  if (op === '+') return (frame) => add(left(frame), right(frame));
  return (frame) => arithmetic(op, left(frame), right(frame));
}

function compileConcat(
  compiler: Compiler,
  node: ConcatNode,
  parts: readonly CompiledExpression[],
): CompiledExpression {
  const escapes = compiler.autoescape || compiler.volatile;
  if (escapes) {
    return (frame) => {
      const values = parts.map((part) => part(frame));
      if (compiler.volatile && !frame.context.autoescape) return values.map(str).join('');
      return joinMarkup(values);
    };
  }
  if (node.nodes.length === 2) {
    const [first, second] = parts as [CompiledExpression, CompiledExpression];
    return (frame) => {
      const left = first(frame);
      const right = second(frame);
      return str(left) + str(right);
    };
  }
  return (frame) =>
    parts
      .map((part) => part(frame))
      .map(str)
      .join('');
}

/** Plain text unless one part is markup: then all others are escaped. */
function joinMarkup(values: readonly Value[]): Value {
  const isMarkup = (value: Value) => value instanceof PyObject && htmlOf(value) !== undefined;
  if (!values.some(isMarkup)) return values.map(str).join('');
  return new Markup(values.map((value) => escapeValue(value).text).join(''));
}

function compileCondition(
  compiler: Compiler,
  node: Extract<Expression, { type: 'CondExpr' }>,
  scope: Scope,
): CompiledExpression {
  const test = compiler.expression(node.test, scope);
  const whenTrue = compiler.expression(node.whenTrue, scope);
  if (node.otherwise !== undefined) {
    const otherwise = compiler.expression(node.otherwise, scope);
    return (frame) => (truthy(test(frame)) ? whenTrue(frame) : otherwise(frame));
  }
  const place = compiler.name === undefined ? '' : ` in '${compiler.name}'`;
  const message = `the inline if-expression on line ${node.lineno}${place} evaluated to false and no else section was defined.`;
  // Whatever kind of undefined is in use, an absent else prints nothing.
  return (frame) =>
    truthy(test(frame)) ? whenTrue(frame) : new Undefined(message, undefined, true);
}

function compileDict(
  node: DictNode,
  compile: (node: Expression) => CompiledExpression,
): CompiledExpression {
  const pairs = node.items.map((pair) => ({
    key: compile(pair.key),
    value: compile(pair.value),
  }));
  return (frame) => {
    const dict = new Map<Value, Value>();
    for (const { key, value } of pairs) dictSet(dict, key(frame), value(frame));
    return dict;
  };
}
