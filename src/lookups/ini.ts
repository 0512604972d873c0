import { TemplateError } from '../diagnostics/errors.ts';
import type { LookupCall, LookupPlugin } from '../template/ansible/lookup.ts';
import { decodeBytes } from '../values/methods/text-codec.ts';
import { compileRegex } from '../values/python-regex.ts';
import { str } from '../values/repr.ts';
import { truthy } from '../values/truth.ts';
import type { Value } from '../values/types.ts';
import { findFile } from './find-file.ts';
import { lookupError, optionsError } from './lookup-error.ts';
import { boolOption, textOption } from './options.ts';
import { interpolate, parseIni } from './parse-ini.ts';

const OPTIONS = [
  'type',
  'file',
  'section',
  're',
  'encoding',
  'default',
  'case_sensitive',
  'allow_no_value',
  'allow_none',
];

/** Splits an old-style term: the key comes first, then `option=value`, values may hold spaces. */
function splitTerm(term: string): string[] {
  const parts = new Map<string, string>();
  let current = 'key';
  for (const [i, phrase] of term.trim().split(/\s+/).entries()) {
    if (phrase.includes('='))
      current = OPTIONS.find((name) => phrase.includes(`${name}=`)) ?? current;
    const known = parts.get(current);
    parts.set(current, i === 0 || known === undefined ? phrase : `${known} ${phrase}`);
  }
  return [...parts.values()];
}

function applyTerm(term: string, settings: Map<string, Value>): string {
  let key: string | undefined;
  for (const part of splitTerm(term)) {
    const pieces = part.split('=');
    if (pieces.length === 1) key ??= part;
    else if (pieces.length > 2) {
      throw lookupError(`Could not use '${part}': too many values to unpack (expected 2)`);
    } else {
      const [name, value] = pieces as [string, string];
      if (!OPTIONS.includes(name)) throw lookupError(`${name} is not a valid option.`);
      settings.set(name, value);
    }
  }
  if (key === undefined) {
    throw optionsError(
      `No key to lookup was provided as first term with in string inline options: ${term}`,
    );
  }
  return key;
}

function contents(call: LookupCall, name: string, encoding: string): string {
  const file = findFile(call, 'files', name);
  if (file === undefined) throw new TemplateError('AnsibleParserError', "Invalid filename: 'None'");
  return decodeBytes(call.services.readFile(file), encoding, 'replace');
}

/** Values of INI files or Java properties, by key or by regular expression. */
export const ini: LookupPlugin = (call) => {
  const settings = new Map<string, Value>([
    ['type', textOption(call, 'type', 'ini')],
    ['file', textOption(call, 'file', 'ansible.ini')],
    ['section', textOption(call, 'section', 'global')],
    ['re', boolOption(call, 're', false)],
    ['encoding', textOption(call, 'encoding', 'utf-8')],
    ['default', call.options.get('default') ?? ''],
  ]);
  const iniOptions = {
    caseSensitive: boolOption(call, 'case_sensitive', false),
    allowNone: boolOption(call, 'allow_no_value', boolOption(call, 'allow_none', false)),
  };
  const found: Value[] = [];
  for (const term of call.terms) {
    const text = str(term);
    const key = /=| /.test(text.trim()) ? applyTerm(text, settings) : text;
    const file = str(settings.get('file') ?? '');
    const properties = settings.get('type') === 'properties';
    if (properties) settings.set('section', 'java_properties');
    const name = str(settings.get('section') ?? '');
    const source = contents(call, file, str(settings.get('encoding') ?? 'utf-8'));
    const section = sectionOf(
      properties ? `[java_properties]\n${source}` : source,
      name,
      file,
      iniOptions,
    );
    if (truthy(settings.get('re') ?? false)) {
      const pattern = compileRegex(key);
      for (const [option, value] of section) {
        if (pattern.match(option)) found.push(value === null ? null : interpolate(value, section));
      }
      continue;
    }
    const value = section.get(iniOptions.caseSensitive ? key : key.toLowerCase());
    if (value === undefined) {
      const fallback = settings.get('default') ?? null;
      if (Array.isArray(fallback)) found.push(...fallback);
      else if (fallback !== null) found.push(fallback);
    } else if (value !== null) found.push(interpolate(value, section));
  }
  return found;
};

function sectionOf(
  source: string,
  name: string,
  file: string,
  options: { caseSensitive: boolean; allowNone: boolean },
): ReadonlyMap<string, string | null> {
  try {
    const section = parseIni(source, options).get(name);
    if (section) return section;
  } catch (error) {
    if (!(error instanceof TemplateError) || error.pythonClass !== 'DuplicateOptionError')
      throw error;
    throw lookupError(`Duplicate option in '${file}': ${error.message}`);
  }
  throw lookupError(`No section '${name}' in ${file}`);
}
