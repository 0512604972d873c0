import { fail, failingAs, leaveToPython } from '../definition/failure.ts';
import { der, explicit, sequence } from './der.ts';
import { relativeName } from './directory-names.ts';
import { encodeGeneralName } from './general-names.ts';
import { REVOCATION_REASONS } from './revocation-reasons.ts';

type Names = readonly string[];

/** Where a list of revoked certificates is (RFC 5280, 4.2.1.13); null is not given. */
export interface WantedPoint {
  readonly full_name: Names | null;
  readonly relative_name: Names | null;
  readonly crl_issuer: Names | null;
  readonly reasons: Names | null;
}

/** Reasons by their bit; the first is not used. */
const REASONS = ['', ...REVOCATION_REASONS];

function reasonBits(reasons: Names): Buffer {
  const bits = reasons.map((reason) => REASONS.indexOf(reason));
  const last = Math.max(...bits);
  const bytes = Buffer.alloc(last > 7 ? 2 : 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return der(0x81, Buffer.from([7 - (last & 7)]), bytes);
}

/** One point. @throws ModuleFailure, BeyondNative */
function distributionPoint({ full_name, relative_name, crl_issuer, reasons }: WantedPoint): Buffer {
  for (const [name, list] of Object.entries({ full_name, relative_name, crl_issuer })) {
    if (list?.length === 0) fail(`${name} must not be empty`);
  }
  if (reasons?.length === 0) leaveToPython('A distribution point with an empty list');
  const names = (list: Names, what: string): Buffer[] =>
    list.map((name) => encodeGeneralName(name, what));
  return sequence(
    ...(full_name ? [explicit(0, explicit(0, ...names(full_name, 'full name')))] : []),
    ...(relative_name ? [explicit(0, explicit(1, relativeName(relative_name)))] : []),
    ...(reasons ? [reasonBits(reasons)] : []),
    ...(crl_issuer ? [explicit(2, ...names(crl_issuer, 'CRL issuer'))] : []),
  );
}

/** The extension's value. @throws ModuleFailure, BeyondNative */
export function distributionPoints(points: readonly WantedPoint[]): Buffer {
  const encoded = points.map((point, index) =>
    failingAs(`Error while parsing CRL distribution point #${index}`, () =>
      distributionPoint(point),
    ),
  );
  return sequence(...encoded);
}
