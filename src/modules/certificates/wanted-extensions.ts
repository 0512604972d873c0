import { stringRepr } from '../../values/string-repr.ts';
import { fail, leaveToPython } from '../definition/failure.ts';
import { der, explicit, integer, oid, sequence, TAG } from './der.ts';
import { distributionPoints, type WantedPoint } from './distribution-points.ts';
import {
  authorityKeyIdentifier,
  EXTENSION,
  type Extension,
  keyIdentifier,
  subjectKeyIdentifier,
} from './extensions.ts';
import { encodeGeneralName } from './general-names.ts';
import { objectNumber } from './object-names.ts';

type Names = readonly string[];

/** What a request asks of the extensions; null is not given. */
export interface WantedExtensions {
  readonly subject_alt_name: Names | null;
  readonly subject_alt_name_critical: boolean;
  readonly key_usage: Names | null;
  readonly key_usage_critical: boolean;
  readonly extended_key_usage: Names | null;
  readonly extended_key_usage_critical: boolean;
  readonly basic_constraints: Names | null;
  readonly basic_constraints_critical: boolean;
  readonly ocsp_must_staple: boolean;
  readonly ocsp_must_staple_critical: boolean;
  readonly name_constraints_permitted: Names | null;
  readonly name_constraints_excluded: Names | null;
  readonly name_constraints_critical: boolean;
  readonly create_subject_key_identifier: boolean;
  readonly subject_key_identifier: string | null;
  readonly authority_key_identifier: string | null;
  readonly authority_cert_issuer: Names | null;
  readonly authority_cert_serial_number: number | null;
  readonly crl_distribution_points: readonly WantedPoint[] | null;
}

/** Uses of a key by their bit, in words and in OpenSSL's spelling. */
export const KEY_USAGES = [
  ['Digital Signature', 'digitalSignature'],
  ['Non Repudiation', 'nonRepudiation'],
  ['Key Encipherment', 'keyEncipherment'],
  ['Data Encipherment', 'dataEncipherment'],
  ['Key Agreement', 'keyAgreement'],
  ['Certificate Sign', 'keyCertSign'],
  ['CRL Sign', 'cRLSign'],
  ['Encipher Only', 'encipherOnly'],
  ['Decipher Only', 'decipherOnly'],
] as const;

const KEY_AGREEMENT = 4;

function keyUsage(usages: Names): Buffer {
  const bits = new Set(
    usages.map((usage) => {
      const bit = KEY_USAGES.findIndex((names) => (names as Names).includes(usage));
      return bit < 0 ? fail(`Unknown key usage "${usage}"`) : bit;
    }),
  );
  const last = Math.max(...bits);
  if (last > 6 && !bits.has(KEY_AGREEMENT)) leaveToPython('A key usage without Key Agreement');
  const bytes = Buffer.alloc(last > 7 ? 2 : 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return der(TAG.bitString, Buffer.from([7 - (last & 7)]), bytes);
}

/** What `CA:TRUE` and `pathlen:0` say. @throws ModuleFailure */
function basicConstraints(constraints: Names): Buffer {
  let ca = false;
  let length: bigint | null = null;
  for (const constraint of constraints) {
    const [, kind, value = ''] = /^(CA|pathlen):(.*)$/s.exec(constraint) ?? [];
    if (kind === 'CA') {
      if (value !== 'TRUE' && value !== 'FALSE') {
        fail(`Unknown basic constraint value "${value}" for CA`);
      }
      ca = value === 'TRUE';
    } else if (kind === 'pathlen') {
      if (/^\d+$/.test(value)) length = BigInt(value);
      else if (/^\s*[-+]?\d[\d_]*\s*$/.test(value)) leaveToPython(`A path length of ${value}`);
      else {
        const reason = `invalid literal for int() with base 10: ${stringRepr(value)}`;
        fail(`Cannot parse path length constraint "${value}" (${reason})`);
      }
    } else fail(`Unknown basic constraint "${constraint}"`);
  }
  if (length !== null && !ca) leaveToPython('A path length without CA:TRUE');
  const flag = ca ? [der(TAG.boolean, Buffer.from([0xff]))] : [];
  return sequence(...flag, ...(length === null ? [] : [integer(length)]));
}

function nameConstraints(permitted: Names, excluded: Names): Buffer {
  const trees = (number: number, names: Names, what: string): Buffer[] =>
    names.length === 0
      ? []
      : [explicit(number, ...names.map((name) => sequence(encodeGeneralName(name, what))))];
  return sequence(
    ...trees(0, permitted, 'name constraints permitted'),
    ...trees(1, excluded, 'name constraints excluded'),
  );
}

/** Bytes of `00:11:…`. @throws ModuleFailure for what is no such text */
export function identifierBytes(text: string, option: string): Buffer {
  const digits = text.replaceAll(':', '');
  const fault = digits.length % 2 === 1 ? 'Odd-length string' : 'Non-hexadecimal digit found';
  if (!/^([0-9a-f]{2})*$/i.test(digits)) fail(`Cannot parse ${option}: ${fault}`);
  return Buffer.from(digits, 'hex');
}

/**
 * The extensions of a request, in their order.
 * @param key SubjectPublicKeyInfo of the key that the request is for
 * @throws ModuleFailure, BeyondNative
 */
export function wantedExtensions(wanted: WantedExtensions, key: Buffer): Extension[] {
  const found: Extension[] = [];
  const add = (dotted: string, critical: boolean, value: Buffer): void => {
    found.push({ oid: dotted, critical, value });
  };
  if (wanted.subject_alt_name?.length) {
    const names = wanted.subject_alt_name.map((name) => encodeGeneralName(name));
    add(EXTENSION.subjectAltName, wanted.subject_alt_name_critical, sequence(...names));
  }
  if (wanted.key_usage?.length) {
    add(EXTENSION.keyUsage, wanted.key_usage_critical, keyUsage(wanted.key_usage));
  }
  if (wanted.extended_key_usage?.length) {
    const usages = wanted.extended_key_usage.map((usage) => oid(objectNumber(usage)));
    add(EXTENSION.extendedKeyUsage, wanted.extended_key_usage_critical, sequence(...usages));
  }
  if (wanted.basic_constraints?.length) {
    const value = basicConstraints(wanted.basic_constraints);
    add(EXTENSION.basicConstraints, wanted.basic_constraints_critical, value);
  }
  if (wanted.ocsp_must_staple) {
    add(EXTENSION.tlsFeature, wanted.ocsp_must_staple_critical, sequence(integer(5)));
  }
  const permitted = wanted.name_constraints_permitted ?? [];
  const excluded = wanted.name_constraints_excluded ?? [];
  if (permitted.length + excluded.length > 0) {
    const value = nameConstraints(permitted, excluded);
    add(EXTENSION.nameConstraints, wanted.name_constraints_critical, value);
  }
  const own = wanted.subject_key_identifier;
  if (wanted.create_subject_key_identifier) found.push(subjectKeyIdentifier(keyIdentifier(key)));
  else if (own !== null) {
    found.push(subjectKeyIdentifier(identifierBytes(own, 'subject_key_identifier')));
  }
  found.push(...authority(wanted));
  if (wanted.crl_distribution_points?.length) {
    const value = distributionPoints(wanted.crl_distribution_points);
    add(EXTENSION.crlDistributionPoints, false, value);
  }
  return found;
}

function authority(wanted: WantedExtensions): Extension[] {
  const {
    authority_key_identifier: identifier,
    authority_cert_issuer: issuer,
    authority_cert_serial_number: serial,
  } = wanted;
  if (identifier === null && issuer === null && serial === null) return [];
  const bytes =
    identifier === null ? null : identifierBytes(identifier, 'authority_key_identifier');
  const names = issuer?.map((name) => encodeGeneralName(name, 'authority cert issuer'));
  return [
    authorityKeyIdentifier(
      bytes,
      ...(names === undefined ? [] : [explicit(1, ...names)]),
      ...(serial === null ? [] : [der(0x82, integer(serial).subarray(2))]),
    ),
  ];
}
