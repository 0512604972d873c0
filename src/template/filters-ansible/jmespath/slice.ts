import { Slice, sliceOf } from '../../../values/slice.ts';
import type { Value } from '../../../values/types.ts';

/** `items[start:stop:step]` as Python slices. */
export function makeSliceOf(
  items: readonly Value[],
  start: number | null,
  stop: number | null,
  step: number | null,
): Value {
  return sliceOf([...items], new Slice(start, stop, step));
}
