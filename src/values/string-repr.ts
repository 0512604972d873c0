const PLAIN = /^[\x20-\x26\x28-\x5b\x5d-\x7e]*$/;
const UNPRINTABLE = /[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/gu;

function escapeCharacter(c: string): string {
  switch (c) {
    case ' ':
      return c;
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = c.codePointAt(0) as number;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's repr() of a str: single quotes unless only double ones avoid escaping. */
export function stringRepr(text: string): string {
  if (PLAIN.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(UNPRINTABLE, escapeCharacter);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

/** Python's repr() of bytes. */
export function bytesRepr(bytes: Uint8Array): string {
  let text = '';
  let single = false;
  let double = false;
  for (const byte of bytes) {
    const c = String.fromCharCode(byte);
    if (c === "'") single = true;
    if (c === '"') double = true;
    text += byte >= 0x20 && byte < 0x7f && c !== '\\' ? c : escapeCharacter(c);
  }
  if (single && !double) return `b"${text}"`;
  return `b'${text.replaceAll("'", "\\'")}'`;
}
