import { fail } from '../definition/failure.ts';
import { der, derValues, dottedOid, oid, sequence, TAG } from './der.ts';
import { objectName, objectNumber } from './object-names.ts';

/** Parts of a distinguished name in their order: an attribute's number and its text. */
export type NameParts = readonly (readonly [dotted: string, value: string])[];

const COUNTRIES = ['2.5.4.6', '1.3.6.1.4.1.311.60.2.1.3'];
const PRINTABLE = [...COUNTRIES, '2.5.4.5', '2.5.4.46'];
const IA5 = ['1.2.840.113549.1.9.1', '0.9.2342.19200300.100.1.25'];

/**
 * Parts with their attributes' names looked up.
 * @throws BeyondNative for attributes that are not known here
 */
export function nameParts(entries: readonly (readonly [string, string])[]): NameParts {
  return entries.map(([name, value]) => [objectNumber(name), value] as const);
}

function encodeValue(dotted: string, value: string): Buffer {
  const bytes = Buffer.from(value);
  if (COUNTRIES.includes(dotted) && bytes.length !== 2) {
    fail('Country name must be a 2 character country code');
  }
  if (PRINTABLE.includes(dotted)) return der(TAG.printableString, bytes);
  return der(IA5.includes(dotted) ? TAG.ia5String : TAG.utf8String, bytes);
}

/** One attribute in DER. @throws ModuleFailure */
export const encodeAttribute = ([dotted, value]: NameParts[number]): Buffer =>
  sequence(oid(dotted), encodeValue(dotted, value));

/** A name in DER, one attribute in each of its sets. @throws ModuleFailure */
export const encodeName = (parts: NameParts): Buffer =>
  sequence(...parts.map((part) => der(TAG.set, encodeAttribute(part))));

function decodeText(tag: number, content: Buffer): string {
  if (tag === TAG.bmpString) return Buffer.from(content).swap16().toString('utf16le');
  return content.toString(tag === TAG.t61String ? 'latin1' : 'utf8');
}

/** Reads a name from its content. @throws RangeError */
export function decodeName(content: Buffer): NameParts {
  return derValues(content).flatMap((set) =>
    derValues(set.content).map((pair) => {
      const [type, value] = derValues(pair.content);
      if (type === undefined || value === undefined) throw new RangeError('a name is broken');
      return [dottedOid(type.content), decodeText(value.tag, value.content)] as const;
    }),
  );
}

/** Parts as results show them. */
export function shownName(parts: NameParts): [string, string][] {
  return parts.map(([dotted, value]) => [objectName(dotted), value]);
}
