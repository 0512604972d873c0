import { bindArguments, type Parameter, type SignatureOptions, signature } from './signature.ts';
import { Callable, type Value } from './types.ts';

class Method extends Callable {
  override readonly typeName = 'builtin_function_or_method';
  readonly #owner: string;
  constructor(
    name: string,
    call: (args: Value[], kwargs: Map<string, Value>) => Value,
    owner: string | undefined,
  ) {
    super(name, call);
    this.#owner = owner === undefined ? '' : ` of ${owner} object`;
  }
  override repr(): string {
    return `<built-in method ${this.name}${this.#owner} at 0x7f0000000000>`;
  }
}

/**
 * A bound method whose body takes the positional arguments as they come.
 * @param owner type name of the object it is bound to
 */
export function method(
  name: string,
  body: (args: Value[], kwargs: Map<string, Value>) => Value,
  owner?: string,
): Callable {
  return new Method(name, body, owner);
}

/** A bound method with a Python signature. */
export function boundMethod(
  name: string,
  parameters: readonly Parameter[],
  body: (values: Value[], rest: Value[], options: Map<string, Value>) => Value,
  options: SignatureOptions = {},
): Callable {
  const sig = signature(name, parameters, options);
  return new Method(
    name,
    (args, kwargs) => {
      const bound = bindArguments(sig, args, kwargs);
      return body(bound.values, bound.rest, bound.options);
    },
    undefined,
  );
}
