const SURROGATE_BYTE = /[\uDC80-\uDCFF]/;

/**
 * Bytes of a string as Python's `surrogateescape` encodes them: U+DC80–U+DCFF standing alone are the raw bytes
 * 0x80–0xFF, so that names that are not UTF-8 survive a round trip (PEP 383).
 */
export function encodeText(text: string): Buffer {
  if (!SURROGATE_BYTE.test(text)) return Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = text.charCodeAt(i + 1);
      if (next >= 0xdc00 && next <= 0xdfff) i++;
    } else if (unit >= 0xdc80 && unit <= 0xdcff) {
      if (i > from) parts.push(Buffer.from(text.slice(from, i)));
      parts.push(Buffer.from([unit - 0xdc00]));
      from = i + 1;
    }
  }
  if (from < text.length) parts.push(Buffer.from(text.slice(from)));
  return Buffer.concat(parts);
}

/** Opposite of `encodeText`: bytes that are not UTF-8 become U+DC80–U+DCFF. */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\uFFFD')) return text;
  let out = '';
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      out += String.fromCharCode(0xdc00 + (bytes[i] ?? 0));
      i++;
    } else {
      out += bytes.toString('utf8', i, i + length);
      i += length;
    }
  }
  return out;
}

/** Length of the well-formed UTF-8 sequence at `at`; 0 when there is none (RFC 3629). */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return isMalformed(first, bytes[at + 1] ?? 0) ? 0 : length;
}

/** Overlong forms, surrogates, and code points past U+10FFFF. */
function isMalformed(first: number, second: number): boolean {
  return (
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f)
  );
}
