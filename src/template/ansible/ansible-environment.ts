import { readFileSync } from 'node:fs';
import { TemplateError } from '../../diagnostics/errors.ts';
import { PyDateTime } from '../../values/datetime.ts';
import { DictView } from '../../values/dict-view.ts';
import { PyGenerator } from '../../values/generator.ts';
import { toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { Callable, PyRange, Tuple, Undefined, type Value } from '../../values/types.ts';
import { foldNonFinite } from '../compiler/non-finite.ts';
import type { ForeignPlugins } from '../contract.ts';
import { Environment } from '../environment.ts';
import type { FilterFunction, TestFunction } from '../filter-contract.ts';
import { FILTERS } from '../filters/registry.ts';
import { findFilter, STRING_FILTERS } from '../filters-ansible/registry.ts';
import { FunctionLoader } from '../loaders.ts';
import { getItem } from '../runtime/access.ts';
import type { FilterContext } from '../runtime/context.ts';
import { type ExtensionTag, parseTemplate } from '../syntax/parser.ts';
import { CompiledTemplate } from '../template.ts';
import { TESTS } from '../tests/registry.ts';
import { findTest } from '../tests-ansible/registry.ts';
import { type Concat, evalConcat, nativeConcat, textConcat } from './concat.ts';
import { templateFile } from './error-place.ts';
import { ansibleError } from './errors.ts';
import { callLookup } from './lookups.ts';
import { NativeText } from './native-text.ts';
import type { SyntaxOverrides } from './overrides.ts';
import { callPlugin, type Plugin, type PluginContext } from './plugin.ts';
import { adaptToAnsible, PRINTED_NAME, PROTECTED, TYPED_NAME, UNSAFE } from './protected-output.ts';
import type { Templar } from './templar.ts';
import { AnsibleUndefined, ansibleUndefined } from './undefined.ts';

/** All that tells environments apart. */
export interface EnvironmentMode {
  readonly native: boolean;
  /** Prints None as `None`: text of files where DEFAULT_JINJA2_NATIVE is on. */
  readonly printsNone?: boolean;
  readonly extensions: readonly string[];
  readonly convertData: boolean;
  readonly syntax?: SyntaxOverrides;
  /** Folders for include, import and extends; the playbook's folder where absent. */
  readonly searchPath?: readonly string[];
}

/** The Templar whose template is being rendered. Rendering is synchronous, so there is one at a time. */
interface Rendering {
  templar: Templar | undefined;
  disableLookups: boolean;
}

/** Jinja's environment with Ansible's filters, tests, functions and ways to turn output into values. */
export class AnsibleEnvironment extends Environment {
  readonly join: Concat;
  readonly isDefaultSyntax: boolean;
  readonly finish: (value: Value) => Value;
  readonly #rendering: Rendering;
  readonly #tags: ReadonlySet<ExtensionTag>;

  constructor(mode: EnvironmentMode, foreign?: ForeignPlugins) {
    const join = mode.native ? nativeConcat : mode.convertData ? evalConcat : textConcat;
    const finish = mode.native || mode.printsNone === true ? finishNative : finishText;
    const rendering: Rendering = { templar: undefined, disableLookups: false };
    const { name: _, searchPath: __, ...syntax } = mode.syntax ?? {};
    super({
      trimBlocks: true,
      ...syntax,
      undefined: ansibleUndefined,
      native: true,
      concat: (pieces) => unprotected(join(pieces)),
      finalize: finish,
      resolveValue: (value) => rendering.templar?.template(value) ?? value,
      filters: new PluginMap(FILTERS, (name) => wrapFilter(name, rendering, foreign)),
      tests: new PluginMap(TESTS, (name) => wrapTest(name, rendering, foreign)),
      globals: globalsFor(rendering),
      loader: new FunctionLoader((name) => loadSource(name, mode, rendering)),
    });
    this.join = join;
    this.finish = finish;
    this.#rendering = rendering;
    this.#tags = tagsOf(mode.extensions);
    this.isDefaultSyntax = this.syntax.variableStart === '{{' && this.syntax.variableEnd === '}}';
  }

  override fromString(source: string, name?: string): CompiledTemplate {
    const body = parseTemplate(source, { syntax: this.syntax, tags: this.#tags, name });
    adaptToAnsible(body, source);
    foldNonFinite(this, body, source);
    return new CompiledTemplate(this, body, name);
  }

  /** Text that stays text is no constant that Python code could hold. */
  override foldsFilter(name: string): boolean {
    return !name.endsWith(PROTECTED) && !STRING_FILTERS.has(name) && super.foldsFilter(name);
  }

  /** Renders in the name of a Templar: lookups and filters work with it. */
  within<T>(templar: Templar, disableLookups: boolean, render: () => T): T {
    const rendering = this.#rendering;
    const outer = { ...rendering };
    rendering.templar = templar;
    rendering.disableLookups =
      disableLookups || (outer.disableLookups && outer.templar === templar);
    try {
      return render();
    } finally {
      Object.assign(rendering, outer);
    }
  }
}

const unprotected = (value: Value): Value => (value instanceof NativeText ? value.text : value);

function tagsOf(extensions: readonly string[]): ReadonlySet<ExtensionTag> {
  const tags = new Set<ExtensionTag>();
  for (const extension of extensions) {
    const name = extension.trim().replace(/^jinja2\.ext\./, '');
    if (name === 'do') tags.add('do');
    if (name === 'loopcontrols' || name === 'loopcontrol') tags.add('break').add('continue');
  }
  return tags;
}

/** Iterators become lists, as nobody could print them. */
function unrolled(value: Value): Value {
  return value instanceof PyGenerator || value instanceof DictView || value instanceof PyRange
    ? toList(value)
    : value;
}

/** @throws UndefinedVariableError for anything undefined inside */
function checkDefined(value: Value): void {
  if (value === null || typeof value !== 'object') return;
  if (value instanceof Undefined) {
    if (!value.lenient) failUndefined(value);
  } else if (Array.isArray(value)) for (const item of value) checkDefined(item);
  else if (value instanceof Map) for (const item of value.values()) checkDefined(item);
  else if (value instanceof Tuple) for (const item of value.items) checkDefined(item);
}

function finishText(value: Value): Value {
  if (typeof value === 'string') return value;
  checkDefined(value);
  return value === null ? '' : unrolled(value);
}

function finishNative(value: Value): Value {
  checkDefined(value);
  return unrolled(value);
}

/** What can name a plugin, with or without a collection. */
const NAME = /^\w+(?:\.\w+)*$/;

/** Jinja's own plugins behind Ansible's. A name that neither knows can't be compiled. */
class PluginMap<T> extends Map<string, T> {
  readonly #jinja: ReadonlyMap<string, T>;
  readonly #find: (name: string) => T | undefined;
  constructor(jinja: ReadonlyMap<string, T>, find: (name: string) => T | undefined) {
    super();
    this.#jinja = jinja;
    this.#find = find;
  }
  override get(name: string): T | undefined {
    const known = super.get(name);
    if (known !== undefined) return known;
    const found = this.#find(name);
    if (found === undefined) {
      const reason = NAME.test(name) ? name : `invalid plugin name: ansible.builtin.${name}`;
      throw new TemplateError('TemplateSyntaxError', `Could not load "${name}": '${reason}'`, {
        lineno: 0,
      });
    }
    super.set(name, found);
    return found;
  }
  override has(name: string): boolean {
    try {
      return this.get(name) !== undefined;
    } catch {
      return this.#jinja.has(name);
    }
  }
}

function contextOf(context: FilterContext, rendering: Rendering): PluginContext {
  return {
    // Constants are computed while nothing is rendered yet: what needs a Templar fails then and runs later.
    get services() {
      return (rendering.templar as Templar).services;
    },
    get templar() {
      return rendering.templar as Templar;
    },
    getItem: (value, key) => getItem(context.environment, value, key),
  };
}

const jinjaName = (name: string): string => name.replace(/^ansible\.(?:builtin|legacy)\./, '');

function wrapFilter(
  name: string,
  rendering: Rendering,
  foreign?: ForeignPlugins,
): FilterFunction | undefined {
  if (name === PRINTED_NAME) {
    return (_context, value, [variable]) =>
      rendering.templar?.protectedText(variable as string, value) ?? value;
  }
  if (name === TYPED_NAME) {
    return (_context, value, [variable]) => {
      const type =
        typeof value === 'string' ? rendering.templar?.textType(variable as string) : undefined;
      return type === undefined ? value : new NativeText(value as string, type);
    };
  }
  if (name.endsWith(PROTECTED)) {
    const plain = wrapFilter(name.slice(0, -PROTECTED.length), rendering, foreign);
    return (
      plain &&
      ((context, value, args, kwargs) => {
        const result = plain(context, value, args, kwargs);
        return isText(result) ? new NativeText(str(result)) : result;
      })
    );
  }
  const own = findFilter(name);
  if (own) return pluginFilter(own, rendering);
  const jinja = FILTERS.get(jinjaName(name));
  if (!jinja) {
    const moved = foreign?.moved?.('filter', name) ?? name;
    if (moved !== name) return wrapFilter(moved, rendering, foreign);
    const theirs = foreign?.filter(name);
    return theirs && ((context, value, args, kwargs) => theirs([value, ...args], kwargs, context));
  }
  return (context, value, args, kwargs) => unrolled(jinja(context, value, args, kwargs));
}

const pluginFilter =
  (plugin: Plugin, rendering: Rendering): FilterFunction =>
  (context, value, args, kwargs) =>
    unrolled(callPlugin(plugin, [value, ...args], kwargs, contextOf(context, rendering)));

function wrapTest(
  name: string,
  rendering: Rendering,
  foreign?: ForeignPlugins,
): TestFunction | undefined {
  const own = findTest(name);
  if (!own) {
    const jinja = TESTS.get(jinjaName(name));
    if (jinja) return jinja;
    const moved = foreign?.moved?.('test', name) ?? name;
    if (moved !== name) return wrapTest(moved, rendering, foreign);
    const theirs = foreign?.test(name);
    return (
      theirs &&
      ((context, value, args, kwargs) => truthy(theirs([value, ...args], kwargs, context)))
    );
  }
  return (context, value, args, kwargs) =>
    truthy(callPlugin(own, [value, ...args], kwargs, contextOf(context, rendering)));
}

function globalsFor(rendering: Rendering): Map<string, Value> {
  const protectedLookup = (asList: boolean) => (args: Value[], kwargs: Map<string, Value>) => {
    if (rendering.disableLookups) {
      throw ansibleError(
        `The lookup \`${str(args[0] ?? '')}\` was found, however lookups were disabled from templating`,
      );
    }
    return callLookup(rendering.templar as Templar, args, kwargs, asList);
  };
  const lookup = (asList: boolean) => (args: Value[], kwargs: Map<string, Value>) => {
    const found = protectedLookup(asList)(args, kwargs);
    return Array.isArray(found) ? found.map(unprotected) : unprotected(found);
  };
  return new Map<string, Value>([
    ['lookup', new Callable('_lookup', lookup(false))],
    [
      `lookup${UNSAFE}`,
      new Callable('_lookup', (args, kwargs) => {
        const found = protectedLookup(false)(args, kwargs);
        return typeof found === 'string' ? new NativeText(found, 'AnsibleUnsafeText') : found;
      }),
    ],
    [`lookup${PROTECTED}`, new Callable('_lookup', protectedLookup(false))],
    ['query', new Callable('_query_lookup', lookup(true))],
    ['q', new Callable('_query_lookup', lookup(true))],
    [
      'now',
      new Callable('_now_datetime', (args, kwargs) => {
        const utc = args[0] ?? kwargs.get('utc') ?? false;
        const format = args[1] ?? kwargs.get('fmt') ?? null;
        const now = PyDateTime.now(truthy(utc));
        return format === null || !truthy(format) ? now : now.strftime(str(format));
      }),
    ],
    [
      'undef',
      new Callable('_make_undefined', (args, kwargs) => {
        const hint = args[0] ?? kwargs.get('hint') ?? null;
        const text =
          hint === null || hint instanceof Undefined || hint === ''
            ? 'Mandatory variable has not been overridden'
            : str(hint);
        return new AnsibleUndefined({ hint: text });
      }),
    ],
  ]);
}

function loadSource(name: string, mode: EnvironmentMode, rendering: Rendering): string | undefined {
  const { services } = rendering.templar as Templar;
  const file = templateFile(name, mode.searchPath ?? [services.basedir]);
  return file === undefined ? undefined : readFileSync(file, 'utf8');
}
