import { TemplateError } from '../../diagnostics/errors.ts';
import { toList } from '../../values/iterate.ts';
import { compileRegex } from '../../values/python-regex.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { type Dict, Template, type Value } from '../../values/types.ts';
import { filterError, type Plugin, type PluginContext, plugin } from '../ansible/plugin.ts';

type Matcher = (key: string, target: string) => boolean;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  equality: (key, target) => key === target,
  starts_with: (key, target) => key.startsWith(target),
  ends_with: (key, target) => key.endsWith(target),
  regex: (key, target) => compileRegex(target).match(key) !== undefined,
};

function matcherOf(name: Value): Matcher {
  const matcher = MATCHERS[str(name)];
  if (matcher === undefined)
    throw filterError(
      `['value of matching_parameter must be one of: starts_with, ends_with, regex, got: ${str(name)}']`,
    );
  return matcher;
}

function requireData(data: Value, filter: string, sentence: string): void {
  if (!Array.isArray(data) && !(data instanceof Map)) {
    throw filterError(`Error when using plugin '${filter}': ${sentence}`);
  }
}

const isEmpty = (value: Value): boolean =>
  (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);

function keep(data: Value, targets: readonly string[], matches: Matcher): Value {
  if (Array.isArray(data)) return data.map((item) => keep(item, targets, matches));
  if (!(data instanceof Map)) return data;
  const kept: Dict = new Map();
  for (const [key, value] of data) {
    for (const target of targets) {
      if (!Array.isArray(value) && !(value instanceof Map)) {
        if (matches(str(key), target)) kept.set(key, value);
        continue;
      }
      let inner = keep(value, targets, matches);
      if (Array.isArray(inner)) {
        inner = inner.filter((item) => !isEmpty(item));
        if (inner.every((item) => typeof item === 'string')) continue;
      }
      if (!isEmpty(inner)) kept.set(key, inner);
    }
  }
  return kept;
}

function remove(data: Value, targets: readonly string[], matches: Matcher): Value {
  if (Array.isArray(data)) {
    return data.map((item) => remove(item, targets, matches)).filter((item) => truthy(item));
  }
  if (!(data instanceof Map)) return data;
  const left: Dict = new Map();
  for (const [key, value] of data) {
    if (!targets.some((target) => matches(str(key), target))) {
      left.set(key, remove(value, targets, matches));
    }
  }
  return left;
}

interface Renaming {
  before: string;
  after: string;
}

function replace(data: Value, renamings: readonly Renaming[], matches: Matcher): Value {
  if (Array.isArray(data)) return data.map((item) => replace(item, renamings, matches));
  if (!(data instanceof Map)) return data;
  // A renamed key moves to the end.
  const renamed: Dict = new Map(
    Array.from(data, ([key, value]) => [key, replace(value, renamings, matches)]),
  );
  for (const { before, after } of renamings) {
    for (const key of [...renamed.keys()]) {
      if (!matches(str(key), before)) continue;
      const value = renamed.get(key) as Value;
      renamed.delete(key);
      renamed.set(after, value);
    }
  }
  return renamed;
}

const targetsOf = (target: Value): string[] => toList(target).map(str);

const keepKeys = plugin(
  'keep_keys',
  ['data', 'target', ['matching_parameter', 'equality']],
  ({ args: [data = null, target = null, how = 'equality'] }) => {
    requireData(data, 'keep_keys', 'Input is not valid for keep operation');
    return keep(data, targetsOf(target), matcherOf(how));
  },
);

const removeKeys = plugin(
  'remove_keys',
  ['data', 'target', ['matching_parameter', 'equality']],
  ({ args: [data = null, target = null, how = 'equality'] }) => {
    requireData(data, 'remove_keys', 'Input is not valid for attribute removal');
    return remove(data, targetsOf(target), matcherOf(how));
  },
);

const replaceKeys = plugin(
  'replace_keys',
  ['data', 'target', ['matching_parameter', 'equality']],
  ({ args: [data = null, target = null, how = 'equality'] }) => {
    requireData(data, 'replace_keys', 'Input is not valid for replace operation');
    const renamings = toList(target).map((item) => {
      const entry = item instanceof Map ? item : new Map<Value, Value>();
      return { before: str(entry.get('before') ?? ''), after: str(entry.get('after') ?? '') };
    });
    return replace(data, renamings, matcherOf(how));
  },
);

/** Whether an entry passes a test, which `not` or `!` turns round. */
function passes(entry: Value, written: string, value: Value, { templar }: PluginContext): boolean {
  const [, inverted, name] = /^(!(?!=)|not )?(.*)$/s.exec(written.replace(/^!=$/, 'ne')) ?? [];
  const test = name ?? '';
  const right = test === 'in' && !Array.isArray(value) ? [value] : value;
  const fail = (why: string) =>
    filterError(
      `Error when using plugin 'index_of': Error encountered when testing value '${str(entry)}' (type=${typeName(entry)}) against '${str(value)}' (type=${typeName(entry)}) with '${test}'.  Error was: ${why}`,
    );
  if (!/^[\w.]+$/.test(test) && !(test in SIGNS)) throw fail(`the test '${test}' was not found.`);
  const call = `${SIGNS[test] ?? test}${value === null ? '' : '(right)'}`;
  const extra = new Map<string, Value>([
    ['left', entry],
    ['right', right],
  ]);
  try {
    const result = templar.template(new Template(`{{ left is ${call} }}`), { extra });
    return truthy(result) !== (inverted !== undefined);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.message.includes('Could not load')) throw fail(`the test '${test}' was not found.`);
    throw fail(error.message);
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

const indexOf = plugin(
  'index_of',
  ['data', 'test', ['value', null], ['key', null], ['fail_on_missing', false], ['wantlist', false]],
  ({
    args: [data = null, test = '', value = null, key = null, strict = false, wantlist = false],
    context,
  }) => {
    const missing: string[] = [];
    const entries = Array.isArray(data) || data instanceof Map ? toList(data) : [];
    const found = entries.flatMap((item, i) => {
      if (key !== null && !(item instanceof Map && item.has(key))) {
        missing.push(`'${str(key)}' was not found in '${str(item)}' at [${i}]`);
        return [];
      }
      const own = item instanceof Map && key !== null ? (item.get(key) ?? null) : item;
      return passes(own, str(test), value, context) ? [i] : [];
    });
    if (truthy(strict) && missing.length > 0) {
      const list = `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)}`;
      throw filterError(`Error when using plugin 'index_of': ${list}. fail_on_missing=True`);
    }
    return found.length === 1 && !truthy(wantlist) ? (found[0] as Value) : found;
  },
);

/** Each value by its path; what is empty counts as a value. */
function paths(data: Value, path: string, found: Dict): void {
  if (data instanceof Map && data.size > 0) {
    for (const [key, value] of data) {
      const name = str(key);
      const isWord = /^[a-zA-Z_]\w*$/.test(name);
      const step = path === '' ? name : `${path}${isWord ? `.${name}` : `['${name}']`}`;
      paths(value, step, found);
    }
  } else if (Array.isArray(data) && data.length > 0) {
    for (const [i, value] of data.entries()) paths(value, `${path}[${i}]`, found);
  } else if (path !== '' || !isEmpty(data)) found.set(path, data);
}

const toPaths = plugin(
  'to_paths',
  ['var', ['prepend', null], ['wantlist', false]],
  ({ args: [data = null, prepend = null, wantlist = false] }) => {
    const found: Dict = new Map();
    paths(data, prepend === null ? '' : str(prepend), found);
    return truthy(wantlist) ? [found] : found;
  },
);

const getPath = plugin(
  'get_path',
  ['var', 'path', ['wantlist', false]],
  ({ args: [data = null, path = '', wantlist = false], context }) => {
    const steps = str(path).match(/[^.[\]]+|\['[^']*'\]|\["[^"]*"\]|\[\d+\]/g) ?? [];
    const found = steps.reduce<Value>((value, step) => {
      const name = step.replace(/^\[['"]?|['"]?\]$/g, '');
      const isIndex = /^\d+$/.test(name) && Array.isArray(value);
      return context.getItem(value, isIndex ? Number(name) : name);
    }, data);
    return truthy(wantlist) && !Array.isArray(found) ? [found] : found;
  },
);

/** Filters of ansible.utils on data; those on addresses are in `ip/`. */
export const ansibleUtilsFilters: Readonly<Record<string, Plugin>> = {
  get_path: getPath,
  index_of: indexOf,
  keep_keys: keepKeys,
  remove_keys: removeKeys,
  replace_keys: replaceKeys,
  to_paths: toPaths,
};
