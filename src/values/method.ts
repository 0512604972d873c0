import { bindArguments, type Parameter, type SignatureOptions, signature } from './signature.ts';
import { Callable, type Value } from './types.ts';

class Method extends Callable {
  override readonly typeName = 'builtin_function_or_method';
  override repr(): string {
    return `<built-in method ${this.name}>`;
  }
}

/** A bound method whose body takes the positional arguments as they come. */
export function method(
  name: string,
  body: (args: Value[], kwargs: Map<string, Value>) => Value,
): Callable {
  return new Method(name, body);
}

/** A bound method with a Python signature. */
export function boundMethod(
  name: string,
  parameters: readonly Parameter[],
  body: (values: Value[], rest: Value[], options: Map<string, Value>) => Value,
  options: SignatureOptions = {},
): Callable {
  const sig = signature(name, parameters, options);
  return new Method(name, (args, kwargs) => {
    const bound = bindArguments(sig, args, kwargs);
    return body(bound.values, bound.rest, bound.options);
  });
}
