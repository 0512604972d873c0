import { isIPv4, isIPv6 } from 'node:net';

/** A network as Python's ipaddress has it with `strict=False`: bits of hosts are left out. */
export interface IpNetwork {
  readonly version: 4 | 6;
  readonly prefix: number;
  /** `ADDRESS/PREFIX`. */
  readonly text: string;
}

/** Bytes of an address, 4 or 16; undefined for what is none. */
export function ipBytes(text: string): Buffer | undefined {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number));
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const plain = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [left = [], right = []] = plain.split('::').map((part) => part.split(':').filter(Boolean));
  const words = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(words.map((word) => word.padStart(4, '0')).join(''), 'hex');
}

/** An address in its shortest form. */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  const words = bytes.toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
}

/** The mask whose first `prefix` bits are set, as long as the address. */
export function ipMask(prefix: number, length: number): Buffer {
  const bits = (index: number): number => Math.min(8, Math.max(0, prefix - index * 8));
  return Buffer.from(Array.from({ length }, (_, index) => 0xff & (0xff << (8 - bits(index)))));
}

/** Number of leading ones of a mask; undefined where a one follows a zero. */
export function maskPrefix(mask: Buffer): number | undefined {
  const [, ones = ''] =
    /^(1*)0*$/.exec([...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('')) ?? [];
  return ipMask(ones.length, mask.length).equals(mask) ? ones.length : undefined;
}

/** Reads `ADDRESS`, `ADDRESS/PREFIX` or, of IPv4, `ADDRESS/MASK`; undefined for what is no network. */
export function ipNetwork(text: string): IpNetwork | undefined {
  const [address = '', length, more] = text.split('/');
  const bytes = ipBytes(address);
  if (bytes === undefined || more !== undefined) return undefined;
  const prefix = length === undefined ? bytes.length * 8 : readPrefix(length, bytes.length);
  if (prefix === undefined) return undefined;
  const mask = ipMask(prefix, bytes.length);
  const base = Buffer.from(bytes.map((byte, index) => byte & (mask[index] ?? 0)));
  return { version: bytes.length === 4 ? 4 : 6, prefix, text: `${ipText(base)}/${prefix}` };
}

function readPrefix(text: string, length: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= length * 8 ? Number(text) : undefined;
  const mask = length === 4 ? ipBytes(text) : undefined;
  if (mask?.length !== 4) return undefined;
  // A mask may be given by the bits of hosts, too.
  return maskPrefix(mask) ?? maskPrefix(Buffer.from(mask.map((byte) => ~byte & 0xff)));
}
