import type { ReadTarget } from '../../targets/types.ts';
import type { Result } from '../contract.ts';
import { certificateSide, readCertificate } from './certificate.ts';
import { type Issuance, isAsIssued, issue, newSerial } from './issuance.ts';
import { checkIssuer, type IssuerArguments, issuanceOf } from './issuers.ts';
import { timestamp } from './validity.ts';

/** What becomes of a certificate. */
export interface IssuanceWork {
  readonly issuance: Issuance;
  /** Whether it is issued anew. */
  readonly renewed: boolean;
  /** The new one in PEM; null where none is made, as in check mode. */
  readonly text: string | null;
}

/**
 * Compares a certificate with what it would be, and issues a new one where it is something else.
 * @param before the certificate in PEM; null makes a new one
 * @param now seconds since the epoch
 * @throws ModuleFailure, BeyondNative
 */
export async function issuanceWork(
  target: ReadTarget,
  args: IssuerArguments,
  before: string | null,
  now: number,
  check: boolean,
): Promise<IssuanceWork> {
  checkIssuer(args);
  const issuance = await issuanceOf(target, args, now);
  const existing = before === null ? null : readCertificate(before);
  const renewed = existing === null || !isAsIssued(existing, issuance);
  return { issuance, renewed, text: renewed && !check ? await issue(issuance) : null };
}

/** What results tell of the certificate in any case. @param before the certificate in PEM, null where there is none */
export function issuanceResult(
  args: IssuerArguments & { readonly ownca_privatekey_path: string | null },
  { issuance, text }: IssuanceWork,
  before: string | null,
  now: number,
  check: boolean,
): Result {
  const after = text ?? before;
  const authority = { ca_cert: args.ownca_path, ca_privatekey: args.ownca_privatekey_path };
  return {
    privatekey: args.privatekey_path,
    csr: args.csr_path,
    diff: { before: certificateSide(before, now), after: certificateSide(after, now) },
    ...(args.provider === 'ownca' && authority),
    ...(check ? plannedTerm(issuance) : term(after ?? '')),
  };
}

function plannedTerm({ notBefore, notAfter }: Issuance): Result {
  return {
    notBefore: timestamp(notBefore.seconds),
    notAfter: timestamp(notAfter.seconds),
    serial_number: newSerial(),
  };
}

function term(pem: string): Result {
  const certificate = readCertificate(pem);
  if (certificate === null) return {};
  return {
    notBefore: timestamp(certificate.notBefore),
    notAfter: timestamp(certificate.notAfter),
    serial_number: certificate.serial,
  };
}
