import { fail, leaveToPython } from '../definition/failure.ts';
import { ipBytes, ipMask, ipText, maskPrefix } from '../network/ip-network.ts';
import { type DerValue, der, derValues, dottedOid, explicit, oid, TAG } from './der.ts';

const EMAIL = 0x81;
const DNS = 0x82;
const DIRECTORY = 0xa4;
const OTHER = 0xa0;
const URI = 0x86;
const ADDRESS = 0x87;
const REGISTERED = 0x88;

const TEXTS: Readonly<Record<string, number>> = { DNS, email: EMAIL, URI };

/**
 * A general name (RFC 5280, 4.2.1.6) in DER from `KIND:VALUE`. `what` is named in errors.
 * @throws ModuleFailure for what is no name, BeyondNative for kinds that are seldom used
 */
export function encodeGeneralName(name: string, what = 'Subject Alternative Name'): Buffer {
  const colon = name.indexOf(':');
  if (colon < 0) fail(`Cannot parse ${what} "${name}" (forgot "DNS:" prefix?)`);
  const kind = name.slice(0, colon);
  const value = name.slice(colon + 1);
  if (kind === 'dirName') leaveToPython(`A name of the kind ${kind}`);
  if (kind === 'otherName') return encodeOtherName(value, what);
  if (kind === 'RID') {
    if (!/^[0-9]+(\.[0-9]+)+$/.test(value)) leaveToPython(`Cannot parse ${what} "${name}"`);
    return der(REGISTERED, oid(value).subarray(2));
  }
  if (kind === 'IP') {
    return der(ADDRESS, addressBytes(value) ?? leaveToPython(`Cannot parse ${what} "${name}"`));
  }
  const tag = TEXTS[kind];
  if (tag === undefined) {
    fail(`Cannot parse ${what} "${name}" (potentially unsupported by cryptography backend)`);
  }
  // International names are rewritten by a library; so are parts of URLs that Python writes differently.
  const plain = [...value].every((char) => char > ' ' && char <= '~');
  const plainUrl = kind !== 'URI' || /^[a-z][a-z0-9+.-]*:\/\/[^/@?#]*[^A-Z]*$/.test(value);
  if (!plain || !plainUrl) leaveToPython(`The name "${name}" is not plain`);
  return der(tag, Buffer.from(value));
}

const HEX = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2})*$/i;
const NUMBER = /^[0-2](\.[0-9]+)+$/;

/** A name of a kind with a number of its own: `NUMBER;00:11:…` or `NUMBER;UTF8:text`. */
function encodeOtherName(text: string, what: string): Buffer {
  const [number = '', ...rest] = text.split(';');
  const value = rest.join(';');
  if (!NUMBER.test(number) || rest.length === 0) leaveToPython(`Cannot parse ${what} "${text}"`);
  if (HEX.test(value)) {
    const bytes = value.split(':').map((digits) => Number.parseInt(digits, 16));
    return der(OTHER, oid(number), explicit(0, Buffer.from(bytes)));
  }
  const [, written] = /^UTF8(?:String)?:(.*)$/s.exec(value) ?? [];
  if (written === undefined) leaveToPython(`A name of the kind otherName as ${value}`);
  const bytes = der(TAG.utf8String, Buffer.from(written));
  return der(OTHER, oid(number), explicit(0, bytes));
}

function shownOtherName(content: Buffer): string {
  const [number, value] = derValues(content);
  const hex = value?.content.toString('hex').replace(/..(?=.)/g, '$&:') ?? '';
  return `otherName:${number === undefined ? '' : dottedOid(number.content)};${hex}`;
}

/** Bytes of an address, or of a network with its mask; undefined for what is neither. */
function addressBytes(text: string): Buffer | undefined {
  const [address = '', length] = text.split('/');
  const bytes = ipBytes(address);
  if (bytes === undefined || length === undefined) return bytes;
  if (!/^\d+$/.test(length) || Number(length) > bytes.length * 8) return undefined;
  const mask = ipMask(Number(length), bytes.length);
  // Python refuses networks with bits of a host.
  if (bytes.some((byte, index) => byte & ~(mask[index] ?? 0))) return undefined;
  return Buffer.concat([bytes, mask]);
}

function shownAddress(bytes: Buffer): string {
  const size = bytes.length > 16 ? 16 : bytes.length === 8 ? 4 : bytes.length;
  const address = ipText(bytes.subarray(0, size));
  return size === bytes.length ? address : `${address}/${maskPrefix(bytes.subarray(size)) ?? 0}`;
}

/** A general name as results show it. @throws BeyondNative for kinds that are seldom used */
export function shownGeneralName({ tag, content }: DerValue): string {
  if (tag === DNS) return `DNS:${content}`;
  if (tag === EMAIL) return `email:${content}`;
  if (tag === URI) return `URI:${content}`;
  if (tag === ADDRESS) return `IP:${shownAddress(content)}`;
  if (tag === REGISTERED) return `RID:${dottedOid(content)}`;
  if (tag === OTHER) return shownOtherName(content);
  return leaveToPython(`A name of the kind ${tag === DIRECTORY ? 'dirName' : tag}`);
}
