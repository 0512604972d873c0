import { TemplateError } from '../../diagnostics/errors.ts';
import type { Value } from '../../values/types.ts';
import { unpack } from '../runtime/access.ts';
import { capture, type Frame, markIfEscaped } from '../runtime/frame.ts';
import { Namespace } from '../runtime/namespace.ts';
import { findAll } from '../syntax/children.ts';
import type { AssignBlockNode, AssignNode, Expression } from '../syntax/nodes.ts';
import type { Compiler } from './compiler.ts';
import { compileFilter } from './filters.ts';
import { frameOf, innerScope, type Scope, scopeEntry, slotReader } from './scope.ts';

export type TargetWriter = (frame: Frame, value: Value) => void;

/** Writes a value to a name, to a namespace's attribute, or taken apart to several of them. */
export function targetWriter(scope: Scope, target: Expression): TargetWriter {
  if (target.type === 'Name') {
    const ref = scope.symbols.ref(target.name);
    const { slot } = ref;
    if (ref.unit === scope.unit)
      return (frame, value) => {
        frame.slots[slot] = value;
      };
    const holder = frameOf(scope, ref);
    return (frame, value) => {
      holder(frame).slots[slot] = value;
    };
  }
  if (target.type === 'NSRef') return namespaceWriter(scope, target.name, target.attribute);
  if (target.type !== 'Tuple') throw new Error(`can't assign to ${target.type}`);
  const writers = target.items.map((item) => targetWriter(scope, item));
  return (frame, value) => {
    const items = unpack(value, writers.length);
    for (let i = 0; i < writers.length; i++) (writers[i] as TargetWriter)(frame, items[i] as Value);
  };
}

function namespaceWriter(scope: Scope, name: string, attribute: string): TargetWriter {
  const read = slotReader(scope, scope.symbols.ref(name));
  return (frame, value) => {
    const namespace = read(frame);
    if (!(namespace instanceof Namespace))
      throw new TemplateError(
        'TemplateRuntimeError',
        'cannot assign attribute on non-namespace object',
      );
    namespace.setAttribute(attribute, value);
  };
}

/** Makes what was assigned at a template's top level visible to its blocks, includes and importers. */
function publisher(scope: Scope, target: Expression): ((frame: Frame) => void) | undefined {
  if (!scope.toplevel) return undefined;
  const names = [...findAll([target], 'Name')].map((node) => node.name);
  const readers = names.map((name) => ({
    name,
    read: slotReader(scope, scope.symbols.ref(name)),
  }));
  return (frame) => {
    for (const { name, read } of readers) publish(frame, name, read(frame) as Value);
  };
}

/** Exports a top-level variable unless its name starts with an underscore. */
export function publish(frame: Frame, name: string, value: Value): void {
  frame.context.vars.set(name, value);
  if (!name.startsWith('_')) frame.context.exported.add(name);
}

export function compileAssign(
  compiler: Compiler,
  node: AssignNode,
  scope: Scope,
): (frame: Frame) => void {
  const value = compiler.expression(node.node, scope);
  const write = targetWriter(scope, node.target);
  const announce = publisher(scope, node.target);
  if (announce === undefined) return (frame) => write(frame, value(frame));
  return (frame) => {
    write(frame, value(frame));
    announce(frame);
  };
}

export function compileAssignBlock(
  compiler: Compiler,
  node: AssignBlockNode,
  scope: Scope,
): (frame: Frame) => void {
  // A set block captures, so it works at the top level of a template that extends another one.
  const inner = { ...innerScope(scope), checksExtends: false };
  inner.symbols.visitAll(node.body);
  const body = compiler.body(node.body, inner);
  const write = targetWriter(scope, node.target);
  const announce = publisher(scope, node.target);
  const captured = (frame: Frame): Value =>
    capture(frame.context, frame.run, () => {
      body(frame);
    });
  const filter =
    node.filter === undefined
      ? captured
      : compileFilter(compiler, node.filter, inner, (frame) =>
          markIfEscaped(captured(frame), frame.context.autoescape),
        );
  const enter = scopeEntry(inner);
  return (frame) => {
    enter?.(frame);
    write(frame, markIfEscaped(filter(frame), frame.context.autoescape));
    announce?.(frame);
  };
}
