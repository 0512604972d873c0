import { TemplateError } from '../diagnostics/errors.ts';
import type { Value } from '../values/types.ts';
import { Compiler } from './compiler/compiler.ts';
import { rootScope, scopeEntry } from './compiler/scope.ts';
import type { Scope as VariableScope } from './contract.ts';
import type { Environment } from './environment.ts';
import { CachingScope, Context, MapScope } from './runtime/context.ts';
import {
  type BlockFunction,
  type CompiledExpression,
  capture,
  Frame,
  Run,
} from './runtime/frame.ts';
import { superBlock, TemplateModule, TemplateReference } from './runtime/references.ts';
import { findAll, findUndeclared } from './syntax/children.ts';
import type { BlockNode, Expression, Statement } from './syntax/nodes.ts';

const EMPTY_SCOPE: VariableScope = new MapScope(new Map());

/** A template ready to be rendered, any number of times. */
export class CompiledTemplate {
  readonly environment: Environment;
  readonly name: string | undefined;
  /** Writes the template's output. */
  readonly root: BlockFunction;
  readonly blocks: ReadonlyMap<string, BlockFunction>;
  #module: TemplateModule | undefined;

  constructor(environment: Environment, body: readonly Statement[], name: string | undefined) {
    this.environment = environment;
    this.name = name;
    const compiler = new Compiler(environment, name);
    compiler.collectBlocks(body);
    this.root = compileRoot(compiler, body);
    this.blocks = new Map(
      Array.from(compiler.blocks, ([key, block]) => [key, compileBlockFunction(compiler, block)]),
    );
  }

  #context(parent: VariableScope, shared: boolean): Context {
    const { environment } = this;
    const blocks = new Map<string, BlockFunction[]>();
    for (const [name, block] of this.blocks) blocks.set(name, [block]);
    const globals = shared ? NO_GLOBALS : environment.globals;
    const escapes = environment.autoescapes(this.name);
    return new Context(environment, this.name, parent, globals, blocks, escapes);
  }

  /** Renders with the variables of a scope: text, or what the environment's `concat` makes of the chunks. */
  render(variables: VariableScope | ReadonlyMap<string, Value> = EMPTY_SCOPE): Value {
    const context = this.#context(this.#scope(variables), false);
    const run = new Run();
    return capture(context, run, () => this.root(context, run));
  }

  /** Renders to the pieces that text and print statements gave, in an environment with `concat`. */
  renderChunks(variables: VariableScope | ReadonlyMap<string, Value> = EMPTY_SCOPE): Value[] {
    const context = this.#context(this.#scope(variables), false);
    const run = new Run();
    this.root(context, run);
    return run.chunks;
  }

  #scope(variables: VariableScope | ReadonlyMap<string, Value>): VariableScope {
    const scope = isMap(variables) ? new MapScope(variables) : variables;
    return new CachingScope(scope, this.environment.resolveValue);
  }

  /** Renders as part of another template's output: an include. */
  renderInto(parent: VariableScope, run: Run): void {
    this.root(this.#context(parent, true), run);
  }

  /** What importing the template gives, with the importer's variables in sight. */
  makeModule(parent: VariableScope, run: Run, shared = true): TemplateModule {
    const context = this.#context(parent, shared);
    const body = capture(context, run, () => this.root(context, run));
    const exports = new Map<string, Value>();
    for (const name of context.exported) {
      const value = context.vars.get(name);
      if (value !== undefined) exports.set(name, value);
    }
    return new TemplateModule(this.name, exports, body);
  }

  /** What importing the template gives without the importer's variables: made once. */
  defaultModule(run: Run = new Run()): TemplateModule {
    this.#module ??= this.makeModule(EMPTY_SCOPE, run, false);
    return this.#module;
  }
}

const NO_GLOBALS: ReadonlyMap<string, Value> = new Map();

const isMap = (
  variables: VariableScope | ReadonlyMap<string, Value>,
): variables is ReadonlyMap<string, Value> => variables instanceof Map;

/** Runs compiled code; errors from it learn their line and template. */
function located(name: string | undefined, body: BlockFunction): BlockFunction {
  return (context, run) => {
    const { line } = run;
    run.enter();
    try {
      body(context, run);
    } catch (error) {
      throw locate(error, run.line, name);
    } finally {
      run.depth--;
    }
    run.line = line;
  };
}

function locate(error: unknown, lineno: number, templateName: string | undefined): unknown {
  if (error instanceof RangeError && /call stack/i.test(error.message))
    return new TemplateError('RecursionError', 'maximum recursion depth exceeded', {
      cause: error,
      lineno,
      templateName,
    });
  if (error instanceof TemplateError && error.lineno === undefined)
    return Object.assign(error, { lineno, templateName });
  return error;
}

function compileRoot(compiler: Compiler, body: readonly Statement[]): BlockFunction {
  const extending = findAll(body, 'Extends').length > 0;
  const scope = rootScope(true, extending);
  const { symbols, unit } = scope;
  const usesSelf = findUndeclared(body, ['self']).has('self');
  const self = usesSelf ? symbols.declareParameter('self') : undefined;
  symbols.visitAll(body);
  const run = compiler.body(body, scope);
  const enter = scopeEntry(scope, true);
  return located(compiler.name, (context, output) => {
    const frame = new Frame(unit.size, undefined, context, output);
    enter?.(frame);
    if (self !== undefined) frame.slots[self.slot] = new TemplateReference(context, output);
    run(frame);
    frame.parentRoot?.(context, output);
  });
}

function compileBlockFunction(compiler: Compiler, block: BlockNode): BlockFunction {
  const scope = { ...rootScope(false, false) };
  const { symbols, unit } = scope;
  const used = findUndeclared(block.body, ['self', 'super']);
  const self = used.has('self') ? symbols.declareParameter('self') : undefined;
  const parent = used.has('super') ? symbols.declareParameter('super') : undefined;
  symbols.visitAll(block.body);
  const run = compiler.body(block.body, scope);
  const enter = scopeEntry(scope, true);
  const { name } = block;
  const render: BlockFunction = located(compiler.name, (context, output) => {
    const frame = new Frame(unit.size, undefined, context, output);
    enter?.(frame);
    if (self !== undefined) frame.slots[self.slot] = new TemplateReference(context, output);
    if (parent !== undefined) {
      const stack = context.blocks.get(name) ?? [];
      const own = stack.indexOf(render);
      frame.slots[parent.slot] = superBlock(name, context, output, stack, own);
    }
    run(frame);
  });
  return render;
}

/** An expression that can be evaluated over variables without printing anything. */
export class CompiledExpressionTemplate {
  readonly #environment: Environment;
  readonly #size: number;
  readonly #evaluate: CompiledExpression;

  constructor(environment: Environment, node: Expression) {
    this.#environment = environment;
    const compiler = new Compiler(environment, undefined);
    const scope = rootScope(false, false);
    scope.symbols.visit(node);
    this.#evaluate = compiler.expression(node, scope);
    this.#size = scope.unit.size;
  }

  /** The expression's value, an undefined one included. */
  evaluate(variables: VariableScope | ReadonlyMap<string, Value> = EMPTY_SCOPE): Value {
    const environment = this.#environment;
    const scope = new CachingScope(
      isMap(variables) ? new MapScope(variables) : variables,
      environment.resolveValue,
    );
    const escapes = environment.autoescapes(undefined);
    const context = new Context(
      environment,
      undefined,
      scope,
      environment.globals,
      new Map(),
      escapes,
    );
    const run = new Run();
    let value: Value = null;
    located(undefined, () => {
      value = this.#evaluate(new Frame(this.#size, undefined, context, run));
    })(context, run);
    return value;
  }
}
