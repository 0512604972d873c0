import { boundMethod } from '../../values/method.ts';
import { dictFrom } from '../../values/methods/dict-methods.ts';
import { overflowError, typeError } from '../../values/python-errors.ts';
import { makeRange, rangeLength } from '../../values/range.ts';
import { Callable, type Value } from '../../values/types.ts';
import { Namespace } from '../runtime/namespace.ts';
import { Cycler } from './cycler.ts';
import { Joiner } from './joiner.ts';
import { lipsum } from './lipsum.ts';

const MAX_RANGE = 100_000;

const range = new Callable('range', (args) => makeRange(args));

/** A sandbox's range(): long ones are refused. */
const safeRange = new Callable('range', (args) => {
  const made = makeRange(args);
  if (rangeLength(made) > MAX_RANGE)
    throw overflowError(
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE}).`,
    );
  return made;
});

const atMostOne = (name: string, args: readonly Value[]): Value | undefined => {
  if (args.length > 1) throw typeError(`${name} expected at most 1 argument, got ${args.length}`);
  return args[0];
};

const dict = new Callable('dict', (args, kwargs) => dictFrom(atMostOne('dict', args), kwargs));

const namespace = new Callable(
  'namespace',
  (args, kwargs) => new Namespace(atMostOne('namespace', args), kwargs),
);

const cycler = new Callable('cycler', (args) => new Cycler(args));

const joiner = boundMethod(
  'joiner',
  [['sep', ', ']],
  ([separator]) => new Joiner(separator as Value),
);

const BASE: readonly (readonly [string, Value])[] = [
  ['dict', dict],
  ['lipsum', lipsum],
  ['cycler', cycler],
  ['joiner', joiner],
  ['namespace', namespace],
];

/** Jinja's global names. */
export function defaultGlobals(sandboxed: boolean): Map<string, Value> {
  return new Map([['range', sandboxed ? safeRange : range], ...BASE]);
}
