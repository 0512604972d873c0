import { certificateSeconds, type OpensshCertificate } from './openssh-certificate.ts';
import { sameOptions, wantedOptions } from './openssh-certificate-options.ts';
import type { CertificateMoment } from './openssh-validity.ts';

/** What a certificate is to say. */
export interface WantedCertificate {
  /** `user` or `host`. */
  readonly type: string;
  readonly identifier: string;
  readonly principals: readonly string[];
  readonly options: readonly string[];
  readonly serial: number | null;
  readonly algorithm: string | null;
  readonly validFrom: CertificateMoment;
  readonly validTo: CertificateMoment;
  /** Seconds since the epoch. */
  readonly validAt: number | null;
  readonly ignoreTimestamps: boolean;
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  [...new Set(one)].sort().join('\n') === [...new Set(other)].sort().join('\n');

/** Whether a certificate fits in what it is for. */
export function fitsPartially(found: OpensshCertificate, wanted: WantedCertificate): boolean {
  const [from, to] = [certificateSeconds(found.validAfter), certificateSeconds(found.validBefore)];
  const { validAt, validFrom, validTo } = wanted;
  const kept = (moment: CertificateMoment, seconds: number): boolean =>
    wanted.ignoreTimestamps || (!moment.relative && moment.seconds === seconds);
  return (
    sameSet(found.principals, wanted.principals) &&
    (wanted.algorithm === null || found.signatureAlgorithm === wanted.algorithm) &&
    (wanted.serial === null || found.serial === BigInt(wanted.serial)) &&
    found.type === wanted.type &&
    kept(validFrom, from) &&
    kept(validTo, to) &&
    (validAt === null || (from <= validAt && validAt <= to))
  );
}

/** Whether a certificate that fits so far fits in all the rest. @param keys fingerprints @throws ModuleFailure */
export function fitsFully(
  found: OpensshCertificate,
  wanted: WantedCertificate,
  keys: { readonly publicKey: string; readonly signingKey: string },
): boolean {
  return (
    (found.type !== 'user' || sameOptions(found.options, wantedOptions(wanted.options))) &&
    found.identifier === wanted.identifier &&
    found.publicKey === keys.publicKey &&
    found.signingKey === keys.signingKey
  );
}
