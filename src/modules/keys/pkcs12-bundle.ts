import { fromPem } from '../certificates/der.ts';
import { leaveToPython } from '../definition/failure.ts';

/** What is in a bundle. */
export interface Bundle {
  /** SubjectPublicKeyInfo of the private key; null without one. */
  readonly key: Buffer | null;
  /** In PEM, as all certificates. */
  readonly certificate: string | null;
  readonly others: readonly string[];
  readonly name: string | null;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Certificates of a file in PEM, all or the first, each with a newline behind it. @throws BeyondNative without any */
export function certificatesOf(text: string, all: boolean): string[] {
  const found = (text.match(BLOCK) ?? []).map((block) => `${block}\n`);
  if (found.length === 0 && !all) leaveToPython('A file without certificate');
  return all ? found : found.slice(0, 1);
}

const derText = (pem: string | null): string =>
  pem === null ? '' : fromPem(pem, 'CERTIFICATE').toString('base64');

const derTexts = (pems: readonly string[]): string => [...new Set(pems.map(derText))].sort().join();

/** Whether a bundle, null for one that can't be read, has what it is to have. */
export function isBundle(found: Bundle | null, wanted: Bundle): boolean {
  return (
    found !== null &&
    found.key?.toString('hex') === wanted.key?.toString('hex') &&
    derText(found.certificate) === derText(wanted.certificate) &&
    derTexts(found.others) === derTexts(wanted.others) &&
    // A name belongs to a key.
    (found.key === null || (found.name || null) === (wanted.name || null))
  );
}
