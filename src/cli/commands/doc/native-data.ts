import type { OptionSpec } from '../../../modules/contract.ts';
import { fromPlain } from '../../../values/plain.ts';
import type { Dict, Value } from '../../../values/types.ts';
import type { Document } from './native-catalogue.ts';

const attributeTexts = {
  check: 'Can run in check_mode and return changed status prediction without modifying target',
  diff: 'Will return details on what has changed (or possibly needs changing in check_mode), when in diff mode',
} as const;

/** A module's support of check and diff mode, as ansible-doc's attributes. */
function attributesOf({ support }: Document): Dict | undefined {
  if (support === undefined) return undefined;
  return new Map(
    (['check', 'diff'] as const).map((mode): [Value, Value] => [
      `${mode}_mode`,
      new Map([
        ['description', attributeTexts[mode]],
        ['support', support[mode]],
      ]),
    ]),
  );
}

/** What `-j` writes of a plugin, in ansible-doc's structure. */
export function documentData(document: Document): Dict {
  const short = document.name.slice(document.name.lastIndexOf('.') + 1);
  const doc: Dict = new Map<Value, Value>([
    ['collection', document.name.slice(0, document.name.lastIndexOf('.'))],
    ['description', [document.description ?? document.summary]],
    ['filename', 'troupe'],
    ['has_action', false],
    [document.type === 'module' ? 'module' : 'name', short],
    ['options', optionsData(document.options)],
    ['short_description', document.summary],
  ]);
  const attributes = attributesOf(document);
  if (attributes !== undefined) doc.set('attributes', attributes);
  return new Map<Value, Value>([
    ['doc', doc],
    ['examples', document.examples ?? null],
    ['metadata', null],
    ['return', document.returns === undefined ? null : returnsData(document.returns)],
  ]);
}

function optionsData(options: Document['options']): Dict {
  const data: Dict = new Map();
  for (const [name, option] of Object.entries(options)) {
    const entry: Dict = new Map<Value, Value>([['description', [option.doc ?? '']]]);
    for (const [key, value] of optionFields(option)) entry.set(key, value);
    if (option.options !== undefined) entry.set('suboptions', optionsData(option.options));
    data.set(name, entry);
  }
  return data;
}

/** What an option's declaration says beside its description, sorted by name. */
function optionFields(option: OptionSpec): [string, Value][] {
  const fields: [string, Value][] = [];
  if (option.aliases !== undefined && option.aliases.length > 0) {
    fields.push(['aliases', [...option.aliases]]);
  }
  if (option.choices !== undefined) fields.push(['choices', option.choices.map(fromPlain)]);
  if (option.default !== undefined) fields.push(['default', fromPlain(option.default)]);
  if (option.elements !== undefined) fields.push(['elements', option.elements]);
  if (option.required === true) fields.push(['required', true]);
  fields.push(['type', option.type]);
  return fields;
}

function returnsData(returns: Readonly<Record<string, string>>): Dict {
  return new Map(
    Object.entries(returns).map(([name, description]): [Value, Value] => [
      name,
      new Map([['description', description]]),
    ]),
  );
}
