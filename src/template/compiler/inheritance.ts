import { TemplateError } from '../../diagnostics/errors.ts';
import { repr } from '../../values/repr.ts';
import type { Value } from '../../values/types.ts';
import {
  type BlockFunction,
  type CompiledStatement,
  type Frame,
  MISSING,
  NORMAL,
} from '../runtime/frame.ts';
import type { BlockNode, ExtendsNode } from '../syntax/nodes.ts';
import type { Compiler } from './compiler.ts';
import { type Scope, slotReader } from './scope.ts';

/** Gathers what the scopes around a place have assigned, for templates and blocks that see it. */
export function localsReader(scope: Scope): (frame: Frame) => Map<string, Value> {
  const readers = Array.from(scope.symbols.assigned(), ([name, ref]) => ({
    name,
    read: slotReader(scope, ref),
  }));
  return (frame) => {
    const locals = new Map<string, Value>();
    for (const { name, read } of readers) {
      const value = read(frame);
      if (value !== MISSING && value !== undefined) locals.set(name, value);
    }
    return locals;
  };
}

export function compileBlock(
  compiler: Compiler,
  node: BlockNode,
  scope: Scope,
): CompiledStatement | undefined {
  if (scope.toplevel && compiler.hasKnownExtends) return undefined;
  const onlyUnextended = scope.toplevel && compiler.extendsSoFar > 0;
  const locals = node.scoped ? localsReader(scope) : undefined;
  const { name, required, lineno } = node;
  return (frame) => {
    if (onlyUnextended && frame.parentRoot !== undefined) return NORMAL;
    const { context, run } = frame;
    run.line = lineno;
    const stack = context.blocks.get(name) as BlockFunction[];
    if (required && stack.length <= 1)
      throw new TemplateError('TemplateRuntimeError', `Required block ${repr(name)} not found`);
    const inner = locals === undefined ? context : context.derived(locals(frame));
    (stack[0] as BlockFunction)(inner, run);
    return NORMAL;
  };
}

export function compileExtends(
  compiler: Compiler,
  node: ExtendsNode,
  scope: Scope,
): (frame: Frame) => void {
  if (!scope.toplevel) compiler.fail('cannot use extend from a non top-level scope', node.lineno);
  const template = compiler.expression(node.template, scope);
  if (scope.rootLevel) compiler.hasKnownExtends = true;
  compiler.extendsSoFar++;
  return (frame) => {
    if (frame.parentRoot !== undefined)
      throw new TemplateError('TemplateRuntimeError', 'extended multiple times');
    const { context } = frame;
    const parent = context.environment.getTemplate(template(frame), compiler.name);
    for (const [name, block] of parent.blocks) {
      const stack = context.blocks.get(name);
      if (stack === undefined) context.blocks.set(name, [block]);
      else stack.push(block);
    }
    frame.parentRoot = parent.root;
  };
}
