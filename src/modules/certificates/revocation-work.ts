import { toPem } from './der.ts';
import { encodeName, nameParts } from './distinguished-name.ts';
import {
  type Revocation,
  type RevocationList,
  readRevocationList,
  revocationInfo,
  shownEntry,
} from './revocation-list.ts';
import { digestOf, needsDigest, signatureAlgorithm } from './signatures.ts';
import type { Signer } from './signer.ts';
import { signedPem } from './signing-request.ts';
import type { Moment } from './validity.ts';
import type { WantedRevocation } from './wanted-revocations.ts';

/** A list that is to be. */
export interface WantedList {
  readonly signer: Signer;
  readonly format: 'pem' | 'der';
  /** Entries of the old list stay. */
  readonly update: boolean;
  readonly ignoreTimestamps: boolean;
  /** Names of attributes with their values. */
  readonly issuer: readonly (readonly [string, string])[];
  /** The order of the issuer's attributes counts. */
  readonly ordered: boolean;
  readonly lastUpdate: Moment;
  readonly nextUpdate: Moment;
  readonly digest: string;
  readonly entries: readonly WantedRevocation[];
}

/** An entry as it is compared with others. */
function compared(entry: Revocation, ignoreTimestamps: boolean): string {
  const { revocation_date: date, ...rest } = shownEntry(entry, 'idna');
  const text = { ...rest, serial_number: String(entry.serial) };
  return JSON.stringify(ignoreTimestamps ? text : { ...text, date });
}

/** As it is compared: a moment that is counted from now is like no other. */
function wantedText(entry: WantedRevocation, ignoreTimestamps: boolean): string {
  const { date, invalidity } = entry.dated;
  const fresh = (!ignoreTimestamps && date.relative) || invalidity?.relative;
  return `${compared(entry, ignoreTimestamps)}${fresh ? ' from now' : ''}`;
}

/** Whether a list says what it is to say; its format has no part in that. */
export function isWantedList(list: RevocationList, wanted: WantedList): boolean {
  const { ignoreTimestamps: ignored, signer, ordered, entries } = wanted;
  const kept = (moment: Moment, seconds: number): boolean =>
    ignored || (!moment.relative && moment.seconds === seconds);
  if (!kept(wanted.lastUpdate, list.lastUpdate)) return false;
  if (!kept(wanted.nextUpdate, list.nextUpdate)) return false;
  const digest = needsDigest(signer.key.type) ? wanted.digest : null;
  if (digestOf(list.algorithm) !== digest) return false;
  const inOrder = (parts: readonly (readonly string[])[]): string => {
    const texts = parts.map((part) => part.join('='));
    return (ordered ? texts : [...new Set(texts)].sort()).join('\n');
  };
  if (inOrder(nameParts(wanted.issuer)) !== inOrder(list.issuer)) return false;
  const found = list.entries.map((entry) => compared(entry, ignored));
  const texts = entries.map((entry) => wantedText(entry, ignored));
  if (!wanted.update) return found.join('\n') === texts.join('\n');
  return texts.every((text) => {
    const at = found.indexOf(text);
    if (at >= 0) found.splice(at, 1);
    return at >= 0;
  });
}

/** Signs a new list. @param before whose entries may stay @throws ModuleFailure, BeyondNative */
export async function signedList(
  wanted: WantedList,
  before: RevocationList | null,
): Promise<Buffer> {
  const { signer, digest, entries, ignoreTimestamps } = wanted;
  const named = new Set(entries.map((entry) => wantedText(entry, ignoreTimestamps)));
  const staying = (wanted.update ? (before?.entries ?? []) : []).filter(
    (entry) => !named.has(compared(entry, ignoreTimestamps)),
  );
  const algorithm = signatureAlgorithm(signer.key.type, digest);
  const info = revocationInfo(algorithm, encodeName(nameParts(wanted.issuer)), {
    lastUpdate: wanted.lastUpdate.seconds,
    nextUpdate: wanted.nextUpdate.seconds,
    entries: [...staying, ...entries],
  });
  const pem = signedPem('X509 CRL', info, algorithm, await signer.sign(info, digest));
  const bytes = readRevocationList(Buffer.from(pem))?.bytes ?? Buffer.alloc(0);
  return wanted.format === 'pem' ? Buffer.from(pem) : bytes;
}

/** A list in another format. */
export const convertedList = ({ bytes }: RevocationList, format: 'pem' | 'der'): Buffer =>
  format === 'pem' ? Buffer.from(toPem('X509 CRL', bytes)) : bytes;
