import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { LoadError } from '../diagnostics/errors.ts';
import type { Value } from '../values/types.ts';
import { resolvePath, unquote } from './paths.ts';
import { isVault } from './vault/format.ts';
import { VaultSecrets } from './vault/secrets.ts';
import { parseYaml } from './yaml.ts';

/** YAML_FILENAME_EXTENSIONS */
const YAML_EXTENSIONS: readonly string[] = ['.yml', '.yaml', '.json'];

export interface LoaderOptions {
  /** Folder that relative paths start from: the playbook's. */
  readonly basedir: string;
  readonly vault?: VaultSecrets | undefined;
  readonly warn?: ((message: string) => void) | undefined;
  readonly duplicateKeys?: 'warn' | 'error' | 'ignore' | undefined;
  readonly yamlExtensions?: readonly string[] | undefined;
}

/** Reads and caches the controller's YAML files, decrypting what is a vault. */
export class Loader {
  basedir: string;
  readonly vault: VaultSecrets;
  readonly yamlExtensions: readonly string[];
  readonly #warn: (message: string) => void;
  readonly #duplicateKeys: 'warn' | 'error' | 'ignore';
  readonly #cache = new Map<string, Value>();

  constructor(options: LoaderOptions) {
    this.basedir = options.basedir;
    this.vault = options.vault ?? new VaultSecrets();
    this.yamlExtensions = options.yamlExtensions ?? YAML_EXTENSIONS;
    this.#warn = options.warn ?? (() => undefined);
    this.#duplicateKeys = options.duplicateKeys ?? 'warn';
  }

  /** A user's path made absolute against the basedir. */
  resolve(path: string): string {
    return resolvePath(unquote(path), this.basedir);
  }

  /**
   * The document of a YAML or JSON file. Trusted (the default) files bring Templates. The value is shared
   * by all who load the file: it must not be changed.
   * @throws LoadError
   */
  loadFile(path: string, options: { trusted?: boolean; cache?: boolean } = {}): Value {
    const file = this.resolve(path);
    const trusted = options.trusted ?? true;
    const key = trusted ? file : `untrusted:${file}`;
    if (options.cache !== false) {
      const cached = this.#cache.get(key);
      if (cached !== undefined) return cached;
    }
    const { content, decrypted } = this.#read(file);
    const value = this.loadText(content.toString('utf8'), file, {
      trusted,
      showContent: !decrypted,
    });
    this.#cache.set(key, value);
    return value;
  }

  /** The document of YAML or JSON text. @throws LoadError */
  loadText(
    text: string,
    file: string,
    options: { trusted: boolean; showContent?: boolean },
  ): Value {
    return parseYaml(text, file, {
      ...options,
      vault: this.vault,
      warn: this.#warn,
      duplicateKeys: this.#duplicateKeys,
    });
  }

  /** A file's bytes, decrypted when it is a vault. @throws LoadError */
  readFile(path: string): Buffer {
    return this.#read(this.resolve(path)).content;
  }

  #read(file: string): { content: Buffer; decrypted: boolean } {
    let content: Buffer;
    try {
      content = readFileSync(file);
    } catch (error) {
      throw readFailure(file, error as NodeJS.ErrnoException);
    }
    if (!isVault(content)) return { content, decrypted: false };
    return { content: this.vault.decrypt(content, file), decrypted: true };
  }

  /** Forgets loaded files (`meta: refresh_inventory`). */
  clearCache(): void {
    this.#cache.clear();
  }

  exists(path: string): boolean {
    return existsSync(this.resolve(path));
  }

  isFile(path: string): boolean {
    const file = this.resolve(path);
    return file === '/dev/null' || (statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
  }

  isDirectory(path: string): boolean {
    return statSync(this.resolve(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Names in a folder, sorted by code point. */
  list(path: string): string[] {
    return readdirSync(this.resolve(path)).sort();
  }

  /**
   * The vars files for `name` in a folder: `name` itself, else `name.yml`, `name.yaml`, `name.json`; where that
   * is a folder, all such files below it. Hidden files and `*~` are left out.
   */
  findVarsFiles(folder: string, name: string, extensions?: readonly string[]): string[] {
    for (const extension of extensions ?? ['', ...this.yamlExtensions]) {
      const dotted = extension === '' || extension.includes('.') ? extension : `.${extension}`;
      const path = join(folder, name + dotted);
      if (!this.exists(path)) continue;
      return this.isDirectory(path) ? this.#varsFilesBelow(path) : [path];
    }
    return [];
  }

  #varsFilesBelow(folder: string): string[] {
    const found: string[] = [];
    for (const entry of this.list(folder)) {
      if (entry.startsWith('.') || entry.endsWith('~')) continue;
      const path = join(folder, entry);
      const extension = extname(entry);
      if (this.isDirectory(path) && extension === '') found.push(...this.#varsFilesBelow(path));
      else if (this.isFile(path) && (extension === '' || this.yamlExtensions.includes(extension))) {
        found.push(path);
      }
    }
    return found;
  }

  /** The folder a file lies in, symbolic links resolved. */
  realDirectory(path: string): string {
    return dirname(realpathSync(this.resolve(path)));
  }
}

function readFailure(file: string, error: NodeJS.ErrnoException): LoadError {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return new LoadError(fileNotFoundText(file, { prefix: 'Unable to retrieve file contents' }), {
      cause: error,
    });
  }
  const reason = pythonOsError(error, file).replace(/: '/, ": b'");
  return new LoadError(
    `an error occurred while trying to read the file '${file}': ${reason}. ${reason}`,
    { cause: error },
  );
}

/** Ansible's text for a controller file that isn't there. */
function fileNotFoundText(
  file: string,
  options: { prefix?: string; searched?: readonly string[] } = {},
): string {
  const prefix = options.prefix === undefined ? '' : `${options.prefix}\n`;
  const searched = options.searched?.length
    ? `\nSearched in:\n\t${options.searched.join('\n\t')}`
    : '';
  return (
    `${prefix}Could not find or access '${file}'${searched} on the Ansible Controller.\n` +
    'If you are using a module and expect the file to exist on the remote, see the remote_src option'
  );
}

const OS_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: '[Errno 2] No such file or directory',
  EPERM: '[Errno 1] Operation not permitted',
  ENOTDIR: '[Errno 20] Not a directory',
  EACCES: '[Errno 13] Permission denied',
  EISDIR: '[Errno 21] Is a directory',
  ELOOP: '[Errno 40] Too many levels of symbolic links',
};

/** An operating system's error as Python prints it. */
export function pythonOsError(error: NodeJS.ErrnoException, file: string): string {
  const known = OS_ERRORS[error.code ?? ''];
  return known === undefined ? error.message : `${known}: '${file}'`;
}
