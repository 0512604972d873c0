import { isatty } from 'node:tty';
import { encryptVault, type VaultSecret, type VaultSecrets } from '../../loader/vault/secrets.ts';
import type { VaultArguments } from '../arguments/arguments.ts';
import type { CommandContext } from '../command.ts';
import { OptionsError } from '../options-error.ts';
import { page } from '../pager.ts';
import { encryptStrings } from './vault-encrypt-string.ts';
import {
  createVaultFile,
  type Editor,
  editVaultFile,
  openVaultFile,
  readInput,
  realFile,
  rekeyVaultFile,
  writeOutput,
} from './vault-file.ts';
import { secretsFromOptions } from './vault-secrets.ts';

const PRIVATE_UMASK = 0o077;

/** `troupe vault`, ansible-vault's counterpart. Gives the exit code. @throws TroupeError */
export async function vaultCommand(args: VaultArguments, command: CommandContext): Promise<number> {
  const umask = process.umask(PRIVATE_UMASK);
  try {
    await act(args, command);
  } finally {
    process.umask(umask);
  }
  return 0;
}

async function act(args: VaultArguments, command: CommandContext): Promise<void> {
  const files = args.positionals;
  switch (args.action) {
    case 'encrypt':
      return encryptFiles(args, await newSecret(args, command), command);
    case 'encrypt_string':
      await encryptStrings(args, await newSecret(args, command), command);
      return tellOnTerminal('Encryption successful', command);
    case 'create': {
      const secret = await newSecret(args, command);
      const [file, ...others] = files;
      if (file === undefined || others.length > 0) {
        throw new OptionsError('ansible-vault create can take only one filename argument');
      }
      return createVaultFile(file, secret, editorOf(command), command.messages.warn);
    }
    case 'decrypt':
      return decryptFiles(args, await knownSecrets(args, command), command);
    case 'edit': {
      const secrets = await knownSecrets(args, command);
      for (const file of files) editVaultFile(file, secrets, editorOf(command));
      return;
    }
    case 'view': {
      const secrets = await knownSecrets(args, command);
      for (const file of files) {
        const { plain } = openVaultFile(secrets, readInput(file), file, true);
        page(plain.toString('utf8'), command);
      }
      return;
    }
    case 'rekey': {
      const secrets = await knownSecrets(args, command);
      const next = await rekeySecret(args, command);
      for (const file of files) rekeyVaultFile(file, secrets, next);
      command.display.line('Rekey successful', { stderr: true });
    }
  }
}

function editorOf({ env, settings }: CommandContext): Editor {
  return { command: env.EDITOR ?? 'vi', folder: settings.DEFAULT_LOCAL_TMP };
}

function tellOnTerminal(message: string, { display }: CommandContext): void {
  if (isatty(1)) display.line(message, { stderr: true });
}

async function knownSecrets(args: VaultArguments, command: CommandContext): Promise<VaultSecrets> {
  const secrets = await secretsFromOptions(args, command.settings, command.messages, {
    promptWithoutSource: true,
  });
  if (secrets.entries.length === 0) {
    throw new OptionsError("A vault password is required to use Ansible's Vault");
  }
  return secrets;
}

/** The secret to encrypt with. @throws OptionsError where several are there and none is named */
async function newSecret(args: VaultArguments, command: CommandContext): Promise<VaultSecret> {
  const { settings, messages } = command;
  const wanted = args.encryptVaultId ?? settings.DEFAULT_VAULT_ENCRYPT_IDENTITY ?? undefined;
  const secrets = await secretsFromOptions(args, settings, messages, {
    promptWithoutSource: true,
    creating: true,
  });
  if (secrets.entries.length > 1 && !wanted) {
    const ids = secrets.entries.map(({ id }) => id).join(',');
    throw new OptionsError(
      `The vault-ids ${ids} are available to encrypt. Specify the vault-id to encrypt with --encrypt-vault-id`,
    );
  }
  const secret = secrets.encryptionSecret(wanted);
  if (secret === undefined) {
    throw new OptionsError("A vault password is required to use Ansible's Vault");
  }
  return secret;
}

async function rekeySecret(args: VaultArguments, command: CommandContext): Promise<VaultSecret> {
  const { settings, messages } = command;
  const wanted = args.encryptVaultId ?? settings.DEFAULT_VAULT_ENCRYPT_IDENTITY ?? undefined;
  const { newVaultId, newVaultPasswordFile } = args;
  const secrets = await secretsFromOptions(
    {
      vaultIds: newVaultId === null ? [] : [newVaultId],
      vaultPasswordFiles: newVaultPasswordFile === null ? [] : [newVaultPasswordFile],
      askVaultPass: args.askVaultPass,
    },
    {
      ...settings,
      DEFAULT_VAULT_IDENTITY_LIST: wanted ? settings.DEFAULT_VAULT_IDENTITY_LIST : [],
    },
    messages,
    { promptWithoutSource: true, creating: true },
  );
  const secret = secrets.encryptionSecret(wanted);
  if (secret === undefined) {
    throw new OptionsError("A new vault password is required to use Ansible's Vault rekey");
  }
  return secret;
}

function encryptFiles(args: VaultArguments, secret: VaultSecret, command: CommandContext): void {
  tellReading('plaintext', args, command);
  for (const file of inputs(args)) {
    const real = realFile(file);
    const text = encryptVault(readInput(real), secret.secret, { vaultId: secret.id });
    writeOutput(Buffer.from(text, 'ascii'), args.outputFile ?? real, true);
  }
  tellOnTerminal('Encryption successful', command);
}

function decryptFiles(args: VaultArguments, secrets: VaultSecrets, command: CommandContext): void {
  tellReading('ciphertext', args, command);
  for (const file of inputs(args)) {
    const real = realFile(file);
    const { plain } = openVaultFile(secrets, readInput(real), real, true);
    writeOutput(plain, args.outputFile ?? real, false);
  }
  tellOnTerminal('Decryption successful', command);
}

function inputs({ positionals }: VaultArguments): readonly string[] {
  return positionals.length > 0 ? positionals : ['-'];
}

function tellReading(what: string, args: VaultArguments, { display }: CommandContext): void {
  if (args.positionals.length > 0 || !isatty(0)) return;
  display.line(`Reading ${what} input from stdin`, { stderr: true });
  display.flush();
}
