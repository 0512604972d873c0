import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { LoadError } from '../../diagnostics/errors.ts';
import { bytesRepr } from '../../values/string-repr.ts';
import { resolvePath } from '../paths.ts';
import { DEFAULT_VAULT_ID, isVault } from './format.ts';
import { VaultSecrets, type VaultSecretsOptions } from './secrets.ts';

export interface SecretSources {
  /** `--vault-id` values: `label@source`, `source`, `label@prompt`. */
  readonly vaultIds: readonly string[];
  readonly passwordFiles: readonly string[];
  readonly askPassword: boolean;
  /** Ask for a password when there is no source at all (`ansible-vault`). */
  readonly promptWithoutSource?: boolean;
  /** The password is a new one: ask twice. */
  readonly creating?: boolean;
}

export interface SecretIo extends VaultSecretsOptions {
  readonly basedir?: string | undefined;
  warn(message: string): void;
  /** Asks without echo; undefined at end of input. */
  prompt(text: string): Promise<string | undefined>;
}

const OLD_STYLE_PROMPT = 'prompt_ask_vault_pass';

/**
 * Reads all vault secrets that command line and settings name: files, scripts (executable files),
 * client scripts (`*-client`), prompts. A source that fails is warned about; the last failure is thrown
 * when none worked.
 */
export async function loadVaultSecrets(
  sources: SecretSources,
  io: SecretIo,
): Promise<VaultSecrets> {
  const slugs = [...sources.vaultIds];
  for (const file of sources.passwordFiles) slugs.push(`${DEFAULT_VAULT_ID}@${file}`);
  if (sources.askPassword || (slugs.length === 0 && sources.promptWithoutSource === true)) {
    slugs.push(`${DEFAULT_VAULT_ID}@${OLD_STYLE_PROMPT}`);
  }
  const secrets = new VaultSecrets([], io);
  let failure: unknown;
  for (const slug of slugs) {
    const at = slug.indexOf('@');
    const label = at < 0 ? undefined : slug.slice(0, at);
    const source = slug.slice(at + 1);
    const id = label || DEFAULT_VAULT_ID;
    if (source === 'prompt' || source === OLD_STYLE_PROMPT) {
      const secret = await promptSecret(id, source, sources.creating === true, label, io);
      secrets.entries.push({ id, secret });
      continue;
    }
    try {
      secrets.entries.push({ id, secret: await readSecret(source, label, secrets, io) });
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      const which =
        error instanceof MissingPasswordFile
          ? 'getting vault password file'
          : 'in vault password file loading';
      io.warn(`Error ${which} (${label ?? 'None'}): ${error.message}`);
      failure = error;
    }
  }
  if (failure !== undefined && secrets.entries.length === 0) throw failure;
  return secrets;
}

class MissingPasswordFile extends LoadError {}

async function promptSecret(
  id: string,
  source: string,
  creating: boolean,
  label: string | undefined,
  io: SecretIo,
): Promise<Uint8Array> {
  const old = source === OLD_STYLE_PROMPT;
  const prompts = creating
    ? old
      ? ['New Vault password: ', 'Confirm New Vault password: ']
      : [`New vault password (${id}): `, `Confirm new vault password (${id}): `]
    : [old ? 'Vault password: ' : `Vault password (${id}): `];
  try {
    const answers: string[] = [];
    for (const prompt of prompts) {
      const answer = await io.prompt(prompt);
      if (answer === undefined) throw new LoadError(`EOFError (ctrl-d) on prompt for (${id})`);
      if (answer === '') throw new LoadError('Invalid vault password was provided');
      answers.push(answer.trim());
    }
    if (answers.some((answer) => answer !== answers[0])) {
      throw new LoadError('Passwords do not match');
    }
    return Buffer.from(answers[0] as string, 'utf8');
  } catch (error) {
    if (error instanceof LoadError) {
      io.warn(`Error in vault password prompt (${label ?? 'None'}): ${error.message}`);
    }
    throw error;
  }
}

async function readSecret(
  source: string,
  label: string | undefined,
  known: VaultSecrets,
  io: SecretIo,
): Promise<Uint8Array> {
  const path = resolvePath(source, io.basedir);
  if (!existsSync(path)) {
    throw new MissingPasswordFile(`The vault password file ${path} was not found`);
  }
  if (isExecutable(path)) return runSecretScript(path, isClientScript(source), label);
  let content: Buffer;
  try {
    content = trim(readFileSync(path), WHITE_SPACE);
  } catch (error) {
    throw new LoadError(`Could not read vault password file ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (isVault(content)) content = known.decrypt(content, path);
  const secret = trim(content, LINE_ENDS);
  if (secret.length === 0) {
    throw new LoadError(`Invalid vault password was provided from file (${path})`);
  }
  return secret;
}

/** `name-client` or `name-client.ext`: gets the vault id as an argument. */
function isClientScript(source: string): boolean {
  return source.slice(0, source.length - extname(source).length).endsWith('-client');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** An error of the system in Python's words. */
function pythonError(error: NodeJS.ErrnoException, path: string): string {
  const known = { EACCES: 'Permission denied', ENOEXEC: 'Exec format error' } as const;
  const text = known[error.code as keyof typeof known];
  return text === undefined ? error.message : `[Errno ${-(error.errno ?? 0)}] ${text}: '${path}'`;
}

const UNKNOWN_ID_EXIT = 2;

async function runSecretScript(
  path: string,
  client: boolean,
  label: string | undefined,
): Promise<Uint8Array> {
  const { spawnSync } = await import('node:child_process');
  const args = client && label ? ['--vault-id', label] : [];
  const run = spawnSync(path, args, { stdio: ['inherit', 'pipe', client ? 'pipe' : 'inherit'] });
  const kind = client ? 'client script' : 'script';
  if (run.error !== undefined) {
    throw new LoadError(
      `Problem running vault password ${kind} ${path} (${pythonError(run.error, path)}). ` +
        'If this is not a script, remove the executable bit from the file.',
    );
  }
  const stderr = client ? bytesRepr(run.stderr) : 'None';
  if (client && run.status === UNKNOWN_ID_EXIT) {
    throw new LoadError(
      `Vault password client script ${path} did not find a secret for vault-id=${label ?? 'None'}: ${stderr}`,
    );
  }
  if (run.status !== 0) {
    const purpose = client ? ` when getting secret for vault-id=${label ?? 'None'}` : '';
    throw new LoadError(
      `Vault password ${kind} ${path} returned non-zero (${run.status})${purpose}: ${stderr}`,
    );
  }
  const secret = trim(run.stdout, LINE_ENDS);
  if (secret.length === 0) {
    throw new LoadError(`Invalid vault password was provided from script (${path})`);
  }
  return secret;
}

const LINE_ENDS: ReadonlySet<number> = new Set([10, 13]);
const WHITE_SPACE: ReadonlySet<number> = new Set([9, 10, 11, 12, 13, 32]);

function trim(bytes: Buffer, set: ReadonlySet<number>): Buffer {
  let start = 0;
  let end = bytes.length;
  while (start < end && set.has(bytes[start] as number)) start++;
  while (end > start && set.has(bytes[end - 1] as number)) end--;
  return bytes.subarray(start, end);
}
