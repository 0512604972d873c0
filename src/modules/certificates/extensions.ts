import { createHash } from 'node:crypto';
import { der, derValue, derValues, dottedOid, oid, sequence, TAG } from './der.ts';

/** An extension of a certificate or of a request for one (RFC 5280, 4.1). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The value in DER. */
  readonly value: Buffer;
}

/** Numbers of the extensions that are known. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInformation: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
} as const;

const TRUE = der(TAG.boolean, Buffer.from([0xff]));

/** A list of extensions in DER. */
export function encodeExtensions(extensions: readonly Extension[]): Buffer {
  return sequence(
    ...extensions.map(({ oid: dotted, critical, value }) =>
      sequence(oid(dotted), ...(critical ? [TRUE] : []), der(TAG.octetString, value)),
    ),
  );
}

/** Reads a list of extensions from its content. @throws RangeError */
export function decodeExtensions(content: Buffer): Extension[] {
  return derValues(content).map((entry) => {
    const parts = derValues(entry.content);
    const [type, flag] = parts;
    const value = parts.at(-1);
    if (type === undefined || value?.tag !== TAG.octetString) {
      throw new RangeError('an extension is broken');
    }
    const critical = flag?.tag === TAG.boolean && flag.content[0] !== 0;
    return { oid: dottedOid(type.content), critical, value: value.content };
  });
}

export function findExtension(
  extensions: readonly Extension[],
  dotted: string,
): Extension | undefined {
  return extensions.find((one) => one.oid === dotted);
}

/** Identifier of a public key (RFC 5280, 4.2.1.2, the first way). @param key SubjectPublicKeyInfo */
export function keyIdentifier(key: Buffer): Buffer {
  const bits = derValues(derValue(key).content)[1];
  return createHash('sha1')
    .update(bits?.content.subarray(1) ?? Buffer.alloc(0))
    .digest();
}

export function subjectKeyIdentifier(identifier: Buffer): Extension {
  const value = der(TAG.octetString, identifier);
  return { oid: EXTENSION.subjectKeyIdentifier, critical: false, value };
}

/** Tells who signed by the identifier of the signer's key. @param parts further parts, encoded */
export function authorityKeyIdentifier(
  identifier: Buffer | null,
  ...parts: readonly Buffer[]
): Extension {
  const first = identifier === null ? [] : [der(0x80, identifier)];
  const value = sequence(...first, ...parts);
  return { oid: EXTENSION.authorityKeyIdentifier, critical: false, value };
}

const listOf = (bytes: Buffer): string[] =>
  [...new Set(derValues(bytes).map((one) => one.bytes.toString('hex')))].sort();

/** What has to be equal of an extension's value: of lists of names and usages, the order has no meaning. */
function meaning({ oid: dotted, value }: Extension): string {
  const { content, bytes } = derValue(value);
  const unordered = dotted === EXTENSION.subjectAltName || dotted === EXTENSION.extendedKeyUsage;
  if (unordered) return listOf(content).join();
  if (dotted !== EXTENSION.nameConstraints) return bytes.toString('hex');
  return derValues(content)
    .map((trees) => `${trees.tag}:${listOf(trees.content).join()}`)
    .join(';');
}

/** Whether both are the same extension with the same meaning; both absent is the same, too. */
export function sameMeaning(one: Extension | undefined, other: Extension | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.critical === other.critical && meaning(one) === meaning(other);
}
