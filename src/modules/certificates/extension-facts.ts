import type { Json } from '../contract.ts';
import { type DerValue, derValue, derValues, dottedOid, TAG, wholeNumber } from './der.ts';
import { EXTENSION, type Extension, findExtension } from './extensions.ts';
import { shownGeneralName } from './general-names.ts';
import type { NameEncoding } from './international-names.ts';
import { objectName } from './object-names.ts';
import { KEY_USAGES } from './wanted-extensions.ts';

const MUST_STAPLE = 5n;

/** Bytes as `00:11:…`. */
const colons = (bytes: Buffer): string => bytes.toString('hex').replace(/..(?=.)/g, '$&:');

const valuesOf = ({ value }: Extension) => derValues(derValue(value).content);

function keyUsages({ value }: Extension): string[] {
  const bits = derValue(value).content.subarray(1);
  return KEY_USAGES.filter((_, bit) => ((bits[bit >> 3] ?? 0) << (bit & 7)) & 0x80)
    .map(([name]) => name as string)
    .sort();
}

function constraints(extension: Extension): string[] {
  const values = valuesOf(extension);
  const ca = values.some(({ tag, content }) => tag === TAG.boolean && content[0] !== 0);
  const length = values.find(({ tag }) => tag === TAG.integer);
  const path = length === undefined ? [] : [`pathlen:${wholeNumber(length.content)}`];
  return [`CA:${ca ? 'TRUE' : 'FALSE'}`, ...path];
}

/** What results tell of the extensions, but for name constraints. @throws RangeError, BeyondNative */
export function extensionFacts(
  extensions: readonly Extension[],
  encoding?: NameEncoding,
): { [name: string]: Json } {
  const shown = (name: DerValue): string => shownGeneralName(name, encoding);
  const told = (
    dotted: string,
    name: string,
    read: (extension: Extension) => Json,
  ): { [name: string]: Json } => {
    const extension = findExtension(extensions, dotted);
    return {
      [name]: extension === undefined ? null : read(extension),
      [`${name}_critical`]: extension?.critical ?? false,
    };
  };
  const subjectKey = findExtension(extensions, EXTENSION.subjectKeyIdentifier);
  const authority = findExtension(extensions, EXTENSION.authorityKeyIdentifier);
  const parts = authority === undefined ? [] : valuesOf(authority);
  const part = (tag: number): Buffer | undefined => parts.find((one) => one.tag === tag)?.content;
  const [identifier, issuer, serial] = [part(0x80), part(0xa1), part(0x82)];
  return {
    ...told(EXTENSION.keyUsage, 'key_usage', keyUsages),
    ...told(EXTENSION.extendedKeyUsage, 'extended_key_usage', (one) =>
      valuesOf(one)
        .map(({ content }) => objectName(dottedOid(content)))
        .sort(),
    ),
    ...told(EXTENSION.basicConstraints, 'basic_constraints', constraints),
    ...told(EXTENSION.tlsFeature, 'ocsp_must_staple', (one) =>
      valuesOf(one).some(({ content }) => wholeNumber(content) === MUST_STAPLE),
    ),
    ...told(EXTENSION.subjectAltName, 'subject_alt_name', (one) => valuesOf(one).map(shown)),
    subject_key_identifier:
      subjectKey === undefined ? null : colons(derValue(subjectKey.value).content),
    authority_key_identifier: identifier === undefined ? null : colons(identifier),
    authority_cert_issuer: issuer === undefined ? null : derValues(issuer).map(shown),
    authority_cert_serial_number: serial === undefined ? null : wholeNumber(serial),
    extensions_by_oid: Object.fromEntries(
      extensions.map(({ oid, critical, value }) => [
        oid,
        { critical, value: value.toString('base64') },
      ]),
    ),
  };
}

/** Name constraints as results show them. @throws RangeError, BeyondNative */
export function nameConstraintFacts(
  extensions: readonly Extension[],
  encoding?: NameEncoding,
): { [name: string]: Json } {
  const extension = findExtension(extensions, EXTENSION.nameConstraints);
  const trees = extension === undefined ? [] : valuesOf(extension);
  const names = (tag: number): Json =>
    extension === undefined
      ? null
      : trees
          .filter((one) => one.tag === tag)
          .flatMap(({ content }) => derValues(content))
          .map((tree) => shownGeneralName(derValue(tree.content), encoding));
  return {
    name_constraints_permitted: names(0xa0),
    name_constraints_excluded: names(0xa1),
    name_constraints_critical: extension?.critical ?? false,
  };
}
