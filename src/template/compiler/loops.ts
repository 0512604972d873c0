import { DictView } from '../../values/dict-view.ts';
import { PyGenerator } from '../../values/generator.ts';
import { iterate } from '../../values/iterate.ts';
import { truthy } from '../../values/truth.ts';
import type { Value } from '../../values/types.ts';
import {
  BREAK,
  type CompiledStatement,
  capture,
  emitRaw,
  Frame,
  markIfEscaped,
  NORMAL,
  type Signal,
} from '../runtime/frame.ts';
import { LoopContext } from '../runtime/loop-context.ts';
import { findAll, findUndeclared } from '../syntax/children.ts';
import type { Expression, ForNode } from '../syntax/nodes.ts';
import { type TargetWriter, targetWriter } from './assignment.ts';
import type { Compiler } from './compiler.ts';
import { functionScope, innerScope, type Scope, scopeEntry } from './scope.ts';

/** Whether the body can see the `loop` object. */
function needsLoop(node: ForNode): boolean {
  if (node.recursive) return true;
  if (findUndeclared(node.body, ['loop']).has('loop')) return true;
  for (const block of findAll([node], 'Block')) if (block.scoped) return true;
  return false;
}

function refuseLoopTarget(compiler: Compiler, node: ForNode): void {
  for (const name of findAll([node], 'Name'))
    if (name.use === 'store' && name.name === 'loop')
      compiler.fail("Can't assign to special loop variable in for-loop target", name.lineno);
}

/** The parts of a for statement, compiled in the scope of one function. */
interface LoopParts {
  readonly scope: Scope;
  readonly write: TargetWriter;
  readonly writePair: ((frame: Frame, key: Value, value: Value) => void) | undefined;
  readonly enter: ((frame: Frame) => void) | undefined;
  readonly body: CompiledStatement;
  readonly filter: ((frame: Frame, items: Iterable<Value>) => Iterable<Value>) | undefined;
  readonly otherwise: CompiledStatement | undefined;
  readonly loopSlot: number | undefined;
}

export function compileFor(compiler: Compiler, node: ForNode, scope: Scope): CompiledStatement {
  refuseLoopTarget(compiler, node);
  return node.recursive
    ? compileRecursive(compiler, node, scope)
    : compilePlain(compiler, node, scope);
}

function compileParts(compiler: Compiler, node: ForNode, outer: Scope): LoopParts {
  const scope = innerScope(outer);
  const loop = needsLoop(node) ? scope.symbols.declareParameter('loop') : undefined;
  scope.symbols.visit(node.target, true);
  scope.symbols.visitAll(node.body);
  const write = targetWriter(scope, node.target);
  const body = compiler.body(node.body, scope);
  return {
    scope,
    write,
    writePair: pairWriter(scope, node.target),
    enter: scopeEntry(scope),
    body,
    filter: node.test === undefined ? undefined : compileTest(compiler, node, node.test, outer),
    otherwise: node.otherwise.length === 0 ? undefined : compileElse(compiler, node, outer),
    loopSlot: loop?.slot,
  };
}

/** `for key, value in …`: dict entries need no tuple in between. */
function pairWriter(scope: Scope, target: Expression): LoopParts['writePair'] {
  if (target.type !== 'Tuple' || target.items.length !== 2) return undefined;
  const [key, value] = target.items as [Expression, Expression];
  const writeKey = targetWriter(scope, key);
  const writeValue = targetWriter(scope, value);
  return (frame, k, v) => {
    writeKey(frame, k);
    writeValue(frame, v);
  };
}

function compileElse(compiler: Compiler, node: ForNode, outer: Scope): CompiledStatement {
  const scope = innerScope(outer);
  scope.symbols.visitAll(node.otherwise);
  const body = compiler.body(node.otherwise, scope);
  const enter = scopeEntry(scope);
  return (frame) => {
    enter?.(frame);
    return body(frame);
  };
}

/** `for … in … if test`: the items for which the test holds, tried as the loop comes to them. */
function compileTest(
  compiler: Compiler,
  node: ForNode,
  test: Expression,
  outer: Scope,
): LoopParts['filter'] {
  const scope = innerScope(outer);
  scope.symbols.visit(node.target, true);
  scope.symbols.visit(test);
  const write = targetWriter(scope, node.target);
  const condition = compiler.expression(test, scope);
  const enter = scopeEntry(scope);
  return function* (frame, items) {
    enter?.(frame);
    for (const item of items) {
      write(frame, item);
      if (truthy(condition(frame))) yield item;
    }
  };
}

function compilePlain(compiler: Compiler, node: ForNode, scope: Scope): CompiledStatement {
  const source = compiler.expression(node.iter, scope);
  const parts = compileParts(compiler, node, scope);
  const run = parts.loopSlot === undefined ? runSimple(parts) : runWithLoop(parts, parts.loopSlot);
  const { otherwise } = parts;
  const { lineno } = node;
  return (frame) => {
    frame.run.line = lineno;
    const ran = run(frame, source(frame), undefined, 0);
    return ran || otherwise === undefined ? NORMAL : otherwise(frame);
  };
}

type Recurse = ((items: Value, depth: number) => Value) | undefined;
/** Runs the loop; tells whether its body ran to the end at least once. */
type LoopRunner = (frame: Frame, source: Value, recurse: Recurse, depth: number) => boolean;

function runSimple(parts: LoopParts): LoopRunner {
  const { write, writePair, enter, body, filter } = parts;
  return (frame, source) => {
    let ran = false;
    if (writePair !== undefined && filter === undefined && isItemsView(source)) {
      for (const [key, value] of source.dict) {
        writePair(frame, key, value);
        enter?.(frame);
        const signal: Signal = body(frame);
        if (signal === BREAK) break;
        if (signal === NORMAL) ran = true;
      }
      return ran;
    }
    const items = iterate(source);
    for (const item of filter === undefined ? items : filter(frame, items)) {
      write(frame, item);
      enter?.(frame);
      const signal: Signal = body(frame);
      if (signal === BREAK) break;
      if (signal === NORMAL) ran = true;
    }
    return ran;
  };
}

const isItemsView = (value: Value): value is DictView =>
  value instanceof DictView && value.typeName === 'dict_items';

function runWithLoop(parts: LoopParts, loopSlot: number): LoopRunner {
  const { write, enter, body, filter } = parts;
  return (frame, source, recurse, depth) => {
    const items = iterate(source);
    const kept = filter === undefined ? items : filter(frame, items);
    const seen = filter === undefined ? source : new PyGenerator('filter', kept);
    const loop = new LoopContext(seen, kept, frame.context.environment.undefined, recurse, depth);
    let ran = false;
    for (let item = loop.advance(); item !== undefined; item = loop.advance()) {
      frame.slots[loopSlot] = loop;
      write(frame, item);
      enter?.(frame);
      const signal: Signal = body(frame);
      if (signal === BREAK) break;
      if (signal === NORMAL) ran = true;
    }
    return ran;
  };
}

/** A recursive loop is a function that its own body can call, with the output as result. */
function compileRecursive(compiler: Compiler, node: ForNode, outer: Scope): CompiledStatement {
  const source = compiler.expression(node.iter, outer);
  const scope = functionScope(outer);
  const parts = compileParts(compiler, node, scope);
  const run = runWithLoop(parts, parts.loopSlot as number);
  const { lineno } = node;
  const call = (caller: Frame, items: Value, depth: number): Value => {
    const frame = new Frame(scope.unit.size, caller, caller.context, caller.run);
    caller.run.enter();
    try {
      const output = capture(frame.context, frame.run, () => {
        const again = (more: Value, level: number) => call(caller, more, level);
        const ran = run(frame, items, again, depth);
        if (!ran) parts.otherwise?.(frame);
      });
      return markIfEscaped(output, frame.context.autoescape);
    } finally {
      caller.run.depth--;
    }
  };
  return (frame) => {
    frame.run.line = lineno;
    emitRaw(frame, call(frame, source(frame), 0));
    return NORMAL;
  };
}
