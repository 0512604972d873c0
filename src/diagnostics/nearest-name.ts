/** The name that is nearest to a mistyped one: at most a third of its letters differ. The first of equally near ones. */
function nearestName(mistyped: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.floor(mistyped.length / 3) + 1;
  for (const name of names) {
    if (Math.abs(name.length - mistyped.length) >= least) continue;
    const found = distance(mistyped, name);
    if (found < least) [nearest, least] = [name, found];
  }
  return nearest;
}

/** Letters to put in, take out, replace or swap with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_none, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + same,
        swapped ? (beforeLast[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[other.length] as number;
}

/** The hint for a mistyped name, where there is one that is near. */
export function didYouMean(mistyped: string, names: Iterable<string>): string | undefined {
  const near = nearestName(mistyped, names);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}
