import { TroupeError } from '../../../diagnostics/errors.ts';
import { str } from '../../../values/index.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { dumpYaml } from '../../../values/yaml/dump.ts';
import { paragraph, yamlBlock } from './markup.ts';
import { type OptionLayout, optionLines, take, versionText } from './option-text.ts';

const MARGIN = ' '.repeat(8);
const DOC_SITE = 'https://docs.ansible.com/ansible-core/2.14/';
/** What stands in the documentation for programs alone. */
const HIDDEN = [
  'module',
  'docuri',
  'version_added',
  'version_added_collection',
  'short_description',
  'now_date',
  'plainexamples',
  'returndocs',
  'collection',
];

/** Characters a line of a manual page on a screen of so many columns. */
const limitOf = (columns: number): number => Math.max(columns - Math.trunc(columns * 0.2), 70);

/**
 * The manual page of a plugin, laid out as ansible-doc does.
 * @param data `doc`, `examples`, `return` and `metadata`, as `-j` writes them
 * @throws TroupeError for documentation that can't be shown
 */
export function pluginManual(data: Dict, type: string, columns: number): string {
  const doc: Dict = new Map(data.get('doc') as Dict);
  const limit = limitOf(columns);
  const layout: OptionLayout = { limit, margin: MARGIN, hidden: new Set([...HIDDEN, type]) };
  const collection = doc.get('collection');
  const short = doc.get(type) ?? doc.get('name') ?? doc.get('plugin_type') ?? type;
  const name = collection ? `${str(collection)}.${str(short)}` : str(short);
  const text = [`> ${name.toUpperCase()}    (${str(take(doc, 'filename') ?? null)})\n`];
  text.push(`${paragraph(sentences(take(doc, 'description')), limit, MARGIN)}\n`);
  if (doc.has('version_added')) {
    const added = take(doc, 'version_added') as Value;
    text.push(`ADDED IN: ${versionText(added, take(doc, 'version_added_collection'))}\n`);
  }
  doc.set('metadata', data.get('metadata') ?? null);
  const deprecated = take(doc, 'deprecated');
  if (deprecated) text.push('DEPRECATED: \n', deprecation(deprecated), '\n');
  if (take(doc, 'has_action') === true) {
    text.push('  * note: This module has a corresponding action plugin.\n');
  }
  text.push(...optionSection(doc, layout));
  text.push(...notes(take(doc, 'notes'), limit), ...seeAlso(take(doc, 'seealso'), limit));
  const requirements = take(doc, 'requirements');
  if (Array.isArray(requirements) && requirements.length > 0) {
    const list = paragraph(requirements.map(str).join(', '), limit - 16, MARGIN, '  ');
    text.push(`REQUIREMENTS:${list}\n`);
  }
  const rest = [...doc].filter(([key, value]) => !layout.hidden.has(String(key)) && value);
  for (const [key, value] of rest.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) {
    text.push(section(String(key), value, limit), '');
  }
  const examples = data.get('examples');
  if (examples) {
    const shown =
      typeof examples === 'string'
        ? examples.trim()
        : dumpYaml(examples, { defaultFlowStyle: false });
    text.push('EXAMPLES:', '', shown, '', '');
  }
  const returns = data.get('return');
  if (returns instanceof Map && returns.size > 0) {
    text.push('RETURN VALUES:', ...optionLines(returns, { ...layout, isReturn: true }));
  }
  return text.join('\n');
}

/** The manual page of a role's argument specifications. @param data `path` and `entry_points`, as `-j` writes them */
export function roleManual(name: string, data: Dict, columns: number): string {
  const limit = limitOf(columns);
  const layout: OptionLayout = { limit, margin: MARGIN, hidden: new Set([...HIDDEN, 'role']) };
  const text = [`> ${name.toUpperCase()}    (${str(data.get('path') ?? null)})\n`];
  for (const [entryPoint, spec] of data.get('entry_points') as Dict) {
    const doc: Dict = new Map(spec as Dict);
    const short = doc.get('short_description');
    text.push(`ENTRY POINT: ${str(entryPoint)}${short ? ` - ${str(short)}` : ''}\n`);
    const description = take(doc, 'description');
    if (description) text.push(`${paragraph(sentences(description), limit, MARGIN)}\n`);
    text.push(...optionSection(doc, layout));
    const author = doc.get('author');
    if (author !== undefined) text.push(section('author', author, limit), '');
  }
  return text.join('\n');
}

const sentences = (text: Value | undefined): string => {
  if (text === undefined) throw new TroupeError("'description'");
  return Array.isArray(text) ? text.map(str).join(' ') : str(text);
};

function optionSection(doc: Dict, layout: OptionLayout): string[] {
  const options = take(doc, 'options');
  const attributes = take(doc, 'attributes');
  const text: string[] = [];
  if (options instanceof Map && options.size > 0) {
    text.push('OPTIONS (= is mandatory):\n', ...optionLines(options, layout), '');
  }
  if (attributes instanceof Map && attributes.size > 0) {
    text.push('ATTRIBUTES:\n', yamlBlock(attributes, layout.margin), '');
  }
  return text;
}

function deprecation(deprecated: Value): string {
  if (!(deprecated instanceof Map)) return str(deprecated);
  const of = (key: string): string => str(deprecated.get(key) ?? null);
  const end = deprecated.has('removed_at_date')
    ? `in a release after ${of('removed_at_date')}`
    : `in: Ansible ${of(deprecated.has('removed_in') ? 'removed_in' : 'version')}`;
  return `\tReason: ${of('why')}\n\tWill be removed ${end}\n\tAlternatives: ${of('alternative')}`;
}

const bullet = (text: string, limit: number): string =>
  paragraph(text, limit - 6, MARGIN, `${MARGIN.slice(2)}* `);

function notes(list: Value | undefined, limit: number): string[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  return ['NOTES:', ...list.map((note) => bullet(str(note), limit)), '', ''];
}

function seeAlso(list: Value | undefined, limit: number): string[] {
  if (!Array.isArray(list) || list.length === 0) return [];
  return ['SEE ALSO:', ...list.flatMap((item) => reference(item as Dict, limit)), '', ''];
}

function reference(item: Dict, limit: number): string[] {
  const inner = `${MARGIN}   `;
  const more = (text: string, margin = inner): string => paragraph(text, limit - 6, margin, inner);
  const of = (key: string): string | undefined => {
    const value = item.get(key);
    return value === undefined || value === null ? undefined : str(value);
  };
  const [module, name, link, ref, description] = [
    'module',
    'name',
    'link',
    'ref',
    'description',
  ].map(of);
  if (module !== undefined) {
    const isCore = module.startsWith('ansible.builtin.');
    const said =
      description ?? (isCore ? `The official documentation on the ${module} module.` : undefined);
    const lines = [bullet(`Module ${module}`, limit), ...(said === undefined ? [] : [more(said)])];
    const [namespace, collection, ...rest] = module.split('.');
    const page = `collections/${namespace}/${collection}/${rest.join('.')}_module.html`;
    return isCore ? [...lines, more(DOC_SITE + page, MARGIN)] : lines;
  }
  if (name !== undefined && link !== undefined && description !== undefined) {
    return [bullet(name, limit), more(description), more(link)];
  }
  if (ref === undefined || description === undefined) return [];
  const search = `${DOC_SITE}#stq=${ref}&stp=1`;
  return [bullet(`Ansible documentation [${ref}]`, limit), more(description), more(search)];
}

function section(key: string, value: Value, limit: number): string {
  const title = key.toUpperCase();
  if (typeof value === 'string') {
    return `${title}: ${paragraph(value, limit - (key.length + 2), MARGIN, '')}`;
  }
  if (Array.isArray(value)) return `${title}: ${value.map(str).join(', ')}`;
  return yamlBlock(new Map([[title, value]]), '');
}
