import { LoadError } from '../diagnostics/errors.ts';
import { SourceText } from '../diagnostics/source-text.ts';
import type { Value } from '../values/types.ts';
import { JsonSyntaxError, parseJson } from './json.ts';
import { Composer } from './yaml/composer.ts';
import { Constructor } from './yaml/construct.ts';
import { YamlSyntaxError } from './yaml/tokens.ts';

/** Who opens vault text that is found within a document. */
interface VaultOpener {
  /** Opens an armored `$ANSIBLE_VAULT;` document. @throws LoadError */
  decrypt(ciphertext: string, filename?: string): Buffer;
}

export interface YamlOptions {
  /** Text of a playbook, role, inventory, vars file or the command line: its strings may be Templates. */
  readonly trusted: boolean;
  readonly vault?: VaultOpener | undefined;
  readonly warn?: ((message: string) => void) | undefined;
  /** DUPLICATE_YAML_DICT_KEY, default `warn`. */
  readonly duplicateKeys?: 'warn' | 'error' | 'ignore' | undefined;
  /** False for text that was decrypted: errors must not show it. */
  readonly showContent?: boolean | undefined;
  /** Plain YAML: JSON is not tried first, Ansible's own tags are unknown. */
  readonly yamlOnly?: boolean | undefined;
}

/**
 * Loads one document of JSON or YAML 1.1, as Ansible's loader does (PyYAML over libyaml).
 * An empty document is null.
 * @throws LoadError with Ansible's message and the place
 */
export function parseYaml(text: string, file: string, options: YamlOptions): Value {
  const source = new SourceText(file, text);
  let jsonProblem = '';
  if (options.yamlOnly !== true) {
    try {
      return parseJson(source, {
        trusted: options.trusted,
        decryptVault: (ciphertext) => openVault(ciphertext, source, 0, options),
      });
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      jsonProblem = error.message;
    }
  }
  return guarded(source, jsonProblem, options, () => {
    const node = new Composer(text).composeSingle();
    return node === undefined ? null : makeConstructor(source, options).construct(node);
  });
}

/** Loads all documents of a YAML stream. @throws LoadError */
export function parseYamlAll(text: string, file: string, options: YamlOptions): Value[] {
  const source = new SourceText(file, text);
  return guarded(source, '', options, () => {
    const composer = new Composer(text);
    const documents: Value[] = [];
    for (let node = composer.composeNext(); node !== undefined; node = composer.composeNext()) {
      documents.push(makeConstructor(source, options).construct(node));
    }
    return documents;
  });
}

function makeConstructor(source: SourceText, options: YamlOptions): Constructor {
  return new Constructor({
    source,
    trusted: options.trusted,
    decryptVault: (ciphertext, offset) => openVault(ciphertext, source, offset, options),
    warn: options.warn ?? (() => undefined),
    duplicateKeys: options.duplicateKeys ?? 'warn',
    standardTags: options.yamlOnly === true,
  });
}

function openVault(
  ciphertext: string,
  source: SourceText,
  offset: number,
  options: YamlOptions,
): string {
  if (options.vault === undefined) {
    throw new LoadError('Attempting to decrypt but no vault secrets found', {
      span: source.spanAt(offset),
    });
  }
  return options.vault.decrypt(ciphertext).toString('utf8');
}

/** Characters that libyaml's reader takes. */
const UNREADABLE = /[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function guarded<T>(
  source: SourceText,
  jsonProblem: string,
  options: YamlOptions,
  read: () => T,
): T {
  const unreadable = UNREADABLE.exec(source.text);
  if (unreadable !== null) {
    const code = unreadable[0].codePointAt(0) as number;
    const position = [...source.text.slice(0, unreadable.index)].length;
    throw new LoadError(
      `${preamble(jsonProblem)}. unacceptable character #x${code.toString(16).padStart(4, '0')}: ` +
        `control characters are not allowed\n  in "<unicode string>", position ${position}`,
      { hint: `${source.file}: remove the control character.` },
    );
  }
  try {
    return read();
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw new LoadError(`${preamble(jsonProblem)}${error.problem}`, {
      span: source.spanAt(error.offset),
      showContent: options.showContent,
      cause: error,
    });
  }
}

function preamble(jsonProblem: string): string {
  return (
    'We were unable to read either as JSON nor YAML, these are the errors we got from each:\n' +
    `JSON: ${jsonProblem}\n\nSyntax Error while loading YAML.\n  `
  );
}
