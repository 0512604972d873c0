/** `replace`, `delete`, `insert` or `equal`: a[aStart..aEnd) becomes b[bStart..bEnd). */
export interface Opcode {
  readonly tag: 'replace' | 'delete' | 'insert' | 'equal';
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/**
 * How one list of lines becomes another, by the longest matching runs as Python's difflib finds them, its rule for
 * popular lines in long texts included. Source: Python documentation of difflib.SequenceMatcher.
 */
export function opcodes(a: readonly string[], b: readonly string[]): Opcode[] {
  const codes: Opcode[] = [];
  let i = 0;
  let j = 0;
  for (const match of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    const tag =
      i < match.a && j < match.b
        ? 'replace'
        : i < match.a
          ? 'delete'
          : j < match.b
            ? 'insert'
            : undefined;
    if (tag !== undefined) codes.push({ tag, aStart: i, aEnd: match.a, bStart: j, bEnd: match.b });
    i = match.a + match.size;
    j = match.b + match.size;
    if (match.size > 0)
      codes.push({ tag: 'equal', aStart: match.a, aEnd: i, bStart: match.b, bEnd: j });
  }
  return codes;
}

function matchingBlocks(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const open: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [aLow, aHigh, bLow, bHigh] = range;
    const match = longestMatch(a, b, places, range);
    if (match.size === 0) continue;
    found.push(match);
    if (aLow < match.a && bLow < match.b) open.push([aLow, match.a, bLow, match.b]);
    const aNext = match.a + match.size;
    const bNext = match.b + match.size;
    if (aNext < aHigh && bNext < bHigh) open.push([aNext, aHigh, bNext, bHigh]);
  }
  found.sort((x, y) => x.a - y.a || x.b - y.b);

  const joined: Match[] = [];
  for (const match of found) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === match.a && last.b + last.size === match.b) {
      joined[joined.length - 1] = { ...last, size: last.size + match.size };
    } else {
      joined.push(match);
    }
  }
  return joined;
}

/** Where each line of b stands; lines that make up more than a hundredth of a long text are left out. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [index, line] of b.entries()) {
    const list = places.get(line);
    if (list === undefined) places.set(line, [index]);
    else list.push(index);
  }
  if (b.length >= 200) {
    const popular = Math.floor(b.length / 100) + 1;
    for (const [line, list] of places) if (list.length > popular) places.delete(line);
  }
  return places;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: Map<string, number[]>,
  [aLow, aHigh, bLow, bHigh]: [number, number, number, number],
): Match {
  let best: Match = { a: aLow, b: bLow, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = aLow; i < aHigh; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < bLow) continue;
      if (j >= bHigh) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: aStart, b: bStart, size } = best;
  while (aStart > aLow && bStart > bLow && a[aStart - 1] === b[bStart - 1]) {
    aStart--;
    bStart--;
    size++;
  }
  while (aStart + size < aHigh && bStart + size < bHigh && a[aStart + size] === b[bStart + size])
    size++;
  return { a: aStart, b: bStart, size };
}
