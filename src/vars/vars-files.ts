import { join, resolve } from 'node:path';
import { LoadError, TroupeError, UndefinedVariableError } from '../diagnostics/errors.ts';
import type { Play } from '../playbook/nodes.ts';
import { variableParts } from '../playbook/variable-parts.ts';
import type { TemplarContract } from '../template/contract.ts';
import { repr } from '../values/index.ts';
import { Template, type Value } from '../values/types.ts';
import type { VarsSources } from './inventory-view.ts';
import type { Viewpoint } from './manager.ts';

const fixedFiles = new WeakMap<Play, Map<Value, Value>[]>();

/**
 * Contents of a play's `vars_files`, in order. An entry that is a list gives its first file that exists.
 * Entries with undefined variables are passed over until the host's facts are known.
 * @throws LoadError when none of an entry's files exists and a host is known.
 */
export function varsFiles(
  play: Play,
  sources: VarsSources,
  view: Viewpoint,
  templar: (loaded: readonly Map<Value, Value>[]) => TemplarContract,
): Map<Value, Value>[] {
  const value = play.keywords.get('vars_files') ?? null;
  if (value === null || (Array.isArray(value) && value.length === 0)) return [];
  const known = fixedFiles.get(play);
  if (known !== undefined) return [...known];
  const entries = Array.isArray(value) ? value : [value];
  const isFixed = entries.every((entry) => typeof entry === 'string');
  const loaded: Map<Value, Value>[] = [];
  for (const entry of entries) {
    loaded.push(...loadEntry(entry, play, sources, view, () => templar(loaded)));
  }
  if (isFixed && view.host !== undefined) fixedFiles.set(play, loaded);
  return [...loaded];
}

function loadEntry(
  entry: Value,
  play: Play,
  sources: VarsSources,
  view: Viewpoint,
  templar: () => TemplarContract,
): Map<Value, Value>[] {
  const alternatives = Array.isArray(entry) ? entry : [entry];
  try {
    for (const alternative of alternatives) {
      const name = alternative instanceof Template ? templar().template(alternative) : alternative;
      if (typeof name !== 'string') {
        throw new TroupeError(
          `Invalid vars_files entry found: ${repr(name)}\nvars_files entries should be either a string type or a list of string types after template expansion`,
        );
      }
      const path = candidates(name, play.basedir).find((one) => sources.exists(one));
      if (path === undefined) continue;
      return variableParts(sources.load(path));
    }
  } catch (error) {
    if (error instanceof UndefinedVariableError) return [];
    throw error;
  }
  if (view.host === undefined) return [];
  throw new LoadError(
    `vars file ${shown(entry)} was not found\nCould not find file on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
  );
}

function shown(entry: Value): string {
  const text = (one: Value): string => (one instanceof Template ? one.source : String(one));
  return Array.isArray(entry)
    ? `[${entry.map((one) => `'${text(one)}'`).join(', ')}]`
    : text(entry);
}

function candidates(name: string, basedir: string): string[] {
  if (name.startsWith('/')) return [name];
  if (name.startsWith('~')) return [resolve(name.replace(/^~/, process.env.HOME ?? '~'))];
  return [join(basedir, 'vars', name), join(basedir, name)];
}
