import type { Json } from '../contract.ts';
import {
  type DerValue,
  der,
  derValue,
  derValues,
  dottedOid,
  fromPem,
  integer,
  sequence,
  TAG,
  wholeNumber,
} from './der.ts';
import { decodeName, type NameParts, shownName } from './distinguished-name.ts';
import { decodeExtensions, type Extension, encodeExtensions, findExtension } from './extensions.ts';
import { shownGeneralName } from './general-names.ts';
import type { NameEncoding } from './international-names.ts';
import { objectName } from './object-names.ts';
import { looksLikePem } from './unreadable-pem.ts';
import { decodeTime, encodeTime, timestamp } from './validity.ts';

/** A list of revoked certificates (RFC 5280, 5.1). Times are seconds since the epoch. */
export interface RevocationList {
  readonly bytes: Buffer;
  readonly format: 'pem' | 'der';
  readonly issuer: NameParts;
  readonly lastUpdate: number;
  readonly nextUpdate: number;
  /** Content of the AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  readonly entries: readonly Revocation[];
}

/** One certificate that is revoked. */
export interface Revocation {
  readonly serial: bigint;
  readonly date: number;
  /** Who issued the certificate: general names in DER; null where that isn't said. */
  readonly issuer: readonly Buffer[] | null;
  readonly issuerCritical: boolean;
  readonly reason: string | null;
  readonly reasonCritical: boolean;
  readonly invalidity: number | null;
  readonly invalidityCritical: boolean;
}

const ISSUER = '2.5.29.29';
const REASON = '2.5.29.21';
const INVALIDITY = '2.5.29.24';
const ENUMERATED = 0x0a;

const REASONS: Readonly<Record<string, number>> = {
  unspecified: 0,
  key_compromise: 1,
  ca_compromise: 2,
  affiliation_changed: 3,
  superseded: 4,
  cessation_of_operation: 5,
  certificate_hold: 6,
  remove_from_crl: 8,
  privilege_withdrawn: 9,
  aa_compromise: 10,
};

/** Reads a list in PEM or DER; null for what is none. @throws BeyondNative */
export function readRevocationList(content: Buffer): RevocationList | null {
  try {
    const format = looksLikePem(content) ? 'pem' : 'der';
    return decode(format === 'pem' ? fromPem(content.toString(), 'X509 CRL') : content, format);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function decode(content: Buffer, format: 'pem' | 'der'): RevocationList {
  const { bytes, content: parts } = derValue(content);
  const [info, algorithm] = derValues(parts);
  const fields = derValues(info?.content ?? Buffer.alloc(0));
  if (fields[0]?.tag === TAG.integer) fields.shift();
  const [, issuer, from, until, revoked] = fields;
  if (!algorithm || !issuer || !from || !until) throw new RangeError('a list is broken');
  const entries = revoked?.tag === TAG.sequence ? derValues(revoked.content) : [];
  return {
    bytes,
    format,
    issuer: decodeName(issuer.content),
    lastUpdate: decodeTime(from),
    nextUpdate: decodeTime(until),
    algorithm: algorithm.content,
    entries: entries.map(decodeEntry),
  };
}

function decodeEntry({ content }: DerValue): Revocation {
  const [serial, date, extra] = derValues(content);
  if (!serial || !date) throw new RangeError('an entry is broken');
  const extensions = extra === undefined ? [] : decodeExtensions(extra.content);
  const [issuer, reason, invalidity] = [ISSUER, REASON, INVALIDITY].map((dotted) =>
    findExtension(extensions, dotted),
  );
  const code = reason && Number(wholeNumber(derValue(reason.value).content));
  return {
    serial: wholeNumber(serial.content),
    date: decodeTime(date),
    issuer: issuer ? derValues(derValue(issuer.value).content).map(({ bytes }) => bytes) : null,
    issuerCritical: issuer?.critical ?? false,
    reason: Object.keys(REASONS).find((name) => REASONS[name] === code) ?? null,
    reasonCritical: reason?.critical ?? false,
    invalidity: invalidity ? decodeTime(derValue(invalidity.value)) : null,
    invalidityCritical: invalidity?.critical ?? false,
  };
}

function encodeEntry(entry: Revocation): Buffer {
  const extensions: Extension[] = [];
  if (entry.issuer !== null) {
    const value = sequence(...entry.issuer);
    extensions.push({ oid: ISSUER, critical: entry.issuerCritical, value });
  }
  if (entry.reason !== null) {
    const value = der(ENUMERATED, Buffer.from([REASONS[entry.reason] ?? 0]));
    extensions.push({ oid: REASON, critical: entry.reasonCritical, value });
  }
  if (entry.invalidity !== null) {
    const value = der(TAG.generalizedTime, Buffer.from(timestamp(entry.invalidity)));
    extensions.push({ oid: INVALIDITY, critical: entry.invalidityCritical, value });
  }
  const more = extensions.length > 0 ? [encodeExtensions(extensions)] : [];
  return sequence(integer(entry.serial), encodeTime(entry.date), ...more);
}

/**
 * What is signed of a list.
 * @param algorithm AlgorithmIdentifier of the signature to come
 * @param issuer in DER
 */
export function revocationInfo(
  algorithm: Buffer,
  issuer: Buffer,
  list: Pick<RevocationList, 'lastUpdate' | 'nextUpdate' | 'entries'>,
): Buffer {
  const { lastUpdate, nextUpdate, entries } = list;
  return sequence(
    integer(1),
    algorithm,
    issuer,
    encodeTime(lastUpdate),
    encodeTime(nextUpdate),
    ...(entries.length > 0 ? [sequence(...entries.map(encodeEntry))] : []),
  );
}

/** An entry as results show it. */
export function shownEntry(
  entry: Revocation,
  encoding: NameEncoding = 'ignore',
): { [name: string]: Json } {
  return {
    serial_number: entry.serial,
    revocation_date: timestamp(entry.date),
    issuer: entry.issuer?.map((name) => shownGeneralName(derValue(name), encoding)) ?? null,
    issuer_critical: entry.issuerCritical,
    reason: entry.reason,
    reason_critical: entry.reasonCritical,
    invalidity_date: entry.invalidity === null ? null : timestamp(entry.invalidity),
    invalidity_date_critical: entry.invalidityCritical,
  };
}

/** What results tell of a list, but for its entries. */
export function listFacts(list: RevocationList): { [name: string]: Json } {
  const issuer = shownName(list.issuer);
  return {
    last_update: timestamp(list.lastUpdate),
    next_update: timestamp(list.nextUpdate),
    digest: objectName(dottedOid(derValue(list.algorithm).content)),
    issuer_ordered: issuer,
    issuer: Object.fromEntries(issuer),
  };
}

/** What the diff tells of a list; null where there is none. */
export function listSide(
  list: RevocationList | null,
  encoding: NameEncoding,
): { [name: string]: Json } {
  if (list === null) return {};
  return {
    changed: false,
    format: list.format,
    ...listFacts(list),
    revoked_certificates: list.entries.map((entry) => shownEntry(entry, encoding)),
    can_parse_crl: true,
  };
}
