import { isIPv4, isIPv6 } from 'node:net';

/**
 * The number that a rule is inserted at, from one relative to the rules of a protocol.
 * @param status what `ufw status numbered` prints
 * @returns null where that is past the end: ufw takes no such numbers
 */
export function insertPlace(insert: number, relativeTo: string, status: string): number | null {
  const rules = status.split('\n').flatMap((line) => {
    const number = /^\[ *([0-9]+)\] /.exec(line)?.[1];
    return number === undefined ? [] : [{ number: Number(number), v6: line.includes('(v6)') }];
  });
  const last = Math.max(0, ...rules.map(({ number }) => number));
  const ofV4 = rules.filter(({ v6 }) => !v6).map(({ number }) => number);
  const lastV4 = Math.max(0, ...ofV4);
  const base =
    relativeTo === 'first-ipv4'
      ? 1
      : relativeTo === 'last-ipv4'
        ? Math.max(1, lastV4)
        : relativeTo === 'first-ipv6'
          ? lastV4 + 1
          : rules.length > ofV4.length
            ? last
            : last + 1;
  return insert + base > last ? null : insert + base;
}

/** Whether a dry run shows other rules than there are; of the address's protocol only, where it has one. */
export function rulesDiffer(rules: string, dryRun: string, from: string, to: string): boolean {
  const lines = splitLines(dryRun);
  const skipped = lines.filter((line) => line.includes('Skipping')).length;
  if (skipped > 0 && skipped === lines.length) return false;
  const after = lines.filter((line) => line.startsWith('### tuple'));
  const before = splitLines(rules);
  const of = (ours: (line: string) => boolean): boolean =>
    before.filter(ours).join('') !== after.filter(ours).join('');
  if (startsWithV4(from) || startsWithV4(to)) return of((line) => V4.test(line));
  if (startsWithV6(from) || startsWithV6(to)) return of(holdsV6);
  return rules !== after.join('');
}

const V4 = /((25[0-5]|(2[0-4]|1?\d)?\d)\.){3}(25[0-5]|(2[0-4]|1?\d)?\d)/;

const startsWithV4 = (address: string): boolean => address.search(V4) === 0;

const startsWithV6 = (address: string): boolean =>
  isIPv6(address.replace(/\/.*$/, '')) && !isIPv4(address);

const holdsV6 = (line: string): boolean => line.split(/[\s/]+/).some((word) => isIPv6(word));

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
