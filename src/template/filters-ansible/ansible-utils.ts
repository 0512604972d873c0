import { equals } from '../../values/equality.ts';
import { toList } from '../../values/iterate.ts';
import { compileRegex } from '../../values/python-regex.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import type { Dict, Value } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';

type Matcher = (key: string, target: string) => boolean;

const MATCHERS: Readonly<Record<string, Matcher>> = {
  equality: (key, target) => key === target,
  starts_with: (key, target) => key.startsWith(target),
  ends_with: (key, target) => key.endsWith(target),
  regex: (key, target) => compileRegex(target).match(key) !== undefined,
};

function matcherOf(name: Value): Matcher {
  return MATCHERS[str(name)] ?? (MATCHERS.equality as Matcher);
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

const indexOf = plugin(
  'index_of',
  ['data', 'test', ['value', null], ['key', null], ['fail_on_missing', false], ['wantlist', false]],
  ({ args: [data = null, test = '', value = null, key = null, , wantlist = false] }) => {
    const op = str(test);
    const found = toList(data).flatMap((item, i) => {
      const own = key === null ? item : item instanceof Map ? (item.get(key) ?? null) : null;
      const hit = /^(?:==|eq|equalto)$/.test(op)
        ? equals(own, value)
        : /^(?:!=|ne)$/.test(op)
          ? !equals(own, value)
          : op === 'regex' || op === 'search'
            ? compileRegex(str(value)).search(str(own)) !== undefined
            : op === 'match'
              ? compileRegex(str(value)).match(str(own)) !== undefined
              : undefined;
      if (hit === undefined)
        throw filterError(`Error when using plugin 'index_of': the test '${op}' was not found`);
      return hit ? [i] : [];
    });
    return found.length === 1 && !truthy(wantlist) ? (found[0] as Value) : found;
  },
);

function paths(data: Value, prefix: string, found: Dict): void {
  if (data instanceof Map) {
    for (const [key, value] of data) {
      const name = str(key);
      const plain = typeof key === 'string' && /^[a-zA-Z_]\w*$/.test(name);
      const step = plain
        ? prefix === ''
          ? name
          : `.${name}`
        : typeof key === 'string'
          ? `['${name}']`
          : `[${name}]`;
      paths(value, prefix + step, found);
    }
  } else if (Array.isArray(data)) {
    for (const [i, value] of data.entries()) paths(value, `${prefix}[${i}]`, found);
  } else found.set(prefix, data);
}

const toPaths = plugin(
  'to_paths',
  ['var', ['prepend', null], ['wantlist', false]],
  ({ args: [data = null, prepend = null] }) => {
    const found: Dict = new Map();
    paths(data, prepend === null ? '' : str(prepend), found);
    return found;
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
