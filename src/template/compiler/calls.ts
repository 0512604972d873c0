import { Callable, type Value } from '../../values/types.ts';
import { asCallable, callMethod, getAttribute } from '../runtime/access.ts';
import { ContextCallable } from '../runtime/context-callable.ts';
import type { CompiledExpression, Frame } from '../runtime/frame.ts';
import { Macro } from '../runtime/macro.ts';
import type { CallNode } from '../syntax/nodes.ts';
import { type CompiledArguments, compileArguments } from './arguments.ts';
import type { Compiler } from './compiler.ts';
import type { Scope } from './scope.ts';

/**
 * Compiles a call.
 * @param caller in a call block: makes the macro that is handed over as `caller`
 */
export function compileCall(
  compiler: Compiler,
  node: CallNode,
  scope: Scope,
  caller?: (frame: Frame) => Value,
): CompiledExpression {
  const given = compileArguments(node.call, (child) => compiler.expression(child, scope));
  const call = caller === undefined ? given : withCaller(given, caller);
  if (node.node.type === 'Getattr' && compiler.environment.sandbox === undefined)
    return compileMethodCall(compiler, node.node.node, node.node.attribute, call, scope);
  const callee = compiler.expression(node.node, scope);
  return (frame) => invoke(frame, callee(frame), call.args(frame), call.kwargs(frame));
}

function withCaller(call: CompiledArguments, caller: (frame: Frame) => Value): CompiledArguments {
  return {
    args: call.args,
    kwargs: (frame) => new Map(call.kwargs(frame)).set('caller', caller(frame)),
  };
}

/** Calls something from within a template. @throws TemplateError (TypeError) when it can't be called */
function invoke(frame: Frame, callee: Value, args: Value[], kwargs: Map<string, Value>): Value {
  const { context } = frame;
  if (callee instanceof Macro) return callee.invoke(args, kwargs, context.autoescape);
  if (callee instanceof ContextCallable) return callee.callWith(context, args, kwargs);
  if (callee instanceof Callable) return callee.call(args, kwargs);
  return asCallable(callee).call(args, kwargs);
}

/** `object.name(…)`: methods of built-in values are called without making bound ones. */
function compileMethodCall(
  compiler: Compiler,
  objectNode: CallNode['node'],
  name: string,
  call: CompiledArguments,
  scope: Scope,
): CompiledExpression {
  const { environment } = compiler;
  const object = compiler.expression(objectNode, scope);
  return (frame) => {
    const target = object(frame);
    const args = call.args(frame);
    const kwargs = call.kwargs(frame);
    const direct = callMethod(target, name, args, kwargs);
    if (direct !== undefined) return direct;
    return invoke(frame, getAttribute(environment, target, name), args, kwargs);
  };
}
