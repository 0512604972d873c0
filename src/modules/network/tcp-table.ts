/** Connection states by their number in /proc/net/tcp. */
export const TCP_STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
};

const ALL_V4 = '00000000';
const ALL_V6 = '0'.repeat(32);
const MAPPED = '0000000000000000FFFF0000';

/** An address as /proc/net/tcp and tcp6 write it; an IPv4 address also in its IPv6 form. */
export function kernelAddresses(address: string): string[] {
  if (!address.includes(':')) {
    const hex = wordHex(address.split('.').map(Number));
    return [hex, MAPPED + hex];
  }
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  const bytes = all.flatMap((group) => [group >> 8, group & 255]);
  return [[0, 4, 8, 12].map((at) => wordHex(bytes.slice(at, at + 4))).join('')];
}

/** Four bytes in the byte order of little-endian kernels. */
function wordHex(bytes: readonly number[]): string {
  return [...bytes]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** Counts connections to a local port whose state is one of `states` (numbers), without those of excluded peers. */
export function activeConnections(
  table: string,
  port: number,
  addresses: ReadonlySet<string>,
  excluded: ReadonlySet<string>,
  states: ReadonlySet<string>,
): number {
  const wantedPort = port.toString(16).toUpperCase().padStart(4, '0');
  let count = 0;
  for (const line of table.split('\n')) {
    const [, local = '', remote = '', state = ''] = line.trim().split(/\s+/);
    const [localAddress = '', localPort] = local.split(':');
    if (localPort !== wantedPort || !states.has(state)) continue;
    if (excluded.has(remote.split(':')[0] ?? '')) continue;
    const any =
      (localAddress.length === 8 && addresses.has(ALL_V4)) ||
      (localAddress.length === 32 && addresses.has(ALL_V6)) ||
      (localAddress.startsWith(MAPPED) && addresses.has(MAPPED + ALL_V4));
    if (any || addresses.has(localAddress)) count++;
  }
  return count;
}
