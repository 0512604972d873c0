/** Compares versions as dpkg does (deb-version(7)): negative, zero or positive. */
export function compareDebianVersions(a: string, b: string): number {
  const [epochA, upstreamA, revisionA] = parts(a);
  const [epochB, upstreamB, revisionB] = parts(b);
  return epochA - epochB || compareText(upstreamA, upstreamB) || compareText(revisionA, revisionB);
}

function parts(version: string): [epoch: number, upstream: string, revision: string] {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return [
    colon < 0 ? 0 : Number(version.slice(0, colon)),
    dash < 0 ? rest : rest.slice(0, dash),
    dash < 0 ? '' : rest.slice(dash + 1),
  ];
}

/** Text and numbers in turn; `~` sorts before everything, even the end; letters before other characters. */
function compareText(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const numberA = /^\d*/.exec(a.slice(i))?.[0] ?? '';
    const numberB = /^\d*/.exec(b.slice(j))?.[0] ?? '';
    const difference = BigInt(numberA || '0') - BigInt(numberB || '0');
    if (difference !== 0n) return difference < 0n ? -1 : 1;
    i += numberA.length;
    j += numberB.length;
  }
  return 0;
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function weight(char: string | undefined): number {
  if (char === '~') return -1;
  if (char === undefined || isDigit(char)) return 0;
  return /[a-zA-Z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
}
