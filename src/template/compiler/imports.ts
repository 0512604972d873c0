import { TemplateError } from '../../diagnostics/errors.ts';
import { repr } from '../../values/repr.ts';
import { LayeredScope } from '../runtime/context.ts';
import { emitRaw, type Frame } from '../runtime/frame.ts';
import type { TemplateModule } from '../runtime/references.ts';
import type { FromImportNode, ImportNode, IncludeNode } from '../syntax/nodes.ts';
import type { CompiledTemplate } from '../template.ts';
import type { Compiler } from './compiler.ts';
import { localsReader } from './inheritance.ts';
import type { Scope } from './scope.ts';

export function compileInclude(
  compiler: Compiler,
  node: IncludeNode,
  scope: Scope,
): (frame: Frame) => void {
  const wanted = compiler.expression(node.template, scope);
  const locals = localsReader(scope);
  const skips = scope.checksExtends && compiler.hasKnownExtends;
  const { withContext, ignoreMissing } = node;
  return (frame) => {
    const template = find(frame, wanted(frame), compiler.name, ignoreMissing);
    if (template === undefined || skips) return;
    const { context, run } = frame;
    if (!withContext) {
      emitRaw(frame, template.defaultModule(run).body);
      return;
    }
    const { line } = run;
    template.renderInto(new LayeredScope(locals(frame), context), run);
    run.line = line;
  };
}

function find(
  frame: Frame,
  wanted: Parameters<typeof emitRaw>[1],
  parent: string | undefined,
  ignoreMissing: boolean,
): CompiledTemplate | undefined {
  const { environment } = frame.context;
  if (!ignoreMissing) return environment.getOrSelectTemplate(wanted, parent);
  try {
    return environment.getOrSelectTemplate(wanted, parent);
  } catch (error) {
    if (error instanceof TemplateError && /^Template(s)?NotFound$/.test(error.pythonClass))
      return undefined;
    throw error;
  }
}

function moduleReader(
  compiler: Compiler,
  node: ImportNode | FromImportNode,
  scope: Scope,
): (frame: Frame) => TemplateModule {
  const wanted = compiler.expression(node.template, scope);
  const locals = localsReader(scope);
  const { withContext } = node;
  return (frame) => {
    const { context, run } = frame;
    const template = context.environment.getTemplate(wanted(frame), compiler.name);
    if (!withContext) return template.defaultModule(run);
    return template.makeModule(new LayeredScope(locals(frame), context), run);
  };
}

export function compileImport(
  compiler: Compiler,
  node: ImportNode,
  scope: Scope,
): (frame: Frame) => void {
  const read = moduleReader(compiler, node, scope);
  const { slot } = scope.symbols.ref(node.target);
  const { target } = node;
  return (frame) => {
    const module = read(frame);
    frame.slots[slot] = module;
    if (!scope.toplevel) return;
    frame.context.vars.set(target, module);
    frame.context.exported.delete(target);
  };
}

export function compileFromImport(
  compiler: Compiler,
  node: FromImportNode,
  scope: Scope,
): (frame: Frame) => void {
  const read = moduleReader(compiler, node, scope);
  const place = compiler.name === undefined ? '' : ` in ${repr(compiler.name)}`;
  const names = node.names.map(({ name, alias }) => ({
    name,
    alias,
    slot: scope.symbols.ref(alias).slot,
  }));
  return (frame) => {
    const { context } = frame;
    const module = read(frame);
    for (const { name, alias, slot } of names) {
      let value = module.getAttribute(name);
      if (value === undefined) {
        const template = repr(module.getAttribute('__name__') ?? null);
        const hint = `the template ${template} (imported on line ${node.lineno}${place}) does not export the requested name ${repr(name)}`;
        value = context.environment.undefined({ hint, name });
      }
      frame.slots[slot] = value;
      if (!scope.toplevel) continue;
      context.vars.set(alias, value);
      context.exported.delete(alias);
    }
  };
}
