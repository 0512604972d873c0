import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { LoadError } from '../../diagnostics/errors.ts';
import { splitWords } from '../../inventory/shell-words.ts';
import { pythonOsError } from '../../loader/loader.ts';
import { parseEnvelope } from '../../loader/vault/format.ts';
import { encryptVault, type VaultSecret, type VaultSecrets } from '../../loader/vault/secrets.ts';

const STDIO = '-';
const PRIVATE = 0o600;

/** Content of a file, or of stdin for `-`. @throws LoadError */
export function readInput(file: string): Buffer {
  try {
    return readFileSync(file === STDIO ? 0 : file);
  } catch (error) {
    throw new LoadError(
      `Unable to read source file (${file}): ${pythonOsError(error as NodeJS.ErrnoException, file)}`,
      { cause: error },
    );
  }
}

/**
 * Writes a file afresh that nobody else may read, or to stdout for `-`. With `shred` what was there is
 * overwritten first.
 */
export function writeOutput(content: Uint8Array, file: string, shred: boolean): void {
  if (file === STDIO) {
    for (let offset = 0; offset < content.length; ) offset += writeSync(1, content, offset);
    return;
  }
  const exists = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  const target = exists ? besideFile(file) : file;
  const descriptor = openSync(target, 'wx', PRIVATE);
  try {
    writeFileSync(descriptor, content);
  } finally {
    closeSync(descriptor);
  }
  if (!exists) return;
  if (shred) overwrite(file);
  renameSync(target, file);
}

/** A new name in the same folder, so that the file can be put in place in one step. */
function besideFile(file: string): string {
  return `${file}.${randomBytes(6).toString('hex')}`;
}

/** Overwrites a file with random bytes and removes it. */
function shredFile(file: string): void {
  if (!existsSync(file)) return;
  overwrite(file);
  rmSync(file);
}

function overwrite(file: string): void {
  const { size } = statSync(file);
  const descriptor = openSync(file, 'r+');
  try {
    writeSync(descriptor, randomBytes(size), 0, size, 0);
  } finally {
    closeSync(descriptor);
  }
}

/** The file behind symbolic links; `-` stays. */
export function realFile(file: string): string {
  if (file === STDIO) return file;
  return existsSync(file) ? realpathSync(file) : resolve(file);
}

/** Opens a vault's text; a failure names the file. @throws LoadError */
export function openVaultFile(
  secrets: VaultSecrets,
  content: Buffer,
  file: string,
  named: boolean,
): { plain: Buffer; used: VaultSecret } {
  try {
    return secrets.open(content, named ? file : undefined);
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    throw new LoadError(`${error.message} for ${file}`, { hint: error.hint, cause: error });
  }
}

/** The program that the user edits with, and the folder of the file that it edits. */
export interface Editor {
  readonly command: string;
  readonly folder: string;
}

/** Encrypts a new file's content, which the user writes in an editor. @throws LoadError */
export function createVaultFile(
  file: string,
  secret: VaultSecret,
  editor: Editor,
  warn: (message: string) => void,
): void {
  const folder = dirname(file);
  if (!existsSync(folder)) {
    warn(`${folder} does not exist, creating...`);
    mkdirSync(folder, { recursive: true });
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new LoadError(`${file} exists, please use 'edit' instead`);
  }
  editInto(file, Buffer.alloc(0), secret.secret, secret.id, editor, true);
}

/** Lets the user edit a vault's content; the file keeps its id, and is left alone when nothing changes. */
export function editVaultFile(file: string, secrets: VaultSecrets, editor: Editor): void {
  const real = realFile(file);
  const content = readInput(real);
  const { plain, used } = openVaultFile(secrets, content, real, false);
  const { vaultId } = parseEnvelope(content.toString('ascii'), real);
  editInto(real, plain, used.secret, vaultId, editor, false);
}

function editInto(
  file: string,
  before: Buffer,
  secret: Uint8Array,
  vaultId: string,
  editor: Editor,
  isNew: boolean,
): void {
  mkdirSync(editor.folder, { recursive: true, mode: 0o700 });
  const name = `troupe-vault-${randomBytes(8).toString('hex')}${extname(file)}`;
  const temporary = join(editor.folder, name);
  writeOutput(before, temporary, false);
  try {
    const [program = 'vi', ...args] = splitWords(editor.command);
    const run = spawnSync(program, [...args, temporary], { stdio: 'inherit' });
    if (run.error !== undefined) {
      const command = [program, ...args, temporary].join(' ');
      throw new LoadError(`Unable to execute the command "${command}": ${run.error.message}`);
    }
    const after = readInput(temporary);
    if (isNew || !after.equals(before)) replaceFile(file, encryptVault(after, secret, { vaultId }));
  } finally {
    shredFile(temporary);
  }
}

/** Encrypts a vault's content with another secret; mode and owner stay. @throws LoadError */
export function rekeyVaultFile(file: string, secrets: VaultSecrets, next: VaultSecret): void {
  const real = realFile(file);
  const { plain } = openVaultFile(secrets, readInput(real), real, false);
  replaceFile(real, encryptVault(plain, next.secret, { vaultId: next.id }));
}

/** Puts text in place of a file in one step, with the old one's mode and owner. */
function replaceFile(file: string, text: string): void {
  const previous = statSync(file, { throwIfNoEntry: false });
  const temporary = besideFile(file);
  writeOutput(Buffer.from(text, 'ascii'), temporary, false);
  if (previous !== undefined) {
    chmodSync(temporary, previous.mode & 0o7777);
    chownSync(temporary, previous.uid, previous.gid);
  }
  renameSync(temporary, file);
}
