import { Callable, type Value } from '../../values/types.ts';
import type { Context } from './context.ts';

type Body = (context: Context, args: Value[], kwargs: Map<string, Value>) => Value;

/** A function that is told which template calls it (Jinja's `pass_context`). */
export class ContextCallable extends Callable {
  readonly callWith: Body;
  constructor(name: string, body: Body) {
    super(name, () => {
      throw new Error(`${name}() is called without a template`);
    });
    this.callWith = body;
  }
}
