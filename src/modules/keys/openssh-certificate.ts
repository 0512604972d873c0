import { createHash } from 'node:crypto';
import { bytesRepr } from '../../values/string-repr.ts';
import type { Json } from '../contract.ts';
import { field } from './openssh-public-key.ts';

/** An option of a certificate: one that must be understood, or a permission. */
export interface CertificateOption {
  readonly critical: boolean;
  readonly name: string;
  readonly data: string;
}

/** A certificate of OpenSSH (PROTOCOL.certkeys). */
export interface OpensshCertificate {
  /** `ssh-rsa-cert-v01@openssh.com` … */
  readonly format: string;
  readonly serial: bigint;
  /** `user` or `host`. */
  readonly type: string;
  readonly identifier: string;
  readonly principals: readonly string[];
  /** Seconds since the epoch; the largest number that there is for ever. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly options: readonly CertificateOption[];
  readonly reserved: string;
  /** Fingerprints of the keys. */
  readonly publicKey: string;
  readonly signingKey: string;
  readonly signatureAlgorithm: string;
}

const SUFFIX = '-cert-v01@openssh.com';

/** Fields of a public key by its kind. */
const KEY_FIELDS: Readonly<Record<string, number>> = {
  'ssh-rsa': 2,
  'ssh-dss': 4,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-ed25519': 1,
};

/** Reads values of SSH (RFC 4251, 5) one after another. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    if (length > this.left) {
      throw new RangeError(`Insufficient data remaining at position: ${this.#at}`);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  number(): number {
    return this.take(4).readUInt32BE();
  }

  large(): bigint {
    return this.take(8).readBigUInt64BE();
  }

  string(): Buffer {
    return this.take(this.number());
  }

  list<T>(read: (reader: Reader) => T): T[] {
    const reader = new Reader(this.string());
    const values: T[] = [];
    while (reader.left > 0) values.push(read(reader));
    return values;
  }
}

const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function options(reader: Reader, critical: boolean): CertificateOption[] {
  return reader.list((entry) => {
    const name = entry.string().toString().toLowerCase();
    const data = entry.string();
    // The data is a text within a text.
    return { critical, name, data: data.length > 0 ? new Reader(data).string().toString() : '' };
  });
}

/**
 * Reads the file of a certificate.
 * @param path is named in errors
 * @throws RangeError with Ansible's text for what is none
 */
export function readOpensshCertificate(content: Buffer, path: string): OpensshCertificate {
  const [format = '', coded] = content.toString('latin1').split(' ');
  const bytes = Buffer.from(coded ?? '', 'base64');
  if (coded === undefined) throw new RangeError('Certificate not in OpenSSH format');
  const kind = format.endsWith(SUFFIX) ? format.slice(0, -SUFFIX.length) : '';
  const fields = KEY_FIELDS[kind];
  if (fields === undefined) {
    const shown = bytesRepr(Buffer.from(format, 'latin1'));
    throw new RangeError(`Invalid certificate format identifier: ${shown}`);
  }
  const reader = new Reader(bytes);
  if (reader.string().toString() !== format) {
    throw new RangeError('Certificate formats do not match');
  }
  const certificate = decode(reader, format, kind, fields);
  if (reader.left > 0) {
    const extra = `${reader.left} bytes of additional data was not parsed while loading ${path}`;
    throw new RangeError(extra);
  }
  return certificate;
}

function decode(reader: Reader, format: string, kind: string, fields: number): OpensshCertificate {
  try {
    reader.string();
    const key = Array.from({ length: fields }, () => field(reader.string()));
    const serial = reader.large();
    const type = reader.number();
    const identifier = reader.string().toString();
    const principals = reader.list((names) => names.string().toString());
    const [validAfter, validBefore] = [reader.large(), reader.large()];
    const found = [...options(reader, true), ...options(reader, false)];
    const reserved = reader.string().toString();
    const signingKey = fingerprint(reader.string());
    return {
      format,
      serial,
      type: type === 1 ? 'user' : type === 2 ? 'host' : '',
      identifier,
      principals,
      validAfter,
      validBefore,
      options: found,
      reserved,
      publicKey: fingerprint(Buffer.concat([field(kind), ...key])),
      signingKey,
      signatureAlgorithm: new Reader(reader.string()).string().toString(),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Invalid certificate data: ${error.message}`);
  }
}

const FOREVER = 0xffffffffffffffffn;

function shownTime(seconds: bigint): string {
  if (seconds === 0n) return 'always';
  if (seconds === FOREVER) return 'forever';
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
}

/** Seconds as a number; infinite for ever. */
export const certificateSeconds = (seconds: bigint): number =>
  seconds === FOREVER ? Number.POSITIVE_INFINITY : Number(seconds);

/** What results and the diff tell of a certificate. */
export function opensshCertificateFacts(certificate: OpensshCertificate | null): {
  [name: string]: Json;
} {
  if (certificate === null) return {};
  const serial = Number(certificate.serial);
  const shown = (critical: boolean): string[] =>
    certificate.options
      .filter((one) => one.critical === critical)
      .map(({ name, data }) => (data ? `${name}=${data}` : name));
  return {
    type_string: certificate.format,
    serial: Number.isSafeInteger(serial) ? serial : certificate.serial,
    cert_type: certificate.type,
    identifier: certificate.identifier,
    principals: [...certificate.principals],
    valid_after: shownTime(certificate.validAfter),
    valid_before: shownTime(certificate.validBefore),
    critical_options: shown(true),
    extensions: shown(false),
    reserved: certificate.reserved,
    public_key: certificate.publicKey,
    signing_key: certificate.signingKey,
    signature_algorithm: certificate.signatureAlgorithm,
  };
}
