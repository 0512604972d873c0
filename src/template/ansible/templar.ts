import { TemplateError } from '../../diagnostics/errors.ts';
import type { Span } from '../../diagnostics/span.ts';
import { asInt } from '../../values/int.ts';
import { toList } from '../../values/iterate.ts';
import { rangeToList } from '../../values/range.ts';
import { str } from '../../values/repr.ts';
import { setTextType } from '../../values/text-type.ts';
import { truthy } from '../../values/truth.ts';
import { LazyDict, PyFloat, PyRange, Template, Tuple, type Value } from '../../values/types.ts';
import type {
  Scope,
  TemplarContract,
  TemplarSettings,
  TemplateFileOptions,
  TemplateOptions,
  TemplateServices,
  Without,
} from '../contract.ts';
import { LayeredScope } from '../runtime/context.ts';
import { type CompiledTemplate, TemplateCompiler } from './compiled-template.ts';
import { conditionalValue, presented } from './conditional.ts';
import { located, placeInFile, placeInText } from './error-place.ts';
import {
  ansibleError,
  asTemplateError,
  exceptionClass,
  isTypeError,
  isUndefinedError,
  undefinedVariable,
} from './errors.ts';
import { holdsTemplate } from './holds-template.ts';
import { loopItems, runLookup } from './lookups.ts';
import { NativeText } from './native-text.ts';
import { readOverrides } from './overrides.ts';
import { rehearsalParts } from './rehearsal.ts';
import { plain, shown, textTypeOf } from './rendered-text.ts';
import { tellTextClasses } from './text-classes.ts';
import { withoutTextOptions } from './text-options.ts';
import { type Trust, touch, withTrust } from './trust.ts';
import { AnsibleUndefined } from './undefined.ts';

export interface TemplarParts {
  readonly scope: Scope;
  readonly services: TemplateServices;
  readonly settings: TemplarSettings;
}

/** Python goes round variables that hold each other until its stack is full; a few rounds tell as much. */
const ROUNDS = 3;

/** Makes a Templar over one scope, for one host and task. */
export function createTemplar(parts: TemplarParts): Templar {
  return new Templar(parts);
}

/** Ansible's templating. Each variable is rendered when first used and then kept. */
export class Templar implements TemplarContract {
  readonly scope: Scope;
  readonly services: TemplateServices;
  readonly settings: TemplarSettings;
  readonly compiler: TemplateCompiler;
  readonly #rendered = new Map<string, Value>();
  /** Variables whose text stays text when a template prints them alone. */
  readonly #protected = new Map<string, NativeText>();
  /** How often each variable is being rendered. */
  readonly #underWay = new Map<string, number>();
  /** Rendered variables that aren't safe. */
  readonly #trusts = new Map<string, Trust>();

  constructor({ scope, services, settings }: TemplarParts) {
    this.scope = scope;
    this.services = services;
    this.settings = settings;
    this.compiler = TemplateCompiler.for(settings);
  }

  with(extra: ReadonlyMap<string, Value>): Templar {
    return new Templar({
      scope: new LayeredScope(extra, this.scope),
      services: this.services,
      settings: this.settings,
    });
  }

  prepare(value: Value): void {
    if (value instanceof Map || Array.isArray(value)) {
      for (const one of value.values()) this.prepare(one);
    } else if (value instanceof Template) this.#compileAhead(value);
  }

  prepareConditional(conditional: Value): void {
    for (const one of Array.isArray(conditional) ? conditional : [conditional]) {
      if (typeof one === 'string') this.#compileAhead(this.compiler.textTemplate(presented(one)));
    }
  }

  #compileAhead(template: Template): void {
    try {
      this.compiler.compile(template, {});
    } catch {
      // What is wrong with it is told when it is rendered.
    }
  }

  rehearsing(without: Without): Templar {
    return new Templar(rehearsalParts(this, without));
  }

  template(value: Value, options: TemplateOptions = {}): Value {
    if (options.extra !== undefined) {
      const { extra, ...others } = options;
      return this.with(extra).template(value, others);
    }
    if (options.convertBare && typeof value === 'string') {
      const bare = this.#bareVariable(value);
      if (bare !== undefined) return this.renderText(bare, options);
    }
    const result = this.#render(value, options);
    return result instanceof NativeText ? result.text : result;
  }

  /** As `template`, but what uses undefined variables stays a Template. */
  templateLeniently(value: Value): Value {
    if (value instanceof Template) {
      try {
        return this.template(value);
      } catch (error) {
        if (isUndefinedError(error)) return value;
        throw error;
      }
    }
    if (Array.isArray(value)) return value.map((item) => this.templateLeniently(item));
    if (!(value instanceof Map)) return this.template(value);
    return new Map(Array.from(value, ([key, item]) => [key, this.templateLeniently(item)]));
  }

  #render(value: Value, options: TemplateOptions): Value {
    if (value instanceof Template) return this.#renderTemplate(value, options);
    if (Array.isArray(value))
      return holdsTemplate(value) ? this.#renderItems(value, options) : value;
    if (value instanceof Map) {
      if (!holdsTemplate(value)) return value;
      const inner = withoutTextOptions(options);
      const dict = new Map<Value, Value>();
      for (const [key, item] of value) {
        // A key is text in any case.
        const [rendered, trust] = withTrust(() => this.#render(item, inner));
        const name = key instanceof Template ? key.source : key;
        dict.set(name, plain(rendered));
        if (rendered !== item) setTextType(dict, name, textTypeOf(rendered, trust));
      }
      return dict;
    }
    if (value instanceof Tuple) return this.#renderItems(value.items, options);
    if (value instanceof PyRange) return rangeToList(value);
    return value;
  }

  #renderItems(items: readonly Value[], options: TemplateOptions): Value[] {
    const inner = withoutTextOptions(options);
    const list: Value[] = [];
    items.forEach((item, index) => {
      const rendered = this.#render(item, inner);
      list.push(plain(rendered));
      if (rendered instanceof NativeText) setTextType(list, index, rendered.typeName);
    });
    return list;
  }

  /** `foo` and `foo.bar` become `{{ foo }}` where there is a variable foo. */
  #bareVariable(text: string): string | undefined {
    if (text.includes('{{')) return undefined;
    const first = text.split('|')[0]?.split('.')[0]?.split('[')[0] ?? '';
    return text.includes('|') || this.scope.get(first) !== undefined ? `{{${text}}}` : undefined;
  }

  #renderTemplate(template: Template, options: TemplateOptions): Value {
    let compiled: CompiledTemplate;
    try {
      compiled = this.compiler.compile(template, options);
    } catch (error) {
      throw located(error, template.span, template.source);
    }
    const number = this.#plainNumber(compiled);
    return number === undefined ? this.#run(compiled, options, template.span) : number;
  }

  /** A number, boolean or None that a lone `{{ name }}` names passes as it is. */
  #plainNumber({ single }: CompiledTemplate): Value | undefined {
    if (single === undefined) return undefined;
    const raw = this.scope.get(single);
    if (raw === null) return this.settings.nullRepresentation ?? null;
    if (typeof raw === 'boolean' || raw instanceof PyFloat) return raw;
    return raw !== undefined && asInt(raw) !== undefined ? raw : undefined;
  }

  renderText(source: string, options: TemplateOptions = {}, span?: Span): Value {
    if (options.extra !== undefined) {
      const { extra, ...others } = options;
      return this.with(extra).renderText(source, others, span);
    }
    return plain(this.#renderTemplate(this.compiler.textTemplate(source, span), options));
  }

  #run(compiled: CompiledTemplate, options: TemplateOptions, span: Span | undefined): Value {
    const { source } = compiled;
    try {
      let value = this.#guarded(compiled, options);
      if (options.preserveTrailingNewlines !== false) value = compiled.restoreNewlines(value);
      return value;
    } catch (thrown) {
      if (isUndefinedError(thrown)) {
        if (options.failOnUndefined ?? this.settings.failOnUndefined) {
          throw undefinedVariable(thrown, span && placeInText(thrown, span, source));
        }
        return source;
      }
      throw located(thrown, span, source);
    }
  }

  #guarded(compiled: CompiledTemplate, options: TemplateOptions): Value {
    try {
      return compiled.render(this, options.disableLookups === true);
    } catch (thrown) {
      const error = asTemplateError(thrown);
      tellTextClasses(error, compiled.source, this);
      if (!isTypeError(error)) throw error;
      if (error.message.includes('AnsibleUndefined')) {
        throw new TemplateError(
          'AnsibleUndefinedVariable',
          `Unable to look up a name or access an attribute in template string (${compiled.source}).\n` +
            `Make sure your variable name does not contain invalid characters like '-': ${error.message}. ${error.message}`,
          { cause: error },
        );
      }
      throw ansibleError(
        `Unexpected templating type error occurred on (${compiled.source}): ${error.message}`,
        error,
      );
    }
  }

  /** A variable as templates see it: rendered. Undefined when there is none. */
  resolve(name: string): Value | undefined {
    const known = this.#rendered.get(name);
    if (known !== undefined) {
      touch(this.#trusts.get(name) ?? 'safe');
      return known;
    }
    const raw = this.scope.get(name);
    if (raw === undefined) return undefined;
    if (name === 'vars' || raw instanceof LazyDict) return raw;
    const [value, trust] = withTrust(() => {
      touch(this.scope.trust?.(name) ?? 'unknown');
      return this.#renderVariable(name, raw);
    });
    if (trust !== 'safe') this.#trusts.set(name, trust);
    this.#rendered.set(name, value);
    return value;
  }

  #renderVariable(name: string, raw: Value): Value {
    if (raw === null || typeof raw !== 'object') return raw;
    const depth = this.#underWay.get(name) ?? 0;
    if (depth >= ROUNDS) {
      throw ansibleError(
        `recursive loop detected in template string: ${shown(raw)}. maximum recursion depth exceeded`,
      );
    }
    this.#underWay.set(name, depth + 1);
    try {
      const value = this.#render(raw, {});
      if (!(value instanceof NativeText)) return value;
      this.#protected.set(name, value);
      return value.text;
    } catch (thrown) {
      const error = asTemplateError(thrown);
      if (error.pythonClass === 'AnsibleUndefinedVariable') {
        return new AnsibleUndefined({
          hint: `${shown(raw)}: ${error.message}`,
          name,
          pythonClass: 'AnsibleUndefinedVariable',
          cause: error,
        });
      }
      throw new TemplateError(
        'AnsibleError',
        `An unhandled exception occurred while templating '${shown(raw)}'. ` +
          `Error was a ${exceptionClass(error)}, original message: ${error.message}`,
        { cause: error, span: error.span },
      );
    } finally {
      this.#underWay.set(name, depth);
    }
  }

  /** Python's class for text in a variable where it isn't `str`; a template that is another variable alone shares its. */
  textType(name: string): string | undefined {
    const raw = this.scope.get(name);
    if (!(raw instanceof Template)) return this.scope.textType?.(name);
    const own = this.#protected.get(name);
    if (own !== undefined) return own.typeName;
    const { single } = this.compiler.compile(raw, {});
    return single === undefined || single === name ? undefined : this.textType(single);
  }

  /** The text of a variable where it was made by `to_json` or its like. */
  protectedText(name: string, value: Value): NativeText | undefined {
    const known = this.#protected.get(name);
    if (known !== undefined) return known.text === value ? known : undefined;
    if (typeof value !== 'string') return undefined;
    const type = this.scope.textType?.(name);
    return type?.startsWith('NativeJinja') ? new NativeText(value, type) : undefined;
  }

  renderFile(source: string, options: TemplateFileOptions): string {
    const templar = options.extra === undefined ? this : this.with(options.extra);
    const value = templar.#renderFileValue(source, options, false);
    return value instanceof NativeText ? value.text : str(value);
  }

  /** What the `template` lookup gives for a file: text, or data where it looks like it. */
  renderTemplate(
    source: string,
    options: TemplateFileOptions & { convertData?: boolean; native?: boolean },
  ): Value {
    const templar = options.extra === undefined ? this : this.with(options.extra);
    const value = templar.#renderFileValue(source, options, options.convertData !== false, true);
    const text = this.settings.native && options.native !== true;
    return text || options.convertData === false
      ? new NativeText(str(plain(value)), 'NativeJinjaUnsafeText')
      : plain(value);
  }

  #renderFileValue(
    source: string,
    options: TemplateFileOptions & { native?: boolean },
    convertData: boolean,
    keepsNumbers = false,
  ): Value {
    const { body, overrides } = readOverrides(source);
    try {
      return this.#renderBody(
        source,
        body,
        { ...options, ...overrides },
        convertData,
        keepsNumbers,
      );
    } catch (thrown) {
      const error = asTemplateError(thrown);
      if (error.span !== undefined) throw error;
      const headerLines = body === source ? 0 : 1;
      const main = { file: options.name, text: source, headerLines };
      const folders = options.searchPath ?? [this.services.basedir];
      throw Object.assign(error, { span: placeInFile(error, main, folders) });
    }
  }

  #renderBody(
    source: string,
    body: string,
    options: TemplateFileOptions & { native?: boolean },
    convertData: boolean,
    keepsNumbers: boolean,
  ): Value {
    const compiled = this.compiler.compileFile(source, body, options, convertData);
    const number = keepsNumbers ? this.#plainNumber(compiled) : undefined;
    if (number !== undefined) return number;
    return this.#run(compiled, { convertData }, undefined);
  }

  evaluateConditional(conditional: Value, untrusted = false): boolean {
    return truthy(conditionalValue(this, conditional, untrusted));
  }

  /** @throws AnsibleError `Invalid conditional detected` for text that can't be part of a template */
  checkSyntax(expression: string): void {
    if (!/\{[{%#]/.test(expression)) return;
    try {
      this.compiler.textTemplate(expression);
      this.compiler.parse(expression);
    } catch (thrown) {
      throw ansibleError(`Invalid conditional detected: ${asTemplateError(thrown).message}`);
    }
  }

  loopItems(key: string, source: Value, action = ''): Value[] {
    return loopItems(this, key, source, action);
  }

  lookup(name: string, terms: Value[], kwargs: Map<string, Value>): Value[] {
    return toList(runLookup(this, name, terms, kwargs)).map(plain);
  }
}
