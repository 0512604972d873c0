import { TroupeError } from '../../../diagnostics/errors.ts';
import { str } from '../../../values/index.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { paragraph, plainMarkup } from './markup.ts';

/** Kinds of plugins that a playbook or an inventory writes out. */
const KINDS = ['inventory', 'lookup', 'module'];
const PAD = 29;

/** A plugin without a form that could be pasted. */
export class NoSnippet extends TroupeError {}

/**
 * A task, a call or a file with all options of a plugin, ready to be pasted.
 * @throws TroupeError for a kind that has no such form; NoSnippet for a plugin that has none
 */
export function pluginSnippet(name: string, doc: Dict, type: string, columns: number): string {
  if (!KINDS.includes(type)) {
    throw new TroupeError(
      `Snippets are only available for the following plugin types: ${KINDS.join(', ')}`,
    );
  }
  const options = doc.get('options');
  if (type === 'inventory' && options instanceof Map && options.has('plugin')) {
    throw new NoSnippet(
      `The ${name} inventory plugin does not take YAML type config source that can be used with the "auto" plugin so a snippet cannot be created.`,
    );
  }
  if (type === 'lookup') return `${lookupLines(doc, options).join('\n')}\n`;
  return options instanceof Map ? `${yamlLines(doc, options, columns).join('\n')}\n` : '';
}

function yamlLines(doc: Dict, options: Dict, columns: number): string[] {
  const module = doc.get('module');
  const lines = module
    ? [`- name: ${plainMarkup(text(doc.get('short_description')))}`, `  ${str(module)}:`]
    : [`# ${text(doc.get('plugin') ?? doc.get('name'))}:`];
  const margin = '# '.padStart(PAD + 2);
  for (const [name, option] of sortedOptions(options)) {
    const isRequired = required(option);
    const said = `${module && isRequired ? '(required) ' : ''}${sentences(option)}`;
    const wrapped = paragraph(said, columns - PAD, margin, '');
    const fallback = isRequired ? '(required)' : str(option.get('default') ?? null);
    lines.push(
      module
        ? `      ${`${name}:`.padEnd(20)}   # ${wrapped}`
        : `${name}: ${fallback.padEnd(9)} # ${wrapped.split('\n').slice(0, 3).join('\n')}`,
    );
  }
  return lines;
}

function lookupLines(doc: Dict, options: Value | undefined): string[] {
  const all = options instanceof Map ? sortedOptions(options) : [];
  const comments = all.map(
    ([name, option]) =>
      `# ${name}(${text(option.get('type') ?? 'string')}): ${text(option.get('description') ?? '')}`,
  );
  const words = all.map(([name, option]) => {
    if (['_terms', '_raw', '_list'].includes(name)) return `< ${name} >`;
    const fallback = required(option) ? '<REQUIRED>' : str(option.get('default') ?? null);
    const isText = option.get('type') === 'str' || option.get('type') === 'string';
    return isText ? `, ${name}='${fallback}'` : `, ${name}=${fallback}`;
  });
  const call = `lookup('${text(doc.get('plugin') ?? doc.get('name'))}', ${words.join('')})`;
  return comments.length > 0 ? [...comments, '', call] : [call];
}

const sortedOptions = (options: Dict): [string, Dict][] =>
  [...options]
    .map(([name, option]): [string, Dict] => [String(name), option as Dict])
    .sort(([a], [b]) => (a < b ? -1 : 1));

function required(option: Dict): boolean {
  const value = option.get('required') ?? false;
  if (typeof value === 'boolean') return value;
  throw new NoSnippet(`Incorrect value for 'Required', a boolean is needed: ${str(value)}`);
}

const text = (value: Value | undefined): string => str(value ?? null);

function sentences(option: Dict): string {
  const description = option.get('description') ?? '';
  return Array.isArray(description) ? description.map(str).join(' ') : str(description);
}
