import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ParseError } from '../diagnostics/errors.ts';
import { splitArgs } from '../loader/free-form.ts';
import type { Dict, Value } from '../values/types.ts';
import { collectionOf, namedPlaybook } from './collection-playbooks.ts';
import { type PlaybookContext, pythonType } from './context.ts';
import { varsIn } from './keyword-in.ts';
import { loadPlay, type PlayOverlay } from './load-play.ts';
import type { Play } from './nodes.ts';
import { tagList } from './tags.ts';
import { pieceOf, textOf } from './task-arguments.ts';
import { wrongAttribute } from './wrong-attribute.ts';

export interface Playbook {
  readonly path: string;
  readonly basedir: string;
  readonly plays: Play[];
  /** Of one task from the command line. */
  readonly isAdhoc?: boolean;
}

const importNames = [
  'import_playbook',
  'ansible.builtin.import_playbook',
  'ansible.legacy.import_playbook',
];

/**
 * Loads a playbook file, or one that is named `namespace.collection.playbook`, and all that it imports.
 * @throws LoadError when a file can't be read, ParseError when it is no playbook.
 */
export function loadPlaybook(wanted: string, context: PlaybookContext): Playbook {
  const named = namedPlaybook(wanted, context);
  const path = named?.path ?? wanted;
  const collection = named?.collection ?? collectionOf(path, context);
  if (collection !== undefined) context.warn(`running playbook inside collection ${collection}`);
  const basedir = dirname(resolve(path));
  const overlay = { vars: new Map(), tags: [], when: [], home: { collection } };
  return { path, basedir, plays: loadEntries(resolve(path), basedir, overlay, context) };
}

function loadEntries(
  path: string,
  basedir: string,
  overlay: PlayOverlay,
  context: PlaybookContext,
): Play[] {
  const data = context.loadFile(path);
  if (data === null) throw new ParseError(`Empty playbook, nothing to do: ${path}`);
  if (!Array.isArray(data)) {
    throw new ParseError(
      `A playbook must be a list of plays, got a ${pythonType(data)} instead: ${path}`,
      { span: context.spanOf(data) },
    );
  }
  if (data.length === 0) throw new ParseError(`A playbook must contain at least one play: ${path}`);
  return data.flatMap((entry, index) => {
    if (!(entry instanceof Map)) {
      throw new ParseError(
        "playbook entries must be either valid plays or 'import_playbook' statements",
        { span: context.spanOfItem(data, index) },
      );
    }
    const keyword = importNames.find((name) => entry.has(name));
    return keyword === undefined
      ? [loadPlay(entry, basedir, overlay, context)]
      : importPlaybook(entry, keyword, dirname(path), overlay, context);
  });
}

const importKeywords = new Set(['name', 'vars', 'when', 'tags', ...importNames]);

function importPlaybook(
  entry: Dict,
  keyword: string,
  folder: string,
  outer: PlayOverlay,
  context: PlaybookContext,
): Play[] {
  const span = context.spanOf(entry);
  for (const key of entry.keys()) {
    if (!importKeywords.has(String(key))) {
      const owner = 'PlaybookInclude';
      throw wrongAttribute(key, { data: entry, owner, known: importKeywords }, context);
    }
  }
  const value = entry.get(keyword) ?? null;
  if (value === null) throw new ParseError('playbook import parameter is missing', { span });
  const text = textOf(value);
  if (text === undefined) {
    throw new ParseError(
      `playbook import parameter must be a string indicating a file path, got ${pythonType(value)} instead`,
      { span },
    );
  }
  // What follows the file's name was for parameters once; Ansible passes over it.
  const [file = ''] = splitArgs(text, span);
  const own = entry.get('vars') ?? null;
  if (entry.has('vars') && !(own instanceof Map)) {
    throw new ParseError('vars for import_playbook statements must be specified as a dictionary', {
      span,
    });
  }
  const vars = entry.has('vars')
    ? varsIn(entry, context, 'PlaybookInclude')
    : new Map<Value, Value>();
  const tags = [...tagList(entry.get('tags') ?? []), ...tagList(vars.get('tags') ?? [])];
  vars.delete('tags');
  const when = entry.get('when');
  const overlay: PlayOverlay = {
    vars: new Map([...(vars as Map<string, Value>), ...outer.vars]),
    tags: [...outer.tags, ...tags],
    when: [
      ...outer.when,
      ...(when === undefined || when === null ? [] : Array.isArray(when) ? when : [when]),
    ],
    home: outer.home,
  };
  const name = String(
    context
      .templar(undefined)
      .with(vars as Map<string, Value>)
      .template(pieceOf(value, file.trim())),
  );
  const named = namedPlaybook(name, context);
  const path = named?.path ?? (isAbsolute(name) ? name : join(folder, name));
  // The collection stays that of all plays from here on, also of those after the import.
  const collection = named?.collection ?? collectionOf(path, context);
  if (collection !== undefined) outer.home.collection = collection;
  return loadEntries(path, dirname(resolve(path)), overlay, context);
}
