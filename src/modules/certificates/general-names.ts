import { stringRepr } from '../../values/string-repr.ts';
import { fail, failingAs, leaveToPython } from '../definition/failure.ts';
import { ipBytes, ipMask, ipText, maskPrefix } from '../network/ip-network.ts';
import { type DerValue, der, derValue, derValues, dottedOid, explicit, oid, TAG } from './der.ts';
import { directoryName, shownDirectoryName } from './directory-names.ts';
import { decodeName } from './distinguished-name.ts';
import {
  type NameEncoding,
  rewrittenDomain,
  rewrittenEmail,
  rewrittenUri,
} from './international-names.ts';

const EMAIL = 0x81;
const DNS = 0x82;
const DIRECTORY = 0xa4;
const OTHER = 0xa0;
const URI = 0x86;
const ADDRESS = 0x87;
const REGISTERED = 0x88;

const TEXTS: Readonly<Record<string, number>> = { DNS, email: EMAIL, URI };
const REWRITING: Readonly<Record<string, typeof rewrittenDomain>> = {
  DNS: rewrittenDomain,
  email: rewrittenEmail,
  URI: rewrittenUri,
};

/**
 * A general name (RFC 5280, 4.2.1.6) in DER from `KIND:VALUE`. `what` is named in errors.
 * @throws ModuleFailure for what is no name, BeyondNative for kinds that are seldom used
 */
export function encodeGeneralName(name: string, what = 'Subject Alternative Name'): Buffer {
  const colon = name.indexOf(':');
  if (colon < 0) fail(`Cannot parse ${what} "${name}" (forgot "DNS:" prefix?)`);
  const kind = name.slice(0, colon);
  const value = name.slice(colon + 1);
  const shown = kind === 'otherName' ? value : name;
  const encoded = failingAs(`Cannot parse ${what} "${shown}"`, () =>
    encodeValue(kind, value, what),
  );
  if (encoded !== null) return encoded;
  return fail(`Cannot parse ${what} "${name}" (potentially unsupported by cryptography backend)`);
}

/** null for kinds that are not known. @throws ModuleFailure with the reason, BeyondNative */
function encodeValue(kind: string, value: string, what: string): Buffer | null {
  if (kind === 'dirName') return der(DIRECTORY, directoryName(value));
  if (kind === 'otherName') return encodeOtherName(value, what);
  if (kind === 'RID') {
    if (/^[0-2](\.[0-9]+)+$/.test(value)) return der(REGISTERED, oid(value).subarray(2));
    if (/^[0-9]+(\.[0-9]+)*$/.test(value)) leaveToPython(`Cannot parse ${what} "RID:${value}"`);
    return fail(`Cannot parse ${what} "RID:${value}"`);
  }
  if (kind === 'IP') return der(ADDRESS, addressBytes(value));
  const rewrite = REWRITING[kind];
  const tag = TEXTS[kind];
  if (rewrite === undefined || tag === undefined) return null;
  const text = rewrite(value, 'idna');
  const plain = /^[ -~]*$/.test(text);
  // Python reads addresses of mail as mail has them.
  const plainMail = kind !== 'email' || /^[^\s<>()",:;\\[\]]+$/.test(text);
  if (!plain || !plainMail) leaveToPython(`The name "${kind}:${value}" is not plain`);
  return der(tag, Buffer.from(text));
}

const HEX = /^[0-9a-f]{1,2}(:[0-9a-f]{1,2})*$/i;
const NUMBER = /^[0-2](\.[0-9]+)+$/;

/** A name of a kind with a number of its own: `NUMBER;00:11:…` or `NUMBER;UTF8:text`. */
function encodeOtherName(text: string, what: string): Buffer {
  const [number = '', ...rest] = text.split(';');
  const value = rest.join(';');
  if (rest.length === 0) {
    fail(
      `Cannot parse ${what} otherName "${text}", must be in the format "otherName:<OID>;<ASN.1 OpenSSL Encoded String>" or "otherName:<OID>;<hex string>"`,
    );
  }
  if (!NUMBER.test(number)) leaveToPython(`Cannot parse ${what} "${text}"`);
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

/** Bytes of an address, or of a network with its mask. @throws ModuleFailure for what is neither */
function addressBytes(text: string): Buffer {
  const [address = '', length] = text.split('/');
  const bytes = ipBytes(address);
  const shown = stringRepr(text);
  if (length === undefined) {
    return bytes ?? fail(`${shown} does not appear to be an IPv4 or IPv6 address`);
  }
  if (bytes === undefined || !/^\d+$/.test(length) || Number(length) > bytes.length * 8) {
    // Networks may be written with masks, too.
    if (length.includes('.')) leaveToPython(`The network ${shown}`);
    return fail(`${shown} does not appear to be an IPv4 or IPv6 network`);
  }
  const mask = ipMask(Number(length), bytes.length);
  if (bytes.some((byte, index) => byte & ~(mask[index] ?? 0))) {
    fail(`${text} has host bits set`);
  }
  return Buffer.concat([bytes, mask]);
}

function shownAddress(bytes: Buffer): string {
  const size = bytes.length > 16 ? 16 : bytes.length === 8 ? 4 : bytes.length;
  const address = ipText(bytes.subarray(0, size));
  return size === bytes.length ? address : `${address}/${maskPrefix(bytes.subarray(size)) ?? 0}`;
}

/** A general name as results show it. @throws BeyondNative for kinds that are seldom used */
export function shownGeneralName(
  { tag, content }: DerValue,
  encoding: NameEncoding = 'ignore',
): string {
  if (tag === ADDRESS) return `IP:${shownAddress(content)}`;
  if (tag === REGISTERED) return `RID:${dottedOid(content)}`;
  if (tag === OTHER) return shownOtherName(content);
  if (tag === DIRECTORY) {
    return `dirName:${shownDirectoryName(decodeName(derValue(content).content))}`;
  }
  const kind = Object.keys(TEXTS).find((name) => TEXTS[name] === tag) ?? '';
  const rewrite = REWRITING[kind] ?? leaveToPython(`A name of the kind ${tag}`);
  return `${kind}:${rewrite(content.toString(), encoding)}`;
}
