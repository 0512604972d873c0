import { TemplateError } from '../../diagnostics/errors.ts';
import type { Value } from '../../values/types.ts';
import type { FilterFunction, TestFunction } from '../filter-contract.ts';
import type { CompiledExpression, Frame } from '../runtime/frame.ts';
import type { FilterNode, TestNode } from '../syntax/nodes.ts';
import { compileArguments } from './arguments.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';

/** A filter or test that is looked up now, or when first used where a condition may skip it. */
function lookUp<F>(
  compiler: Compiler,
  scope: Scope,
  kind: 'filter' | 'test',
  node: FilterNode | TestNode,
  registry: ReadonlyMap<string, F>,
): () => F {
  const { name } = node;
  const found = registry.get(name);
  if (found !== undefined) return () => found;
  if (!scope.soft) compiler.fail(`No ${kind} named '${name}'.`, node.lineno);
  return () => {
    throw new TemplateError('TemplateRuntimeError', `No ${kind} named '${name}' found.`);
  };
}

/** @param block in filter blocks: gives the block's output */
export function compileFilter(
  compiler: Compiler,
  node: FilterNode,
  scope: Scope,
  block?: (frame: Frame) => Value,
): CompiledExpression {
  const { environment } = compiler;
  const filter = lookUp<FilterFunction>(compiler, scope, 'filter', node, environment.filters);
  const input = filterInput(compiler, node, scope, block);
  const { args, kwargs } = compileArguments(node.call, (child) =>
    compiler.expression(child, scope),
  );
  return (frame) => {
    const value = input(frame);
    const given = args(frame);
    const named = kwargs(frame);
    return filter()(frame.context, value, given, named);
  };
}

function filterInput(
  compiler: Compiler,
  node: FilterNode,
  scope: Scope,
  block?: (frame: Frame) => Value,
): (frame: Frame) => Value {
  if (node.node === undefined) return block as (frame: Frame) => Value;
  if (node.node.type === 'Filter') return compileFilter(compiler, node.node, scope, block);
  return compiler.expression(node.node, scope);
}

export function compileTest(compiler: Compiler, node: TestNode, scope: Scope): CompiledExpression {
  const { environment } = compiler;
  const test = lookUp<TestFunction>(compiler, scope, 'test', node, environment.tests);
  const input = compiler.expression(node.node, scope);
  const { args, kwargs } = compileArguments(node.call, (child) =>
    compiler.expression(child, scope),
  );
  return (frame) => {
    const value = input(frame);
    const given = args(frame);
    const named = kwargs(frame);
    return test()(frame.context, value, given, named);
  };
}
