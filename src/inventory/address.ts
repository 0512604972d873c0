import { once } from '../values/once.ts';

/** Host names and addresses as inventories write them: with ports, and with `[x:y:step]` ranges. */

const NUMERIC_RANGE = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const HEX_RANGE = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const LABEL_RANGE = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const IPV4_PART = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMERIC_RANGE})`;
const IPV6_PART = `(?:[0-9a-f]{1,4}|${HEX_RANGE})`;
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${LABEL_RANGE})(?:[\p{L}\p{N}_-]|${LABEL_RANGE})*(?<![_-])`;

/** What most names are, told by a pattern that costs little to make. */
const PLAIN_NAME = /^(?!.*[_-](?:\.|$))[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_][a-z0-9_-]*)*$/i;

const IPV4 = new RegExp(String.raw`^(?:${IPV4_PART}\.){3}${IPV4_PART}$`, 'i');
const IPV6 = once(
  () =>
    new RegExp(
      [
        '^(?:P:){7}P',
        '(?:P:){1,6}:',
        '(?:P:)(?::P){1,6}',
        '(?:P:){2}(?::P){1,5}',
        '(?:P:){3}(?::P){1,4}',
        '(?:P:){4}(?::P){1,3}',
        '(?:P:){5}(?::P){1,2}',
        '(?:P:){6}(?::P)',
        ':(?::P){1,6}',
        'P?::',
        String.raw`(?:0:){6}(?:P\.){3}P`,
        String.raw`::(?:ffff:)?(?:P\.){3}P`,
        String.raw`(?:0:){5}ffff:(?:P\.){3}P$`,
      ]
        .join('|')
        .replaceAll('P', IPV6_PART),
      'iy',
    ),
);
const HOST_NAME = once(() => new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'iu'));
const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

export interface HostAddress {
  readonly host: string;
  readonly port: number | undefined;
}

/** A host identifier with an optional port; undefined when it is none. Ranges only count with `allowRanges`. */
export function parseAddress(address: string, allowRanges: boolean): HostAddress | undefined {
  let host = address;
  let port: number | undefined;
  for (const form of [BRACKETED_PORT, PORT]) {
    const match = form.exec(host);
    if (match === null) continue;
    host = match[1] as string;
    port = Number(match[2]);
  }
  if (!PLAIN_NAME.test(host) && !isIpAddress(host) && !HOST_NAME().test(host)) return undefined;
  if (!allowRanges && host.includes('[')) return undefined;
  return { host, port };
}

/** IPv4 or IPv6, ranges allowed. */
export function isIpAddress(host: string): boolean {
  if (/^[0-9[]/.test(host) && IPV4.test(host)) return true;
  if (!host.includes(':')) return false;
  const ipv6 = IPV6();
  ipv6.lastIndex = 0;
  return ipv6.test(host);
}
