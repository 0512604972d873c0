import { asInt } from './int.ts';
import { typeError, valueError } from './python-errors.ts';
import { typeName } from './type-name.ts';
import { PyRange, type Value } from './types.ts';

export function rangeLength(range: PyRange): number {
  const { start, stop, step } = range;
  if (step > 0 ? start >= stop : start <= stop) return 0;
  return Math.floor((stop - start - Math.sign(step)) / step) + 1;
}

export function* rangeItems(range: PyRange): Generator<number> {
  const { start, stop, step } = range;
  if (step > 0) for (let i = start; i < stop; i += step) yield i;
  else for (let i = start; i > stop; i += step) yield i;
}

export function rangeToList(range: PyRange): number[] {
  const items: number[] = [];
  const length = rangeLength(range);
  for (let i = 0; i < length; i++) items.push(range.start + i * range.step);
  return items;
}

/** Python's range(stop) and range(start, stop[, step]). @throws TemplateError as Python words it. */
export function makeRange(args: readonly Value[]): PyRange {
  if (args.length === 0) throw typeError('range expected at least 1 argument, got 0');
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const numbers = args.map((arg) => {
    const n = asInt(arg);
    if (n === undefined)
      throw typeError(`'${typeName(arg)}' object cannot be interpreted as an integer`);
    return Number(n);
  });
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  return second === undefined ? new PyRange(0, first) : new PyRange(first, second, step);
}
