import { TroupeError } from '../../../diagnostics/errors.ts';
import { stringRepr } from '../../../values/string-repr.ts';
import { typeName } from '../../../values/type-name.ts';
import type { Dict, Value } from '../../../values/types.ts';
import { indented, paragraph, yamlBlock } from './markup.ts';

/** Parts of an option that hold options of their own. */
const NESTED = ['options', 'suboptions', 'contains', 'spec'];
/** Where a plugin's option may come from. */
const SOURCES = ['env', 'ini', 'yaml', 'vars', 'keyword'];

export interface OptionLayout {
  /** Characters a line. */
  readonly limit: number;
  /** Where descriptions begin. */
  readonly margin: string;
  /** Where names begin. */
  readonly nameMargin?: string;
  /** Return values have no defaults. */
  readonly isReturn?: boolean;
  /** Keys that aren't shown. */
  readonly hidden: ReadonlySet<string>;
}

/** Options or return values as a manual page shows them, a line or block each. @throws TroupeError for what is no option */
export function optionLines(options: Dict, layout: OptionLayout): string[] {
  return [...options]
    .map(([name, option]): [string, Dict] => [String(name), option as Dict])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, option]) => oneOption(name, new Map(option), layout));
}

function oneOption(name: string, option: Dict, layout: OptionLayout): string[] {
  const { limit, margin, nameMargin = '', isReturn = false } = layout;
  const required = take(option, 'required') ?? false;
  if (typeof required !== 'boolean') {
    throw new TroupeError(
      `Incorrect value for 'Required', a boolean is needed.: ${String(required)}`,
    );
  }
  const lines = [`${nameMargin}${required ? '=' : '-'} ${name}`];
  lines.push(...description(name, option).map((text) => paragraph(text, limit, margin)));
  const nested = NESTED.filter((key) => option.has(key)).map((key): [string, Value] => [
    key,
    take(option, key) as Value,
  ]);
  if (!required && !isReturn && !option.has('default')) option.set('default', null);
  const sources = takeSources(option, layout.hidden);
  if (sources.size > 0) lines.push(yamlBlock(new Map([['set_via', sources]]), margin));
  const added = take(option, 'version_added');
  const collection = take(option, 'version_added_collection');
  for (const [key, value] of [...option].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) {
    if (String(key).startsWith('_')) continue;
    lines.push(
      Array.isArray(value)
        ? indented(`${String(key)}: ${yamlBlock(value, '', true)}`, margin)
        : yamlBlock(new Map([[key, value]]), margin),
    );
  }
  if (added) lines.push(`${margin}added in: ${versionText(added, collection)}\n`);
  for (const [key, inner] of nested) {
    const deeper = { ...layout, margin: `${margin}    `, nameMargin: margin };
    lines.push('', `${margin}${key.toUpperCase()}:\n`, ...optionLines(inner as Dict, deeper));
  }
  if (nested.length === 0) lines.push('');
  return lines;
}

function description(name: string, option: Dict): string[] {
  const text = take(option, 'description');
  if (text === undefined) {
    throw new TroupeError("All (sub-)options and return values must have a 'description' field");
  }
  const wrong = (where: string, value: Value) =>
    new TroupeError(
      `Expected string in description of ${name}${where}, got <class ${stringRepr(typeName(value))}>`,
    );
  if (typeof text === 'string') return [text];
  if (!Array.isArray(text)) throw wrong('', text);
  return text.map((entry, index) => {
    if (typeof entry !== 'string') throw wrong(` at index ${index + 1}`, entry);
    return entry;
  });
}

/** Environment variables, settings, variables and options of commands that set an option. */
function takeSources(option: Dict, hidden: ReadonlySet<string>): Dict {
  const found: Dict = new Map();
  for (const source of SOURCES) {
    const entries = option.get(source);
    if (!Array.isArray(entries) || entries.length === 0) continue;
    option.delete(source);
    found.set(
      source,
      entries.map(
        (entry) => new Map([...(entry as Dict)].filter(([key]) => !hidden.has(String(key)))),
      ),
    );
  }
  const commands = option.get('cli');
  if (Array.isArray(commands) && commands.length > 0) {
    option.delete('cli');
    found.set(
      'cli',
      commands.map((entry) => {
        const name = (entry as Dict).get('name');
        if ((entry as Dict).has('option')) return entry;
        const option: Dict = new Map([['name', name as Value]]);
        return option.set('option', `--${String(name).replaceAll('_', '-')}`);
      }),
    );
  }
  return found;
}

/** Takes a key out of a dict; undefined where it isn't there. */
export function take(dict: Dict, key: string): Value | undefined {
  const value = dict.get(key);
  dict.delete(key);
  return value;
}

/** Since when something is there. */
export function versionText(version: Value, collection: Value | undefined): string {
  if (collection === 'ansible.builtin') {
    return version === 'historical' ? version : `version ${String(version)} of ansible-core`;
  }
  return collection
    ? `version ${String(version)} of ${String(collection)}`
    : `version ${String(version)}`;
}
