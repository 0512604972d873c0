import { TemplateError } from '../diagnostics/errors.ts';
import { iterate } from '../values/iterate.ts';
import { isText } from '../values/markup.ts';
import { failUndefined, typeError } from '../values/python-errors.ts';
import { str } from '../values/repr.ts';
import { Undefined, type Value } from '../values/types.ts';
import { foldNonFinite } from './compiler/non-finite.ts';
import type { Scope } from './contract.ts';
import type { FilterFunction, TestFunction } from './filter-contract.ts';
import { FILTERS } from './filters/registry.ts';
import { defaultGlobals } from './globals/registry.ts';
import type { TemplateLoader } from './loaders.ts';
import type { Context } from './runtime/context.ts';
import { nativeConcat } from './runtime/native-concat.ts';
import { Sandbox, type SandboxKind } from './runtime/sandbox.ts';
import {
  type UndefinedFactory,
  type UndefinedKind,
  undefinedFactory,
} from './runtime/undefined.ts';
import { DEFAULT_SYNTAX, type Syntax } from './syntax/delimiters.ts';
import { type ExtensionTag, parseExpression, parseTemplate } from './syntax/parser.ts';
import { CompiledExpressionTemplate, CompiledTemplate } from './template.ts';
import { TESTS } from './tests/registry.ts';

export interface EnvironmentOptions extends Partial<Syntax> {
  /** Escape what print statements write; a function decides by template name. */
  readonly autoescape?: boolean | ((name: string | undefined) => boolean);
  readonly undefined?: UndefinedKind | UndefinedFactory;
  readonly extensions?: readonly ('do' | 'loopcontrols')[];
  readonly loader?: TemplateLoader;
  /** Names every template sees; they are added to Jinja's own. */
  readonly globals?: ReadonlyMap<string, Value>;
  /** Registries that stand in place of Jinja's own ({@link FILTERS}, {@link TESTS}). */
  readonly filters?: ReadonlyMap<string, FilterFunction>;
  readonly tests?: ReadonlyMap<string, TestFunction>;
  /** Settings of filters, by their Jinja names (`json.dumps_kwargs`, `truncate.leeway`, …). */
  readonly policies?: ReadonlyMap<string, Value>;
  readonly sandbox?: SandboxKind;
  /** Render to values, not only text. */
  readonly native?: boolean;
  /** What becomes of the pieces of output of templates, macros and set blocks; text joins them by default. */
  readonly concat?: (chunks: readonly Value[]) => Value;
  /** Looks at every printed value before it is written. */
  readonly finalize?: (value: Value, context: Context) => Value;
  /** Renders what variables and lazy mappings hold, when they are looked up. */
  readonly resolveValue?: (value: Value) => Value;
}

const DEFAULT_POLICIES: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['compiler.ascii_str', true],
  ['urlize.rel', 'noopener'],
  ['urlize.target', null],
  ['urlize.extra_schemes', null],
  ['truncate.leeway', 5],
  ['json.dumps_kwargs', new Map<Value, Value>([['sort_keys', true]])],
]);

/** How templates are written, found and rendered. Its templates may be kept and rendered again and again. */
export class Environment {
  readonly syntax: Syntax;
  readonly undefined: UndefinedFactory;
  readonly filters: ReadonlyMap<string, FilterFunction>;
  readonly tests: ReadonlyMap<string, TestFunction>;
  readonly globals: ReadonlyMap<string, Value>;
  readonly policies: ReadonlyMap<string, Value>;
  readonly loader: TemplateLoader | undefined;
  readonly sandbox: Sandbox | undefined;
  readonly concat: ((chunks: readonly Value[]) => Value) | undefined;
  readonly finalize: ((value: Value, context: Context) => Value) | undefined;
  readonly resolveValue: ((value: Value) => Value) | undefined;
  readonly #autoescape: boolean | ((name: string | undefined) => boolean);
  readonly #tags: ReadonlySet<ExtensionTag>;
  readonly #loaded = new Map<
    string,
    { readonly source: string; readonly template: CompiledTemplate }
  >();

  constructor(options: EnvironmentOptions = {}) {
    this.syntax = { ...DEFAULT_SYNTAX, ...pickSyntax(options) };
    const { undefined: kind = 'default' } = options;
    this.undefined = typeof kind === 'function' ? kind : undefinedFactory(kind);
    this.filters = options.filters ?? FILTERS;
    this.tests = options.tests ?? TESTS;
    this.sandbox =
      options.sandbox === undefined ? undefined : new Sandbox(options.sandbox, this.undefined);
    this.globals = new Map([
      ...defaultGlobals(this.sandbox !== undefined),
      ...(options.globals ?? []),
    ]);
    this.policies = new Map([...DEFAULT_POLICIES, ...(options.policies ?? [])]);
    this.loader = options.loader;
    this.concat = options.concat ?? (options.native ? nativeConcat : undefined);
    this.finalize = options.finalize;
    this.resolveValue = options.resolveValue;
    this.#autoescape = options.autoescape ?? false;
    this.#tags = extensionTags(options.extensions ?? []);
  }

  /** Whether a template of this name starts out escaping. */
  autoescapes(name: string | undefined): boolean {
    return typeof this.#autoescape === 'function' ? this.#autoescape(name) : this.#autoescape;
  }

  /** @throws TemplateError (TemplateSyntaxError, TemplateAssertionError) */
  fromString(source: string, name?: string): CompiledTemplate {
    const body = parseTemplate(source, { syntax: this.syntax, tags: this.#tags, name });
    foldNonFinite(this, body, source);
    return new CompiledTemplate(this, body, name);
  }

  /** Compiles one expression; its `evaluate` gives the value. @throws TemplateSyntaxError */
  compileExpression(source: string): CompiledExpressionTemplate {
    const node = parseExpression(source, { syntax: this.syntax, tags: this.#tags });
    return new CompiledExpressionTemplate(this, node);
  }

  /** The value of an expression over variables; an undefined one becomes None unless kept. */
  evaluate(
    source: string,
    variables: Scope | ReadonlyMap<string, Value>,
    undefinedToNone = true,
  ): Value {
    const value = this.compileExpression(source).evaluate(variables);
    return undefinedToNone && value instanceof Undefined ? null : value;
  }

  /**
   * A template by name. Templates are kept as long as the loader gives the same source.
   * @throws TemplateError (TemplateNotFound, or what parsing it raises)
   */
  getTemplate(name: Value, _parent?: string): CompiledTemplate {
    if (name instanceof Undefined) failUndefined(name);
    if (this.loader === undefined) throw typeError('no loader for this environment specified');
    const key = str(name);
    const source = this.loader.load(key);
    if (source === undefined) throw new TemplateError('TemplateNotFound', key);
    const known = this.#loaded.get(key);
    if (known !== undefined && known.source === source) return known.template;
    const template = this.fromString(source, key);
    this.#loaded.set(key, { source, template });
    return template;
  }

  /** The first template that exists. @throws TemplateError (TemplatesNotFound) */
  selectTemplate(names: readonly Value[], parent?: string): CompiledTemplate {
    if (names.length === 0)
      throw new TemplateError(
        'TemplatesNotFound',
        'Tried to select from an empty list of templates.',
      );
    for (const name of names) {
      try {
        return this.getTemplate(name, parent);
      } catch (error) {
        if (!isMiss(error)) throw error;
      }
    }
    const tried = names.map((name) => (name instanceof Undefined ? name.message : str(name)));
    throw new TemplateError(
      'TemplatesNotFound',
      `none of the templates given were found: ${tried.join(', ')}`,
    );
  }

  /** What include takes: a name or a list of names to try. */
  getOrSelectTemplate(wanted: Value, parent?: string): CompiledTemplate {
    if (isText(wanted) || wanted instanceof Undefined) return this.getTemplate(wanted, parent);
    return this.selectTemplate(Array.from(iterate(wanted)), parent);
  }

  /** Whether Jinja computes the filter of a constant when it compiles. */
  foldsFilter(name: string): boolean {
    return !CONTEXT_FILTERS.has(name);
  }

  /** @throws TemplateError (TemplateRuntimeError) */
  filter(name: string): FilterFunction {
    const found = this.filters.get(name);
    if (found === undefined)
      throw new TemplateError('TemplateRuntimeError', `No filter named '${name}'.`);
    return found;
  }

  /** @throws TemplateError (TemplateRuntimeError) */
  test(name: string): TestFunction {
    const found = this.tests.get(name);
    if (found === undefined)
      throw new TemplateError('TemplateRuntimeError', `No test named '${name}'.`);
    return found;
  }
}

/** Filters that look at the running template. */
const CONTEXT_FILTERS: ReadonlySet<string> = new Set([
  'map',
  'random',
  'reject',
  'rejectattr',
  'select',
  'selectattr',
]);

function isMiss(error: unknown): boolean {
  return (
    error instanceof TemplateError &&
    (error.pythonClass === 'TemplateNotFound' || error.pythonClass === 'UndefinedError')
  );
}

function pickSyntax(options: EnvironmentOptions): Partial<Syntax> {
  const names = Object.keys(DEFAULT_SYNTAX) as (keyof Syntax)[];
  const given = names.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]]));
}

function extensionTags(extensions: readonly string[]): ReadonlySet<ExtensionTag> {
  const tags = new Set<ExtensionTag>();
  if (extensions.includes('do')) tags.add('do');
  if (extensions.includes('loopcontrols')) tags.add('break').add('continue');
  return tags;
}
