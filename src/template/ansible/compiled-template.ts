import { TemplateError } from '../../diagnostics/errors.ts';
import type { Span } from '../../diagnostics/span.ts';
import { Template, type Value } from '../../values/types.ts';
import type { ForeignPlugins, Scope, TemplarSettings, TemplateOptions } from '../contract.ts';
import type { CompiledTemplate as JinjaTemplate } from '../template.ts';
import { AnsibleEnvironment, type EnvironmentMode } from './ansible-environment.ts';
import type { Concat } from './concat.ts';
import { ansibleError, asTemplateError } from './errors.ts';
import { doubleBackslashes } from './escape-backslashes.ts';
import { NativeText } from './native-text.ts';
import { OVERRIDE_MARK, readOverrides, type SyntaxOverrides } from './overrides.ts';
import type { Templar } from './templar.ts';

const SINGLE_VARIABLE = /^\{\{\s*([A-Za-z_]\w*)\s*\}\}\n?$/;
const KEYWORDS = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/** A template compiled for one way of rendering. */
export class CompiledTemplate {
  /** As compiled: error texts show it. */
  readonly source: string;
  /** The name, where the template is `{{ name }}` alone. */
  readonly single: string | undefined;
  readonly #environment: AnsibleEnvironment;
  /** Compiled when first needed where it is a name alone, which can hold no fault. */
  #template: JinjaTemplate | undefined;
  readonly #concat: Concat;
  readonly #newlines: number;

  constructor(environment: AnsibleEnvironment, original: string, source: string) {
    this.source = source;
    this.#environment = environment;
    this.#newlines = trailingNewlines(original);
    this.#concat = environment.join;
    const single = environment.isDefaultSyntax ? SINGLE_VARIABLE.exec(source)?.[1] : undefined;
    this.single = single === undefined || KEYWORDS.has(single) ? undefined : single;
    if (this.single === undefined) this.#template = compileSource(environment, source);
  }

  render(templar: Templar, disableLookups: boolean): Value {
    const environment = this.#environment;
    if (this.single !== undefined) {
      const value = templar.resolve(this.single);
      if (value !== undefined) {
        return (
          templar.protectedText(this.single, value) ?? this.#concat([environment.finish(value)])
        );
      }
    }
    return environment.within(templar, disableLookups, () =>
      this.#concat(this.#compiled().renderChunks(new TemplarScope(templar))),
    );
  }

  #compiled(): JinjaTemplate {
    this.#template ??= compileSource(this.#environment, this.source);
    return this.#template;
  }

  /** Newlines that the template ended with and rendering has lost. */
  restoreNewlines(value: Value): Value {
    if (this.#newlines === 0) return value;
    const text = value instanceof NativeText ? value.text : value;
    if (typeof text !== 'string') return value;
    const missing = this.#newlines - trailingNewlines(text);
    if (missing <= 0) return value;
    const whole = text + this.#environment.syntax.newlineSequence.repeat(missing);
    // Adding to protected text makes it plain text, as Python's str does.
    return whole;
  }
}

class TemplarScope implements Scope {
  readonly #templar: Templar;
  constructor(templar: Templar) {
    this.#templar = templar;
  }
  get(name: string): Value | undefined {
    return this.#templar.resolve(name);
  }
  names(): Iterable<string> {
    return this.#templar.scope.names();
  }
}

function trailingNewlines(text: string): number {
  let count = 0;
  while (count < text.length && text.charCodeAt(text.length - 1 - count) === 10) count++;
  return count;
}

function compileSource(environment: AnsibleEnvironment, source: string): JinjaTemplate {
  try {
    return environment.fromString(source);
  } catch (thrown) {
    const error = asTemplateError(thrown);
    if (error.pythonClass === 'RecursionError') {
      throw ansibleError(`recursive loop detected in template string: ${source}`, error);
    }
    if (!/^Template(?:Syntax|Assertion)Error$/.test(error.pythonClass)) throw error;
    const shown = error.message;
    throw new TemplateError(
      'AnsibleError',
      `template error while templating string: ${shown}. String: ${source}. ${shown}`,
      { cause: error, lineno: error.lineno },
    );
  }
}

interface Kept {
  readonly compiler: TemplateCompiler;
  readonly compiled: CompiledTemplate;
}

/** Compiles templates and keeps what it compiled; one for each kind of settings. */
export class TemplateCompiler {
  static readonly #all = new Map<string, TemplateCompiler>();
  static readonly #foreign = new WeakMap<ForeignPlugins, Map<string, TemplateCompiler>>();

  readonly #settings: TemplarSettings;
  readonly #environments = new Map<string, AnsibleEnvironment>();
  readonly #texts = new Map<string, Template>();
  readonly #others = new Map<string, CompiledTemplate>();

  constructor(settings: TemplarSettings) {
    this.#settings = settings;
  }

  static for(settings: TemplarSettings): TemplateCompiler {
    const key = `${settings.native}|${settings.extensions.join()}`;
    const all = TemplateCompiler.#compilers(settings.foreign);
    let compiler = all.get(key);
    if (!compiler) {
      compiler = new TemplateCompiler(settings);
      all.set(key, compiler);
    }
    return compiler;
  }

  static #compilers(foreign: ForeignPlugins | undefined): Map<string, TemplateCompiler> {
    if (foreign === undefined) return TemplateCompiler.#all;
    let compilers = TemplateCompiler.#foreign.get(foreign);
    if (!compilers) {
      compilers = new Map();
      TemplateCompiler.#foreign.set(foreign, compilers);
    }
    return compilers;
  }

  #environment(mode: EnvironmentMode): AnsibleEnvironment {
    const key = JSON.stringify(mode);
    let environment = this.#environments.get(key);
    if (!environment) {
      if (this.#environments.size > 50) this.#environments.clear();
      environment = new AnsibleEnvironment(mode, this.#settings.foreign);
      this.#environments.set(key, environment);
    }
    return environment;
  }

  /** The Template for a text that is rendered wherever it came from; texts seen lately are kept compiled. */
  textTemplate(source: string, span?: Span): Template {
    const known = this.#texts.get(source);
    if (known) return known;
    if (this.#texts.size > 2000) this.#texts.clear();
    const template = new Template(source, span);
    this.#texts.set(source, template);
    return template;
  }

  compile(template: Template, options: TemplateOptions): CompiledTemplate {
    const usual = options.convertData !== false && options.escapeBackslashes !== false;
    if (usual) {
      const kept = template.compiled as Kept | undefined;
      if (kept !== undefined && kept.compiler === this) return kept.compiled;
      const compiled = this.#compile(template.source, true, true);
      template.compiled = { compiler: this, compiled } satisfies Kept;
      return compiled;
    }
    const convert = options.convertData !== false;
    const doubled = options.escapeBackslashes !== false;
    const key = `${convert}${doubled}${template.source}`;
    let compiled = this.#others.get(key);
    if (!compiled) {
      if (this.#others.size > 500) this.#others.clear();
      compiled = this.#compile(template.source, convert, doubled);
      this.#others.set(key, compiled);
    }
    return compiled;
  }

  #compile(original: string, convert: boolean, doubled: boolean): CompiledTemplate {
    const { body, overrides } = original.startsWith(OVERRIDE_MARK)
      ? readOverrides(original)
      : { body: original, overrides: {} };
    const environment = this.#environment({ ...this.#mode(convert), syntax: overrides });
    const source = doubled ? doubleBackslashes(body, environment.syntax) : body;
    return new CompiledTemplate(environment, original, source);
  }

  #mode(convertData: boolean): EnvironmentMode {
    const { native, extensions } = this.#settings;
    return { native, extensions, convertData };
  }

  /** @throws what parsing the text as a template raises */
  parse(source: string): void {
    this.#environment(this.#mode(true)).fromString(source);
  }

  compileFile(
    original: string,
    body: string,
    options: SyntaxOverrides & { native?: boolean },
    convertData: boolean,
  ): CompiledTemplate {
    const { searchPath, extra: _, name: __, native, ...syntax } = options;
    const environment = this.#environment({
      ...this.#mode(convertData),
      native: this.#settings.native && native === true,
      printsNone: this.#settings.native,
      syntax,
      ...(searchPath === undefined ? {} : { searchPath }),
    });
    return new CompiledTemplate(environment, original, body);
  }
}
