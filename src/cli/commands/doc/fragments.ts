import { readFileSync } from 'node:fs';
import { assignmentsOf } from '../../../bridge/python-assignments.ts';
import { TroupeError } from '../../../diagnostics/errors.ts';
import { sorted } from '../../../values/compare.ts';
import { str } from '../../../values/index.ts';
import { makeSet } from '../../../values/set.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { addCollection } from './collection-tags.ts';
import { yaml } from './documentation.ts';
import type { PluginFile, PluginFiles } from './plugin-files.ts';

/** Merges what `extends_documentation_fragment` names. Source: Ansible's "Module format and documentation". */
export class Fragments {
  readonly #files: PluginFiles;
  readonly #warn: (message: string) => void;
  readonly #core: (slug: string) => Dict | undefined;

  /** `core`: options of ansible-core's own fragments, where none is installed. */
  constructor(
    files: PluginFiles,
    warn: (message: string) => void,
    core: (slug: string) => Dict | undefined = () => undefined,
  ) {
    this.#files = files;
    this.#warn = warn;
    this.#core = core;
  }

  /** Takes the names out of a plugin's documentation and puts what they stand for into it. @throws TroupeError */
  addTo(doc: Dict, file: string, isModule: boolean): void {
    const wanted = doc.get('extends_documentation_fragment') ?? [];
    doc.delete('extends_documentation_fragment');
    const unknown: string[] = [];
    for (const slug of (Array.isArray(wanted) ? wanted : [wanted]).map(str)) {
      const found = this.#find(slug);
      if (found !== undefined) mergeFragment(doc, found, slug, file, isModule);
      else if (this.#isCore(slug) && !this.#files.hasCore()) {
        const options = this.#core(slug);
        if (options !== undefined) {
          const own = doc.get('options');
          doc.set('options', own instanceof Map ? new Map([...options, ...own]) : options);
          continue;
        }
        this.#warn(
          `The options of ansible-core's fragment ${slug} are left out: no ansible-core is installed`,
        );
      } else unknown.push(slug);
    }
    if (unknown.length > 0) {
      throw new TroupeError(`unknown doc_fragment(s) in file ${file}: ${unknown.join(', ')}`);
    }
  }

  /** `name` is a file with DOCUMENTATION; else its last part names another variable of the file before it. */
  #find(slug: string): { file: PluginFile; text: string } | undefined {
    const whole = this.#files.find('doc_fragments', slug);
    if (whole !== undefined)
      return { file: whole, text: variableOf(whole, 'DOCUMENTATION') ?? '{}' };
    const dot = slug.lastIndexOf('.');
    const file = dot < 0 ? undefined : this.#files.find('doc_fragments', slug.slice(0, dot));
    const text = file && variableOf(file, slug.slice(dot + 1).toUpperCase());
    return file === undefined || text === undefined ? undefined : { file, text };
  }

  #isCore(slug: string): boolean {
    return slug.startsWith('ansible.builtin.') || slug.split('.').length < 3;
  }
}

function variableOf({ path }: PluginFile, name: string): string | undefined {
  const source = readFileSync(path, 'utf8');
  const found = assignmentsOf(source, new Set([name])).findLast(({ isInner }) => isInner);
  return typeof found?.value === 'string' ? found.value : undefined;
}

function mergeFragment(
  doc: Dict,
  { file, text }: { file: PluginFile; text: string },
  slug: string,
  path: string,
  isModule: boolean,
): void {
  const fragment = yaml(text, path, `Unable to parse the fragment ${slug}`) as Dict;
  addCollection(fragment, file.collection, { isModule });
  for (const key of ['notes', 'seealso']) {
    const more = fragment.get(key);
    fragment.delete(key);
    if (Array.isArray(more) && more.length > 0) {
      doc.set(key, [...((doc.get(key) as Value[] | undefined) ?? []), ...more]);
    }
  }
  const parts = ['options', 'attributes'].filter((key) => fragment.has(key));
  if (parts.length === 0) {
    throw new TroupeError(
      `missing options or attributes in fragment (${slug}), possibly misformatted?: ${path}`,
    );
  }
  for (const key of parts) {
    const own = doc.get(key);
    const more = fragment.get(key) as Dict;
    fragment.delete(key);
    if (own instanceof Map) mergeInto(own, more, `${key} (${slug}) of unknown type: ${path}`);
    else doc.set(key, more);
  }
  mergeInto(doc, fragment, `(${slug}) of unknown type: ${path}`);
}

/** What both have: dicts keep the plugin's own entries, lists become the sorted sum. */
function mergeInto(target: Dict, source: Dict, complaint: string): void {
  for (const [key, value] of source) {
    const own = target.get(key);
    if (own instanceof Map && value instanceof Map) target.set(key, new Map([...value, ...own]));
    else if (Array.isArray(own) && Array.isArray(value)) {
      target.set(
        key,
        sorted(makeSet([...value, ...own]).items, (item) => item),
      );
    } else if (target.has(key)) {
      throw new TroupeError(
        `Attempt to extend a documentation fragment, invalid type for ${str(key)} ${complaint}`,
      );
    } else target.set(key, value);
  }
}
