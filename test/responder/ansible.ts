import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LoadError, TemplateError } from '../../src/diagnostics/errors.ts';
import { encryptVault, VaultSecrets } from '../../src/loader/vault/secrets.ts';
import { parseYaml, parseYamlAll } from '../../src/loader/yaml.ts';
import { findLookup } from '../../src/lookups/registry.ts';
import { conditionalValue } from '../../src/template/ansible/conditional.ts';
import { createTemplar, type Templar } from '../../src/template/ansible/templar.ts';
import type {
  TemplateFileOptions,
  TemplateOptions,
  TemplateServices,
} from '../../src/template/contract.ts';
import { MapScope } from '../../src/template/runtime/context.ts';
import { truthy } from '../../src/values/truth.ts';
import { Template, type Value } from '../../src/values/types.ts';
import { fromTyped, type Typed, toTyped } from './typed.ts';

export interface AnsibleRequest {
  id: string;
  op: 'template' | 'conditional' | 'loop' | 'template_file' | 'yaml';
  native?: boolean;
  env?: Record<string, Typed>;
  source: Typed;
  context?: Record<string, Typed>;
  context_yaml?: string;
  files?: Record<string, string>;
  environ?: Record<string, string>;
}

type Answer =
  | { id: string; ok: Typed }
  | { id: string; error: { class: string; message: string; lineno?: number } };

const trusted = (source: string): Value => (/\{[{%#]/.test(source) ? new Template(source) : source);

/** Answers one request in a fresh folder, which is the working directory meanwhile. */
export function answerAnsible(request: AnsibleRequest): Answer {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'respond-')));
  const home = process.cwd();
  const outer = { ...process.env };
  try {
    process.chdir(base);
    const here = JSON.parse(JSON.stringify(request).replaceAll('@BASE@', base)) as AnsibleRequest;
    for (const [name, text] of Object.entries(here.files ?? {})) {
      mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
      writeFileSync(path.join(base, name), text);
    }
    Object.assign(process.env, here.environ);
    const answer = respond(here, base);
    return JSON.parse(JSON.stringify(answer).replaceAll(base, '@BASE@')) as Answer;
  } finally {
    process.chdir(home);
    for (const name of Object.keys(request.environ ?? {})) delete process.env[name];
    Object.assign(process.env, outer);
    rmSync(base, { recursive: true, force: true });
  }
}

function respond(request: AnsibleRequest, base: string): Answer {
  const { id } = request;
  try {
    return { id, ok: toTyped(evaluate(request, base)) };
  } catch (error) {
    if (error instanceof TemplateError) {
      const { pythonClass, message, lineno } = error;
      return {
        id,
        error: { class: pythonClass, message, ...(lineno === undefined ? {} : { lineno }) },
      };
    }
    const name = error instanceof LoadError ? 'AnsibleParserError' : (error as Error).name;
    return { id, error: { class: name, message: (error as Error).message } };
  }
}

function evaluate(request: AnsibleRequest, base: string): Value {
  const { op, source, env = {} } = request;
  if (source === undefined) throw new TemplateError('KeyError', "'source'");
  if (op === 'yaml')
    return parseYaml(source as string, '<unicode string>', {
      trusted: true,
      duplicateKeys: 'ignore',
    });
  const templar = templarFor(request, base);
  switch (op) {
    case 'template':
      return templar.template(fromTyped(source, trusted), templateOptions(env));
    case 'conditional':
      return conditionalValue(templar, fromTyped(source, trusted), isUnsafe(source));
    case 'loop':
      return templar
        .with(new Map([['ansible_search_path', [base]]]))
        .loopItems(String(env.key), fromTyped(source, trusted));
    case 'template_file':
      return templar.renderFile(source as string, fileOptions(env, base));
  }
}

const isUnsafe = (source: Typed): boolean =>
  source !== null && typeof source === 'object' && !Array.isArray(source) && source.t === 'unsafe';

function templarFor(request: AnsibleRequest, base: string): Templar {
  const variables = new Map<string, Value>();
  if (request.context_yaml !== undefined) {
    const loaded = parseYaml(request.context_yaml, '<unicode string>', {
      trusted: true,
      duplicateKeys: 'ignore',
    });
    if (loaded instanceof Map)
      for (const [name, value] of loaded) variables.set(String(name), value);
  }
  for (const [name, value] of Object.entries(request.context ?? {})) {
    variables.set(name, fromTyped(value, trusted));
  }
  return createTemplar({
    scope: new ResponderScope(variables, request.context_yaml !== undefined),
    services: services(base),
    settings: { native: request.native ?? false, failOnUndefined: true, extensions: [] },
  });
}

class ResponderScope extends MapScope {
  readonly #isYaml: boolean;
  constructor(variables: ReadonlyMap<string, Value>, isYaml: boolean) {
    super(variables);
    this.#isYaml = isYaml;
  }
  textType(): string | undefined {
    return this.#isYaml ? 'AnsibleUnicode' : undefined;
  }
}

function services(base: string): TemplateServices {
  const settings = new Map<string, Value>([
    ['DEFAULT_FORKS', 5],
    ['DEFAULT_BECOME_USER', 'root'],
    [
      'DEFAULT_ROLES_PATH',
      ['/root/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'],
    ],
    ['RETRY_FILES_SAVE_PATH', null],
    ['COLOR_OK', 'green'],
    ['COLOR_CHANGED', 'yellow'],
    ['COLOR_SKIP', 'cyan'],
  ]);
  return {
    searchPath: [base],
    basedir: base,
    readFile: (file) => readFileSync(file),
    decryptVault: (text) => new VaultSecrets().decrypt(text),
    decryptVaultWith: (text, secret) =>
      new VaultSecrets([{ id: 'filter_default', secret: Buffer.from(secret) }]).decrypt(text),
    encryptVault: (plain, secret, { salt, vaultId }) =>
      encryptVault(plain, Buffer.from(secret), {
        vaultId,
        salt: salt === undefined ? undefined : Buffer.from(salt),
      }),
    loadYaml: (text, file, isTrusted) =>
      parseYaml(text, file, { trusted: isTrusted, yamlOnly: true }),
    loadYamlAll: (text, file, isTrusted) =>
      parseYamlAll(text, file, { trusted: isTrusted, yamlOnly: true }),
    lookups: findLookup,
    setting: (name, plugin) => (plugin === undefined ? settings.get(name) : null),
    warn: () => undefined,
    deprecate: () => undefined,
  };
}

function templateOptions(env: Record<string, Typed>): TemplateOptions {
  const options: TemplateOptions = {};
  const flag = (name: string): boolean | undefined =>
    env[name] === undefined ? undefined : truthy(fromTyped(env[name] as Typed, (text) => text));
  const set = (key: keyof Omit<TemplateOptions, 'extra'>, name: string): void => {
    const value = flag(name);
    if (value !== undefined) options[key] = value;
  };
  set('convertBare', 'convert_bare');
  set('failOnUndefined', 'fail_on_undefined');
  set('convertData', 'convert_data');
  set('preserveTrailingNewlines', 'preserve_trailing_newlines');
  set('escapeBackslashes', 'escape_backslashes');
  set('disableLookups', 'disable_lookups');
  return options;
}

const FILE_OPTIONS: Record<string, string> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  newline_sequence: 'newlineSequence',
};

function fileOptions(env: Record<string, Typed>, base: string): TemplateFileOptions {
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(env)) {
    const key = FILE_OPTIONS[name];
    if (key !== undefined) options[key] = value;
  }
  return { name: 'template.j2', searchPath: [path.join(base, 'templates'), base], ...options };
}
