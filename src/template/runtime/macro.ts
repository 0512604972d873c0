import { typeError } from '../../values/python-errors.ts';
import { repr } from '../../values/repr.ts';
import { Callable, Tuple, type Value } from '../../values/types.ts';
import type { Environment } from '../environment.ts';
import { MISSING, markIfEscaped } from './frame.ts';

/** What a macro declares. */
export interface MacroSignature {
  readonly name: string | null;
  readonly parameters: readonly string[];
  readonly takesKwargs: boolean;
  readonly takesVarargs: boolean;
  readonly takesCaller: boolean;
}

export type MacroBody = (values: (Value | typeof MISSING)[]) => Value;

const names = (items: readonly string[]): Value => new Tuple(items);

/** A macro, or the `caller` of a call block. */
export class Macro extends Callable {
  override readonly typeName = 'Macro';
  readonly #environment: Environment;
  readonly #signature: MacroSignature;
  readonly #body: MacroBody;
  readonly #autoescape: boolean;

  constructor(
    environment: Environment,
    signature: MacroSignature,
    body: MacroBody,
    autoescape: boolean,
  ) {
    super(signature.name ?? 'caller', (args, kwargs) =>
      this.invoke(args, kwargs, this.#autoescape),
    );
    this.#environment = environment;
    this.#signature = signature;
    this.#body = body;
    this.#autoescape = autoescape;
  }

  /** Calls the macro from a place that escapes or doesn't. @throws TemplateError (TypeError) */
  invoke(args: readonly Value[], kwargs: ReadonlyMap<string, Value>, autoescape: boolean): Value {
    const { parameters, takesKwargs, takesVarargs, takesCaller } = this.#signature;
    const values: (Value | typeof MISSING)[] = args.slice(0, parameters.length);
    const rest = new Map(kwargs);
    let hasCaller = values.length === parameters.length && parameters.includes('caller');
    for (const name of parameters.slice(values.length)) {
      const value = rest.get(name);
      rest.delete(name);
      if (name === 'caller') hasCaller = true;
      values.push(value === undefined ? MISSING : value);
    }
    if (takesCaller && !hasCaller) {
      const caller = rest.get('caller');
      rest.delete('caller');
      const absent = { hint: 'No caller defined', name: 'caller' };
      values.push(
        caller === undefined || caller === null ? this.#environment.undefined(absent) : caller,
      );
    }
    if (takesKwargs) values.push(new Map<Value, Value>(rest));
    else if (rest.size > 0) this.#refuse(rest);
    if (takesVarargs) values.push(new Tuple(args.slice(parameters.length)));
    else if (args.length > parameters.length)
      throw typeError(
        `macro ${repr(this.#signature.name)} takes not more than ${parameters.length} argument(s)`,
      );
    return markIfEscaped(this.#body(values), autoescape);
  }

  #refuse(rest: ReadonlyMap<string, Value>): never {
    const name = repr(this.#signature.name);
    if (rest.has('caller'))
      throw typeError(
        `macro ${name} was invoked with two values for the special caller argument. This is most likely a bug.`,
      );
    const [first] = rest.keys();
    throw typeError(`macro ${name} takes no keyword argument ${repr(first as string)}`);
  }

  override repr(): string {
    const { name } = this.#signature;
    return `<Macro ${name === null ? 'anonymous' : repr(name)}>`;
  }

  override getAttribute(name: string): Value | undefined {
    const signature = this.#signature;
    switch (name) {
      case 'name':
        return signature.name;
      case 'arguments':
        return names(signature.parameters);
      case 'catch_kwargs':
        return signature.takesKwargs;
      case 'catch_varargs':
        return signature.takesVarargs;
      case 'caller':
        return signature.takesCaller;
    }
    return undefined;
  }
}
