import { sorted } from '../../values/compare.ts';
import { iterate, length, toList } from '../../values/iterate.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Callable, Tuple, type Value } from '../../values/types.ts';

type Body = (args: Value[], kwargs: ReadonlyMap<string, Value>) => Value;

/** The functions of Python that the debugger's expressions may call; `print` writes a line through `write`. */
export function builtins(write: (line: string) => void): ReadonlyMap<string, Value> {
  const one = (body: (value: Value) => Value): Body => {
    return ([value = null]) => body(value);
  };
  const bodies: Readonly<Record<string, Body>> = {
    bool: one(truthy),
    len: one(length),
    list: one(toList),
    repr: one(repr),
    sorted: one((value) => sorted(iterate(value), (item) => item)),
    str: one(str),
    tuple: one((value) => new Tuple(toList(value))),
    print(args) {
      write(args.map(str).join(' '));
      return null;
    },
  };
  return new Map(
    Object.entries(bodies).map(([name, body]): [string, Value] => [name, new Callable(name, body)]),
  );
}
