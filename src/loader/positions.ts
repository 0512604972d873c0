import type { SourceText } from '../diagnostics/source-text.ts';
import type { Span } from '../diagnostics/span.ts';
import type { Value } from '../values/types.ts';

/** Offsets of a loaded container and of what it holds; `keys` is undefined for a list. */
export interface Positions {
  readonly source: SourceText;
  readonly start: number;
  readonly keys: readonly Value[] | undefined;
  readonly keyOffsets: readonly number[];
  readonly valueOffsets: readonly number[];
}

const table = new WeakMap<object, Positions>();

export function setPositions(container: object, positions: Positions): void {
  table.set(container, positions);
}

/** Gives `copy` the positions of `original`. */
export function copyPositions(original: object, copy: object): void {
  const positions = table.get(original);
  if (positions !== undefined) table.set(copy, positions);
}

/** Where a Map or array that the loader made begins. */
export function spanOf(container: Value | undefined): Span | undefined {
  if (typeof container !== 'object' || container === null) return undefined;
  const positions = table.get(container);
  return positions?.source.spanAt(positions.start);
}

/** Where a key of a loaded mapping stands. */
export function spanOfKey(map: Value | undefined, key: Value): Span | undefined {
  return entrySpan(map, key, 'keyOffsets');
}

/** Where the value of a key of a loaded mapping begins. */
export function spanOfValue(map: Value | undefined, key: Value): Span | undefined {
  return entrySpan(map, key, 'valueOffsets');
}

/** Where an item of a loaded list begins. */
export function spanOfItem(list: Value | undefined, index: number): Span | undefined {
  if (typeof list !== 'object' || list === null) return undefined;
  const positions = table.get(list);
  const offset = positions?.keys === undefined ? positions?.valueOffsets[index] : undefined;
  return offset === undefined ? undefined : positions?.source.spanAt(offset);
}

function entrySpan(
  map: Value | undefined,
  key: Value,
  which: 'keyOffsets' | 'valueOffsets',
): Span | undefined {
  if (typeof map !== 'object' || map === null) return undefined;
  const positions = table.get(map);
  const index = positions?.keys?.lastIndexOf(key) ?? -1;
  const offset = positions?.[which][index];
  return offset === undefined ? undefined : positions?.source.spanAt(offset);
}
