import { LoadError } from '../../diagnostics/errors.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { decryptAes256, encryptAes256 } from './aes256.ts';
import {
  DEFAULT_VAULT_ID,
  formatEnvelope,
  isVault,
  parseEnvelope,
  VaultFormatError,
} from './format.ts';

export interface VaultSecret {
  /** Vault id, `default` where none was given. */
  readonly id: string;
  readonly secret: Uint8Array;
}

export interface VaultSecretsOptions {
  readonly warn?: ((message: string) => void) | undefined;
  /** DEFAULT_VAULT_ID_MATCH: only secrets with the vault text's own id are tried. */
  readonly idMatch?: boolean | undefined;
}

/** The secrets a run knows, best first, and what can be opened and closed with them. */
export class VaultSecrets {
  readonly entries: VaultSecret[] = [];
  readonly #options: VaultSecretsOptions;

  constructor(entries: Iterable<VaultSecret> = [], options: VaultSecretsOptions = {}) {
    this.entries.push(...entries);
    this.#options = options;
  }

  /**
   * Opens vault text; the secret with its id is tried first, then all others.
   * @throws LoadError when no secret fits or the text is malformed
   */
  decrypt(vaultText: Uint8Array | string, filename?: string): Buffer {
    return this.open(vaultText, filename).plain;
  }

  /** As decrypt, with the secret that fitted. */
  open(vaultText: Uint8Array | string, filename?: string): { plain: Buffer; used: VaultSecret } {
    if (!isVault(vaultText)) {
      const which = filename === undefined ? '' : `${filename} is not a vault encrypted file`;
      throw new LoadError(`input is not vault encrypted data. ${which}`);
    }
    const text =
      typeof vaultText === 'string' ? vaultText : Buffer.from(vaultText).toString('ascii');
    const { cipher, vaultId, payload } = parseEnvelope(text, filename);
    if (cipher !== 'AES256') throw new LoadError(`${cipher} cipher could not be found`);
    if (this.entries.length === 0) {
      throw new LoadError('Attempting to decrypt but no vault secrets found', {
        hint: 'Give the password with --vault-password-file, --vault-id or --ask-vault-pass.',
      });
    }
    const own = this.entries.filter(({ id }) => id === vaultId);
    const others = this.entries.filter(({ id }) => id !== vaultId);
    for (const used of this.#options.idMatch === true ? own : own.concat(others)) {
      const plain = this.#try(payload, used, filename);
      if (plain !== undefined) return { plain, used };
    }
    const on = filename === undefined ? '' : ` on ${filename}`;
    throw new LoadError(`Decryption failed (no vault secrets were found that could decrypt)${on}`);
  }

  #try(payload: string, { secret }: VaultSecret, filename?: string): Buffer | undefined {
    try {
      return decryptAes256(payload, secret);
    } catch (error) {
      if (error instanceof VaultFormatError) {
        const where = filename === undefined ? '' : ` in ${filename}`;
        this.#options.warn?.(`There was a vault format error${where}: ${error.message}`);
      }
      throw error;
    }
  }

  /** The secret to encrypt with: the one of that id, or the first. @throws LoadError when the id is unknown */
  encryptionSecret(vaultId?: string): VaultSecret | undefined {
    if (vaultId === undefined || vaultId === '') return this.entries[0];
    const found = this.entries.find(({ id }) => id === vaultId);
    if (found !== undefined) return found;
    const known = this.entries.map(({ id }) => stringRepr(id)).join(', ');
    throw new LoadError(
      `Did not find a match for --encrypt-vault-id=${vaultId} in the known vault-ids [${known}]`,
    );
  }
}

/**
 * Makes vault text. The id appears in the header unless it is `default`; a salt is only given where the
 * result has to be the same each time.
 * @throws LoadError when the input is vault text already
 */
export function encryptVault(
  plain: Uint8Array,
  secret: Uint8Array,
  options: { vaultId?: string | undefined; salt?: Uint8Array | undefined } = {},
): string {
  if (isVault(plain)) throw new LoadError('input is already encrypted');
  const payload = encryptAes256(plain, secret, options.salt);
  return formatEnvelope(payload, options.vaultId ?? DEFAULT_VAULT_ID);
}
