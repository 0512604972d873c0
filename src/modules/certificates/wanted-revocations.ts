import type { ReadTarget } from '../../targets/types.ts';
import { type ArgumentValues, arg } from '../define.ts';
import { fail, failingAs } from '../definition/failure.ts';
import { pemCertificate } from './certificate.ts';
import { encodeGeneralName } from './general-names.ts';
import type { Revocation } from './revocation-list.ts';
import { REVOCATION_REASONS } from './revocation-reasons.ts';
import { type Moment, moment } from './validity.ts';

/** What a task says of one certificate. */
export const REVOCATION_OPTIONS = {
  path: arg.path({ doc: 'File of the certificate.' }),
  content: arg.str({ doc: 'The certificate itself.' }),
  serial_number: arg.int({ doc: 'Number of the certificate.' }),
  revocation_date: arg.str({ default: '+0s', doc: 'When it was revoked.' }),
  issuer: arg.list({ elements: 'str', doc: 'Who issued it: general names.' }),
  issuer_critical: arg.bool({ default: false, doc: 'The issuer must be understood.' }),
  reason: arg.str({
    choices: ['unspecified', ...REVOCATION_REASONS, 'remove_from_crl'],
    doc: 'Why it was revoked.',
  }),
  reason_critical: arg.bool({ default: false, doc: 'The reason must be understood.' }),
  invalidity_date: arg.str({ doc: 'Since when it is not to be trusted.' }),
  invalidity_date_critical: arg.bool({ default: false, doc: 'That time must be understood.' }),
};

type Options = ArgumentValues<typeof REVOCATION_OPTIONS>;

/** An entry that is to be on the list. */
export interface WantedRevocation extends Revocation {
  /** Its date, or that of its invalidity, is counted from now: no entry can have it already. */
  readonly dated: { readonly date: Moment; readonly invalidity: Moment | null };
}

/** Looks up what a task says of certificates. @param now seconds since the epoch @throws ModuleFailure, BeyondNative */
export async function wantedRevocations(
  target: ReadTarget,
  wanted: readonly Options[],
  now: number,
): Promise<WantedRevocation[]> {
  const files = await Promise.all(
    wanted.map(({ path }) => (path === null ? null : target.readFile(path))),
  );
  return wanted.map((one, index) => {
    const place = `revoked_certificates[${index}].`;
    const file = files[index] ?? null;
    const issuer = one.issuer?.length ? one.issuer : null;
    const date = moment(one.revocation_date, `${place}revocation_date`, now);
    const { invalidity_date: since } = one;
    const invalidity = since ? moment(since, `${place}invalidity_date`, now) : null;
    return {
      serial: serialOf(one, file, place),
      date: date.seconds,
      issuer: issuer?.map((name) => encodeGeneralName(name, 'issuer')) ?? null,
      issuerCritical: issuer !== null && one.issuer_critical,
      reason: one.reason,
      reasonCritical: one.reason !== null && one.reason_critical,
      invalidity: invalidity?.seconds ?? null,
      invalidityCritical: invalidity !== null && one.invalidity_date_critical,
      dated: { date, invalidity },
    };
  });
}

function serialOf({ path, content, serial_number }: Options, file: Buffer | null, place: string) {
  if (serial_number !== null) return BigInt(serial_number);
  if (content !== null) {
    return failingAs(`Cannot parse certificate from ${place}content`, () => pemCertificate(content))
      .serial;
  }
  return failingAs(`Cannot read certificate "${path}" from ${place}path`, () =>
    file === null
      ? fail(`[Errno 2] No such file or directory: '${path}'`)
      : pemCertificate(file.toString()),
  ).serial;
}
