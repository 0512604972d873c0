import { TemplateError } from '../../diagnostics/errors.ts';
import { toList } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { failUndefined, typeError } from '../../values/python-errors.ts';
import { repr, str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { LazyDict, PySet, Template, Tuple, Undefined, type Value } from '../../values/types.ts';
import { isListLike } from '../filters-ansible/list-like.ts';
import { ansibleError, asTemplateError, exceptionClass } from './errors.ts';
import { NativeText } from './native-text.ts';
import { classRepr } from './plugin.ts';
import type { Templar } from './templar.ts';
import { touch } from './trust.ts';

/** Runs a lookup's plugin on terms that are rendered already. */
export function runLookup(
  templar: Templar,
  name: string,
  terms: readonly Value[],
  options: ReadonlyMap<string, Value>,
  subdir = 'files',
  source: Value = [...terms],
): Value {
  const plugin = templar.services.lookups?.(name);
  if (plugin === undefined) throw ansibleError(`lookup plugin (${name}) not found`);
  for (const term of terms) {
    if (term instanceof Undefined && name !== 'first_found') failUndefined(term);
  }
  return plugin({
    name,
    terms,
    source,
    options,
    variables: templar.scope,
    templar,
    services: templar.services,
    subdir,
  });
}

/** The template functions `lookup` and `query`. */
export function callLookup(
  templar: Templar,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  asList: boolean,
): Value {
  const [nameValue = '', ...given] = args;
  const name = str(nameValue);
  if (templar.services.lookups?.(name) === undefined) {
    throw ansibleError(`lookup plugin (${name}) not found`);
  }
  const options = new Map(kwargs);
  const wantList = asList || truthy(options.get('wantlist') ?? false);
  const errors = options.get('errors') ?? 'strict';
  options.delete('wantlist');
  options.delete('errors');
  const trusted = truthy(options.get('allow_unsafe') ?? allowsUnsafe(templar));
  options.delete('allow_unsafe');
  if (!trusted) touch('unsafe');
  const terms = given.map((term) => templar.template(term));
  let found: Value;
  try {
    found = runLookup(templar, name, terms, options);
  } catch (thrown) {
    softened(templar, name, asTemplateError(thrown), errors);
    return wantList ? [] : null;
  }
  // What may be templated is given as the plugin gave it.
  if (trusted) return found;
  if (found instanceof Tuple) found = [...found.items];
  if (!Array.isArray(found)) return unlisted(templar, name, found, wantList);
  if (wantList || found.length === 0) return found;
  const [first] = found;
  if (found.length === 1) return first as Value;
  if (found.every((item) => isText(item) || item instanceof NativeText)) {
    const text = found
      .map((item) => (item instanceof NativeText ? item.text : str(item)))
      .join(',');
    return first instanceof NativeText ? new NativeText(text) : text;
  }
  return found;
}

/** What a lookup gave in place of a list: of a dict the keys count, of text its characters. */
function unlisted(templar: Templar, name: string, found: Value, wantList: boolean): Value {
  templar.services.deprecate(
    `The lookup plugin '${name}' was expected to return a list, got '${classRepr(found)}' instead. The lookup plugin '${name}' needs to be changed to return a list. This will be an error in Ansible 2.18`,
    '2.18',
  );
  if (wantList || !truthy(found)) return found;
  if (!isText(found) && !(found instanceof Map))
    throw ansibleError(`The lookup plugin '${name}' did not return a list.`);
  return toList(found).map(str).join(',');
}

const allowsUnsafe = ({ services }: Templar): Value =>
  services.setting?.('DEFAULT_ALLOW_UNSAFE_LOOKUPS') ?? false;

/** Raises a lookup's failure, unless `errors=warn` or `errors=ignore` asks for silence. */
function softened(templar: Templar, name: string, error: TemplateError, errors: Value): void {
  const { pythonClass } = error;
  if (pythonClass === 'AnsibleUndefinedVariable' || pythonClass === 'UndefinedError') {
    throw new TemplateError('AnsibleUndefinedVariable', error.message, { cause: error });
  }
  if (pythonClass === 'AnsibleOptionsError') throw error;
  const own = pythonClass === 'AnsibleLookupError';
  const message = own
    ? `Lookup failed but the error is being ignored: ${error.message}`
    : `An unhandled exception occurred while running the lookup plugin '${name}'. ` +
      `Error was a ${exceptionClass(error)}, original message: ${error.message}`;
  if (errors === 'warn') templar.services.warn(message);
  else if (errors !== 'ignore') throw own ? error : ansibleError(message, error);
}

/** The list behind a lookup's `with_` value: text and single values are a list of one. */
function listTerms(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  if (
    isListLike(value) ||
    value instanceof Map ||
    value instanceof PySet ||
    value instanceof LazyDict
  ) {
    return toList(value);
  }
  return [value];
}

const WANT_LIST: ReadonlyMap<string, Value> = new Map([['wantlist', true]]);
const SUBDIRS = ['template', 'var', 'file'] as const;

/** @throws TemplateError for what can't be looped over */
export function loopItems(templar: Templar, key: string, source: Value, action: string): Value[] {
  const lookup = key.startsWith('with_') ? key.slice(5) : key;
  if (lookup === 'loop') {
    const items = unwrapped(templar.template(source));
    if (Array.isArray(items)) return items;
    if (items instanceof Undefined) failUndefined(items);
    if (items instanceof Tuple && items.items.length !== 1) {
      throw typeError('not all arguments converted during string formatting');
    }
    throw ansibleError(
      `Invalid data passed to 'loop', it requires a list, got this instead: ${shown(items)}. ` +
        'Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation ' +
        'or use q/query instead of lookup.',
    );
  }
  if (templar.services.lookups?.(lookup) === undefined) {
    throw ansibleError(
      `Unexpected failure in finding the lookup named '${lookup}' in the available lookup plugins`,
    );
  }
  const lenient = lookup === 'first_found' || lookup.endsWith('.first_found');
  const trimmed =
    source instanceof Template ? source : typeof source === 'string' ? source.trim() : source;
  const value = unwrapped(lenient ? templar.templateLeniently(trimmed) : templar.template(trimmed));
  const terms = listTerms(value);
  const subdir = SUBDIRS.find((name) => action.includes(name)) ?? 'file';
  const items = runLookup(templar, lookup, terms, WANT_LIST, `${subdir}s`, value);
  if (items === null) return [];
  // A list knows the kinds of its texts, a copy of it doesn't.
  return Array.isArray(items) ? items : toList(items);
}

const unwrapped = (value: Value): Value => (value instanceof NativeText ? value.text : value);

const shown = (value: Value): string => (value instanceof Tuple ? repr(value) : str(value));
