import { loadVaultSecrets } from '../../loader/vault/secret-sources.ts';
import type { VaultSecrets } from '../../loader/vault/secrets.ts';
import type { Messages } from '../command.ts';
import type { Settings } from '../settings/settings.ts';

/** The vault options that all commands share. */
export interface VaultOptions {
  readonly vaultIds: readonly string[];
  readonly askVaultPass: boolean;
  readonly vaultPasswordFiles: readonly string[];
}

/**
 * The vault secrets of settings and command line. `ansible-vault` asks for a password when there is no other
 * source (`promptWithoutSource`), twice when it is a new one (`creating`).
 * @throws LoadError
 */
export function secretsFromOptions(
  options: VaultOptions,
  settings: Settings,
  messages: Pick<Messages, 'warn' | 'askSecret'>,
  how: { promptWithoutSource?: boolean; creating?: boolean } = {},
): Promise<VaultSecrets> {
  const settingsFile = settings.DEFAULT_VAULT_PASSWORD_FILE;
  return loadVaultSecrets(
    {
      vaultIds: [...settings.DEFAULT_VAULT_IDENTITY_LIST, ...options.vaultIds],
      passwordFiles: [
        ...options.vaultPasswordFiles,
        ...(settingsFile === null ? [] : [settingsFile]),
      ],
      askPassword: options.askVaultPass,
      ...how,
    },
    {
      idMatch: settings.DEFAULT_VAULT_ID_MATCH,
      warn: messages.warn,
      prompt: messages.askSecret,
    },
  );
}
