import { TemplateError } from '../../diagnostics/errors.ts';
import { contains } from '../../values/iterate.ts';
import { isText } from '../../values/markup.ts';
import { typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { type Value, VaultText } from '../../values/types.ts';
import { type Plugin, plugin } from '../ansible/plugin.ts';
import { patternOf } from '../filters-ansible/regex.ts';
import { splitUrl } from '../filters-ansible/urls.ts';

function matches(
  value: Value,
  pattern: Value,
  ignorecase: Value,
  multiline: Value,
  how: Value,
): boolean {
  const text = str(value);
  const regex = patternOf(pattern, ignorecase, multiline);
  switch (how) {
    case 'search':
      return regex.search(text) !== undefined;
    case 'match':
      return regex.match(text) !== undefined;
    case 'fullmatch':
      return regex.fullmatch(text) !== undefined;
    case 'findall':
      return regex.findall(text).length > 0;
    case 'finditer':
    case 'split':
    case 'scanner':
      return true;
  }
  throw typeError("'str' object is not callable");
}

const regexTest = (name: string, how: 'search' | 'match'): Plugin =>
  plugin(
    name,
    [
      ['value', ''],
      ['pattern', ''],
      ['ignorecase', false],
      ['multiline', false],
    ],
    ({ args: [value = '', pattern = '', ignorecase = false, multiline = false] }) =>
      matches(value, pattern, ignorecase, multiline, how),
  );

const regex = plugin(
  'regex',
  [
    ['value', ''],
    ['pattern', ''],
    ['ignorecase', false],
    ['multiline', false],
    ['match_type', 'search'],
  ],
  ({ args: [value = '', pattern = '', ignorecase = false, multiline = false, how = 'search'] }) =>
    matches(value, pattern, ignorecase, multiline, how),
);

const WORDS_TRUE = ['y', 'yes', 'on', '1', 'true', 't', '1.0'];
const WORDS_FALSE = ['n', 'no', 'off', '0', 'false', 'f', '0.0'];

/** Whether a value is true, with words like `yes` and `off` read as booleans where asked for. */
function isTruthy(value: Value, convert: Value): boolean {
  if (truthy(convert)) {
    const word = isText(value) ? str(value).toLowerCase().trim() : undefined;
    if (word !== undefined && WORDS_TRUE.includes(word)) return true;
    if (word !== undefined && WORDS_FALSE.includes(word)) return false;
  }
  return truthy(value);
}

const truth = (name: string, wanted: boolean): Plugin =>
  plugin(
    name,
    ['value', ['convert_bool', false]],
    ({ args: [value = null, convert = false] }) => isTruthy(value, convert) === wanted,
  );

function isUri(value: Value, schemes: Value): boolean {
  if (value === null) return !truthy(schemes);
  // Anything empty passes for an empty URL.
  if (!isText(value)) return !truthy(value) && !truthy(schemes);
  try {
    const { scheme } = splitUrl(str(value));
    return !truthy(schemes) || contains(schemes, scheme);
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

const uri = plugin(
  'is_uri',
  ['value', ['schemes', null]],
  ({ args: [value = null, schemes = null] }) => isUri(value, schemes),
);

const url = plugin(
  'is_url',
  ['value', ['schemes', null]],
  ({ args: [value = null, schemes = null] }) => {
    if (!isUri(value, schemes) || !isText(value)) return false;
    const { netloc, scheme } = splitUrl(str(value));
    return netloc !== '' || scheme === 'file';
  },
);

const urn = plugin('is_urn', ['value'], ({ args: [value = null] }) => isUri(value, ['urn']));

const vaultEncrypted = plugin(
  'vault_encrypted',
  ['value'],
  ({ args: [value = null] }) => value instanceof VaultText,
);

export const textTests: Readonly<Record<string, Plugin>> = {
  falsy: truth('falsy', false),
  match: regexTest('match', 'match'),
  regex,
  search: regexTest('search', 'search'),
  truthy: truth('truthy', true),
  uri,
  url,
  urn,
  vault_encrypted: vaultEncrypted,
};
