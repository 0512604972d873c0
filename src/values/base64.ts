/**
 * Reads Base64 as Python's b64decode does: characters that don't belong are left out.
 * @returns the bytes, and Python's text of what is wrong with them, null for nothing
 */
export function decodeBase64(given: string): { bytes: Buffer; fault: string | null } {
  const text = given.replace(/[^A-Za-z0-9+/=]/g, '');
  const body = text.replace(/=+$/, '');
  const rest = body.length % 4;
  let fault: string | null = null;
  if (rest === 1) {
    fault = `Invalid base64-encoded string: number of data characters (${body.length}) cannot be 1 more than a multiple of 4`;
  } else if (rest !== 0 && text.length - body.length < 4 - rest) fault = 'Incorrect padding';
  return { bytes: Buffer.from(body, 'base64'), fault };
}
