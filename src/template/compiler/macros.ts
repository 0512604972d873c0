import { TemplateError } from '../../diagnostics/errors.ts';
import type { Value } from '../../values/types.ts';
import { capture, emitRaw, Frame, MISSING, markIfEscaped } from '../runtime/frame.ts';
import { Macro, type MacroSignature } from '../runtime/macro.ts';
import { findUndeclared } from '../syntax/children.ts';
import type { CallBlockNode, FilterBlockNode, MacroNode } from '../syntax/nodes.ts';
import { publish } from './assignment.ts';
import { compileCall } from './calls.ts';
import type { Compiler } from './compiler.ts';
import { compileFilter } from './filters.ts';
import { functionScope, innerScope, type Scope, scopeEntry } from './scope.ts';
import type { Reference } from './symbols.ts';

/** Compiles a macro; the closure makes it where its statement runs. */
function compileFunction(
  compiler: Compiler,
  node: MacroNode | CallBlockNode,
  outer: Scope,
): (frame: Frame) => Macro {
  const scope = functionScope(outer);
  const { symbols } = scope;
  symbols.visitAll(node.args);
  symbols.visitAll(node.defaults);
  symbols.visitAll(node.body);
  const references = node.args.map((arg) => symbols.ref(arg.name));
  const special = specialParameters(compiler, node);
  for (const name of special) references.push(symbols.declareParameter(name));
  const signature: MacroSignature = {
    name: node.type === 'Macro' ? node.name : null,
    parameters: node.args.map((arg) => arg.name),
    takesCaller: usesCaller(node),
    takesKwargs: special.includes('kwargs'),
    takesVarargs: special.includes('varargs'),
  };
  const fill = parameterFiller(compiler, node, scope, references);
  const enter = scopeEntry(scope, true);
  const body = compiler.body(node.body, scope);
  const { unit } = scope;
  return (outside) =>
    new Macro(
      compiler.environment,
      signature,
      (values) => {
        const { run } = outside;
        const frame = new Frame(unit.size, outside, outside.context, run);
        const { line } = run;
        run.enter();
        try {
          return capture(frame.context, run, () => {
            enter?.(frame);
            fill(frame, values);
            body(frame);
          });
        } catch (error) {
          // An imported macro fails in a template of its own.
          if (error instanceof TemplateError && error.lineno === undefined)
            Object.assign(error, { lineno: run.line, templateName: compiler.name });
          throw error;
        } finally {
          run.depth--;
          run.line = line;
        }
      },
      outside.context.autoescape,
    );
}

const usesCaller = (node: MacroNode | CallBlockNode): boolean =>
  findUndeclared(node.body, ['caller']).has('caller');

/** `caller`, `kwargs` and `varargs` are parameters of the macros that mention them. */
function specialParameters(compiler: Compiler, node: MacroNode | CallBlockNode): string[] {
  const used = findUndeclared(node.body, ['caller', 'kwargs', 'varargs']);
  const named = node.args.map((arg) => arg.name);
  const special: string[] = [];
  if (used.has('caller')) {
    const at = named.indexOf('caller');
    if (at < 0) special.push('caller');
    else if (at < named.length - node.defaults.length)
      compiler.fail(
        'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
        node.lineno,
      );
  }
  for (const name of ['kwargs', 'varargs'])
    if (used.has(name) && !named.includes(name)) special.push(name);
  return special;
}

type Fill = (frame: Frame, values: readonly (Value | typeof MISSING)[]) => void;

/** Lays arguments into their slots; what is missing gets its default, which may use the ones before. */
function parameterFiller(
  compiler: Compiler,
  node: MacroNode | CallBlockNode,
  scope: Scope,
  references: readonly Reference[],
): Fill {
  const firstDefault = node.args.length - node.defaults.length;
  const fallbacks = node.args.map((arg, i) => {
    const expression = node.defaults[i - firstDefault];
    if (expression !== undefined) return compiler.expression(expression, scope);
    const { name } = arg;
    const hint = `parameter '${name}' was not provided`;
    return (frame: Frame) => frame.context.environment.undefined({ hint, name });
  });
  const slots = references.map((ref) => ref.slot);
  return (frame, values) => {
    for (let i = 0; i < slots.length; i++) {
      const value = values[i];
      frame.slots[slots[i] as number] = value === undefined ? MISSING : value;
    }
    for (let i = 0; i < fallbacks.length; i++) {
      const slot = slots[i] as number;
      if (frame.slots[slot] === MISSING)
        frame.slots[slot] = (fallbacks[i] as (frame: Frame) => Value)(frame);
    }
  };
}

export function compileMacro(
  compiler: Compiler,
  node: MacroNode,
  scope: Scope,
): (frame: Frame) => void {
  const make = compileFunction(compiler, node, scope);
  const { slot } = scope.symbols.ref(node.name);
  const { name } = node;
  return (frame) => {
    const macro = make(frame);
    frame.slots[slot] = macro;
    if (scope.toplevel) publish(frame, name, macro);
  };
}

export function compileCallBlock(
  compiler: Compiler,
  node: CallBlockNode,
  scope: Scope,
): (frame: Frame) => void {
  const caller = compileFunction(compiler, node, scope);
  const call = compileCall(compiler, node.call, scope, caller);
  return (frame) => emitRaw(frame, call(frame));
}

export function compileFilterBlock(
  compiler: Compiler,
  node: FilterBlockNode,
  scope: Scope,
): (frame: Frame) => void {
  const inner = innerScope(scope);
  inner.symbols.visitAll(node.body);
  inner.symbols.visit(node.filter);
  const body = compiler.body(node.body, inner);
  const filter = compileFilter(compiler, node.filter, inner, (frame) => {
    const output = capture(frame.context, frame.run, () => {
      body(frame);
    });
    return markIfEscaped(output, frame.context.autoescape);
  });
  const enter = scopeEntry(inner);
  return (frame) => {
    enter?.(frame);
    emitRaw(frame, filter(frame));
  };
}
