import { LoadError } from '../../diagnostics/errors.ts';

const HEADER = '$ANSIBLE_VAULT';
const LINE_LENGTH = 80;
export const DEFAULT_VAULT_ID = 'default';

/** A vault document taken apart: header fields and the payload's hex digits without line breaks. */
export interface VaultEnvelope {
  readonly version: string;
  readonly cipher: string;
  readonly vaultId: string;
  readonly payload: string;
}

/** Malformed vault text. Unlike a secret that doesn't fit, it ends the search for one. */
export class VaultFormatError extends LoadError {}

/** Whether data is vault text: ASCII throughout, with the vault's header. */
export function isVault(data: Uint8Array | string): boolean {
  if (typeof data === 'string') return data.startsWith(HEADER) && !/[^\0-\x7f]/.test(data);
  for (let i = 0; i < HEADER.length; i++) if (data[i] !== HEADER.charCodeAt(i)) return false;
  return data.every((byte) => byte < 0x80);
}

/** Reads header and payload of formats 1.1 and 1.2. @throws VaultFormatError */
export function parseEnvelope(text: string, filename?: string): VaultEnvelope {
  const [header = '', ...lines] = text.split(/\r\n|\r|\n/);
  const [, version, cipher, vaultId] = header.trim().split(';');
  if (version === undefined || cipher === undefined) {
    const where = filename === undefined ? '' : ` in ${filename}`;
    throw new VaultFormatError(`Vault envelope format error${where}: list index out of range`);
  }
  return {
    version: version.trim(),
    cipher: cipher.trim(),
    vaultId: vaultId?.trim() ?? DEFAULT_VAULT_ID,
    payload: lines.join(''),
  };
}

/** Vault text of hex digits: header 1.2 where the id is other than `default`, lines of 80 characters. */
export function formatEnvelope(payload: string, vaultId?: string | undefined): string {
  const labelled = vaultId !== undefined && vaultId !== '' && vaultId !== DEFAULT_VAULT_ID;
  const lines = [labelled ? `${HEADER};1.2;AES256;${vaultId}` : `${HEADER};1.1;AES256`];
  for (let i = 0; i < payload.length; i += LINE_LENGTH) {
    lines.push(payload.slice(i, i + LINE_LENGTH));
  }
  return `${lines.join('\n')}\n`;
}

/** Bytes of hex digits. @throws VaultFormatError in Python's words */
export function unhexlify(digits: string): Buffer {
  if (digits.length % 2 !== 0) {
    throw new VaultFormatError('Vault format unhexlify error: Odd-length string');
  }
  if (/[^0-9a-fA-F]/.test(digits)) {
    throw new VaultFormatError('Vault format unhexlify error: Non-hexadecimal digit found');
  }
  return Buffer.from(digits, 'hex');
}
