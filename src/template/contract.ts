import type { Span } from '../diagnostics/span.ts';
import type { Value } from '../values/types.ts';
import type { LookupFinder } from './ansible/lookup.ts';
import type { Trust } from './ansible/trust.ts';

/** Where a template finds its variables. Values may hold Templates; the Templar renders them on use. */
export interface Scope {
  get(name: string): Value | undefined;
  names(): Iterable<string>;
  /** Python's class for plain text in a variable where it isn't `str`: `AnsibleUnicode` for what YAML files hold. */
  textType?(name: string): string | undefined;
  /** How far a variable's value may be taken for a template; unknown where a scope can't tell. */
  trust?(name: string): Trust;
}

/** The plugin that an option belongs to, and the variables that may say what it is. */
interface PluginOfSetting {
  readonly type: string;
  readonly name: string;
  readonly variable: (name: string) => Value | undefined;
}

/** What lookups and file-reading filters may use of the controller. */
export interface TemplateServices {
  /** Folders in which `files/X`, `templates/X`, `vars/X` and X are looked for, nearest first (ansible_search_path). */
  readonly searchPath: readonly string[];
  /** Controller folder that relative paths start from (the playbook's folder). */
  readonly basedir: string;
  /** Reads a controller file as bytes, decrypting vault files. @throws LoadError */
  readFile(path: string): Uint8Array;
  /** Decrypts vault text (an armored `$ANSIBLE_VAULT;` document). @throws LoadError */
  decryptVault(text: string): Uint8Array;
  /** Decrypts vault text with one given secret. @throws LoadError */
  decryptVaultWith?(text: string, secret: string): Uint8Array;
  encryptVault(
    plain: Uint8Array,
    secret: string,
    options: { salt?: string; vaultId?: string },
  ): string;
  /** Loads YAML or JSON text as data of trusted or untrusted origin. */
  loadYaml(text: string, file: string, trusted: boolean): Value;
  /** Loads all documents of a YAML stream. */
  loadYamlAll?(text: string, file: string, trusted: boolean): Value[];
  /** The lookup plugins (`findLookup` of src/lookups); without them no lookup is found. */
  readonly lookups?: LookupFinder;
  /** A configuration setting by Ansible's name (`DEFAULT_FORKS`), or an option of a plugin: the `config` lookup. */
  setting?(name: string, plugin?: PluginOfSetting): Value | undefined;
  warn(message: string): void;
  /** `about`: the date and the collection, where that is what takes it away. */
  deprecate(
    message: string,
    version?: string,
    about?: { readonly date?: string; readonly collection?: string },
  ): void;
}

export interface TemplarSettings {
  /** DEFAULT_JINJA2_NATIVE */
  readonly native: boolean;
  /** DEFAULT_UNDEFINED_VAR_BEHAVIOR: false leaves templates with undefined variables as they are. */
  readonly failOnUndefined: boolean;
  /** DEFAULT_JINJA2_EXTENSIONS */
  readonly extensions: readonly string[];
  /** DEFAULT_NULL_REPRESENTATION: what a lone `{{ name }}` gives for None. */
  readonly nullRepresentation?: Value;
  /** Filters and tests that are not native; asked for names that no native one has. */
  readonly foreign?: ForeignPlugins;
}

/** A filter or test from elsewhere: the value it is applied to comes first. @throws TemplateError */
type ForeignPlugin = (
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  variables: Scope,
) => Value;

/** Finds filters and tests that users bring themselves. */
export interface ForeignPlugins {
  filter(name: string): ForeignPlugin | undefined;
  test(name: string): ForeignPlugin | undefined;
  /** Name that a plugin moved to, which may be a native one's; its own otherwise. @throws TemplateError */
  moved?(kind: 'filter' | 'test', name: string): string;
}

export interface TemplateOptions {
  /** A bare string (`foo` or `foo.bar`) is taken as the variable's name where such a variable exists. */
  convertBare?: boolean;
  /** Raise on undefined variables (default true); false gives the source text back. */
  failOnUndefined?: boolean;
  /** Text that looks like a list, dict or boolean becomes that value (default true). */
  convertData?: boolean;
  preserveTrailingNewlines?: boolean;
  escapeBackslashes?: boolean;
  disableLookups?: boolean;
  /** Names laid over the scope for this call. */
  extra?: ReadonlyMap<string, Value>;
}

/** The template module's own options for a file. */
export interface TemplateFileOptions {
  name: string;
  blockStart?: string;
  blockEnd?: string;
  variableStart?: string;
  variableEnd?: string;
  commentStart?: string;
  commentEnd?: string;
  trimBlocks?: boolean;
  lstripBlocks?: boolean;
  newlineSequence?: string;
  searchPath?: readonly string[];
  extra?: ReadonlyMap<string, Value>;
}

/** Ansible's templating over one scope (one host and task). Synchronous; renders each variable at most once. */
export interface TemplarContract {
  readonly scope: Scope;
  /** Renders every Template inside `value` (keys of dicts are left alone). Plain strings are data, given back as they are. */
  template(value: Value, options?: TemplateOptions): Value;
  /** Renders text as a template wherever it came from (the `template` lookup, `when` text, …). */
  renderText(source: string, options?: TemplateOptions, span?: Span): Value;
  /** The text that the template module writes for a file. */
  renderFile(source: string, options: TemplateFileOptions): string;
  /** What the `template` lookup gives for a file: text, or data where it looks like it. */
  renderTemplate(
    source: string,
    options: TemplateFileOptions & { convertData?: boolean; native?: boolean },
  ): Value;
  /** `when:`, `that:`, `until:` …: text is an expression without braces; a list means all of it.
   * Untrusted text (from a host, a lookup or a registered result) is refused. */
  evaluateConditional(conditional: Value, untrusted?: boolean): boolean;
  /** The items of `loop:` or of `with_<lookup>:` (key without `with_`). `action` is the task's module: files of a
   * `template` task are looked for under `templates` first. */
  loopItems(key: string, source: Value, action?: string): Value[];
  /** Runs a lookup plugin: `lookup(name, *terms, **kwargs)`, always as the list it gave. */
  lookup(name: string, terms: Value[], kwargs: Map<string, Value>): Value[];
  /** A Templar with names laid over this one's scope (loop variables, task vars). */
  with(extra: ReadonlyMap<string, Value>): TemplarContract;
  /** Compiles the templates inside a value ahead of their rendering. */
  prepare(value: Value): void;
  /** The same for a condition, or a list of them. */
  prepareConditional(conditional: Value): void;
  /** A Templar over the same variables for what may be thrown away. */
  rehearsing(without: Without): TemplarContract;
}

/** What a rehearsal does without, beside lookups and warnings. */
export interface Without {
  /** Variables whose values are not known yet. */
  readonly names: ReadonlySet<string>;
  /** Called when one of them, or a lookup, is asked for: what is rendered then is void. */
  refused(): void;
}
