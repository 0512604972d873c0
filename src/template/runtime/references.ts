import { repr, str } from '../../values/repr.ts';
import { Callable, PyObject, type Value } from '../../values/types.ts';
import type { Context } from './context.ts';
import { type BlockFunction, capture, markIfEscaped, type Run } from './frame.ts';

/** `super` or `self.name`: a block that can be rendered by calling it. */
class BlockReference extends PyObject {
  readonly typeName = 'BlockReference';
  readonly #name: string;
  readonly #context: Context;
  readonly #run: Run;
  readonly #stack: readonly BlockFunction[];
  readonly #depth: number;

  constructor(
    name: string,
    context: Context,
    run: Run,
    stack: readonly BlockFunction[],
    depth: number,
  ) {
    super();
    this.#name = name;
    this.#context = context;
    this.#run = run;
    this.#stack = stack;
    this.#depth = depth;
  }

  repr(): string {
    return `<BlockReference ${repr(this.#name)}>`;
  }

  override getAttribute(name: string): Value | undefined {
    if (name === 'name') return this.#name;
    if (name !== 'super') return undefined;
    return superBlock(this.#name, this.#context, this.#run, this.#stack, this.#depth);
  }

  override asCallable(): Callable {
    return new Callable(this.#name, () => {
      const block = this.#stack[this.#depth] as BlockFunction;
      const output = capture(this.#context, this.#run, () => block(this.#context, this.#run));
      return markIfEscaped(output, this.#context.autoescape);
    });
  }
}

/** The next implementation of a block up the inheritance chain. */
export function superBlock(
  name: string,
  context: Context,
  run: Run,
  stack: readonly BlockFunction[],
  depth: number,
): Value {
  if (depth < 0 || depth + 1 >= stack.length)
    return context.undefined(`there is no parent block called ${repr(name)}.`, 'super');
  return new BlockReference(name, context, run, stack, depth + 1);
}

/** The `self` of a template: its blocks by name. */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';
  readonly #context: Context;
  readonly #run: Run;
  constructor(context: Context, run: Run) {
    super();
    this.#context = context;
    this.#run = run;
  }
  repr(): string {
    return `<TemplateReference ${repr(this.#context.name ?? null)}>`;
  }
  override getItem(key: Value): Value | undefined {
    const stack = typeof key === 'string' ? this.#context.blocks.get(key) : undefined;
    if (stack === undefined) return undefined;
    return new BlockReference(key as string, this.#context, this.#run, stack, 0);
  }
}

/** What an import gives: the exported names of a template that ran. */
export class TemplateModule extends PyObject {
  readonly typeName = 'TemplateModule';
  readonly #name: string | undefined;
  readonly #exports: ReadonlyMap<string, Value>;
  readonly body: Value;
  constructor(name: string | undefined, exports: ReadonlyMap<string, Value>, body: Value) {
    super();
    this.#name = name;
    this.#exports = exports;
    this.body = body;
  }
  repr(): string {
    return `<TemplateModule ${this.#name === undefined ? 'memory:7f0000000000' : repr(this.#name)}>`;
  }
  override str(): string {
    return str(this.body);
  }
  override getAttribute(name: string): Value | undefined {
    if (name === '__name__') return this.#name ?? null;
    return this.#exports.get(name);
  }
}
