import { TemplateError } from '../diagnostics/errors.ts';
import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { joinPath } from '../template/filters-ansible/paths.ts';
import { repr, str } from '../values/repr.ts';
import { typeName } from '../values/type-name.ts';
import { Template, Tuple, type Value } from '../values/types.ts';
import { findFile } from './find-file.ts';
import { lookupError } from './lookup-error.ts';
import { boolOption } from './options.ts';

interface Search {
  names: Value[];
  skip: boolean;
}

function splitOn(value: Value, separators: RegExp): Value[] {
  if (value === null) return [];
  if (typeof value === 'string') return value.split(separators);
  if (Array.isArray(value)) return value.flatMap((item) => splitOn(item, separators));
  return [value];
}

const listed = (value: Value | undefined): Value =>
  typeof value === 'string' ? value.split(',').map((part) => part.trim()) : (value ?? null);

/** The names that terms ask for. As in Ansible, a later term with options replaces what came before. */
function collect(call: LookupCall, terms: readonly Value[]): Search {
  const search: Search = { names: [], skip: false };
  for (const term of terms) {
    if (Array.isArray(term) || term instanceof Tuple) {
      const inner = collect(call, Array.isArray(term) ? term : term.items);
      search.names.push(...inner.names);
      search.skip = inner.skip;
      continue;
    }
    const own = term instanceof Map;
    if (!own && typeof term !== 'string' && !(term instanceof Template)) {
      throw lookupError(
        `Invalid term supplied, can handle string, mapping or list of strings but got: <class '${typeName(term)}'> for ${repr(term)}`,
      );
    }
    const options = own
      ? new Map([...term].map(([key, value]) => [str(key), value] as const))
      : call.options;
    search.skip = boolOption({ ...call, options }, 'skip', false);
    const files = splitOn(listed(options.get('files')), /[,;]/);
    const paths = splitOn(listed(options.get('paths')), /[,:;]/);
    if (paths.length > 0) {
      for (const folder of paths) {
        for (const file of files) search.names.push(joined(folder, file));
      }
    } else if (files.length > 0) search.names = files;
    else search.names.push(term);
  }
  return search;
}

function joined(folder: Value, file: Value): Value {
  if (folder instanceof Template || file instanceof Template) {
    const source = (part: Value): string => (part instanceof Template ? part.source : str(part));
    return new Template(joinPath([source(folder), source(file)]));
  }
  return joinPath([str(folder), str(file)]);
}

/** The first of the named files that exists; names with undefined variables are passed over. */
export const firstFound: LookupPlugin = (call) => {
  const { names, skip } = collect(call, call.terms);
  for (const term of names) {
    let name: Value;
    try {
      name = call.templar.template(term);
    } catch (error) {
      if (error instanceof TemplateError && /Undefined/.test(error.pythonClass)) continue;
      throw error;
    }
    const found = findFile(call, call.subdir, str(name), true);
    if (found !== undefined) return [found];
  }
  if (skip) return [];
  throw lookupError('No file was found when using first_found.');
};
