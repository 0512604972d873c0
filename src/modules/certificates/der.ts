/** A value of ASN.1 in DER (X.690). */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag and length included. */
  readonly bytes: Buffer;
}

/** Tags of ASN.1's universal types; sequences and sets with the bit for "constructed". */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Encodes one value from the bytes of its content. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const digits = wholeBytes(BigInt(length));
  return Buffer.concat([Buffer.from([tag, 0x80 | digits.length]), digits, content]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(TAG.sequence, ...parts);

/** The context's own tag `[number]` around whole values. */
export const explicit = (number: number, ...parts: readonly Buffer[]): Buffer =>
  der(0xa0 | number, ...parts);

function wholeBytes(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
}

/** A whole number that is not negative. */
export function integer(value: bigint | number): Buffer {
  const bytes = wholeBytes(BigInt(value));
  const signed = (bytes[0] ?? 0) & 0x80 ? [Buffer.from([0]), bytes] : [bytes];
  return der(TAG.integer, ...signed);
}

/** Bits that fill whole bytes. */
export const bitString = (bytes: Buffer): Buffer => der(TAG.bitString, Buffer.from([0]), bytes);

/** An object identifier from dotted numbers. */
export function oid(dotted: string): Buffer {
  const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
  const bytes = [first * 40n + second, ...rest].flatMap((number) => {
    const groups = [Number(number & 0x7fn)];
    for (let left = number >> 7n; left > 0n; left >>= 7n) {
      groups.unshift(Number(left & 0x7fn) | 0x80);
    }
    return groups;
  });
  return der(TAG.oid, Buffer.from(bytes));
}

/** Dotted numbers from an object identifier's content. */
export function dottedOid(content: Buffer): string {
  const numbers: bigint[] = [];
  let value = 0n;
  for (const byte of content) {
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    numbers.push(value);
    value = 0n;
  }
  const [joint = 0n, ...rest] = numbers;
  const first = joint < 80n ? joint / 40n : 2n;
  return [first, joint - first * 40n, ...rest].join('.');
}

/** A whole number from an integer's content. */
export const wholeNumber = (content: Buffer): bigint => BigInt(`0x${content.toString('hex') || 0}`);

/** The values that follow each other in some bytes. @throws RangeError where they are no DER */
export function derValues(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length & 0x80) {
      const digits = length & 0x7f;
      if (digits === 0 || digits > 4) throw new RangeError('a length of this kind is not DER');
      length = bytes.readUIntBE(start, digits);
      start += digits;
    }
    const end = start + length;
    if (end > bytes.length) throw new RangeError('the value is cut off');
    values.push({ tag, content: bytes.subarray(start, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return values;
}

/** The first value in some bytes. @throws RangeError where there is none */
export function derValue(bytes: Buffer | undefined): DerValue {
  const [value] = derValues(bytes ?? Buffer.alloc(0));
  if (value === undefined) throw new RangeError('a value is missing');
  return value;
}

/** The content of the first block with one of these names. @throws RangeError where there is none */
export function fromPem(text: string, ...names: readonly string[]): Buffer {
  const blocks = text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \1-----/g);
  for (const [, name = '', content = ''] of blocks) {
    if (names.includes(name)) return Buffer.from(content, 'base64');
  }
  throw new RangeError('this is no such PEM');
}

/** A block of PEM with lines of 64 characters. */
export function toPem(name: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${name}-----\n${lines}\n-----END ${name}-----\n`;
}
