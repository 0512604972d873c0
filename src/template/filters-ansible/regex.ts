import { TemplateError } from '../../diagnostics/errors.ts';
import { isText } from '../../values/markup.ts';
import { attributeError, typeError } from '../../values/python-errors.ts';
import { compileRegex, escapeRegex, type PythonRegex } from '../../values/python-regex.ts';
import { str } from '../../values/repr.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { Tuple, type Value } from '../../values/types.ts';
import { filterError, type Plugin, plugin } from '../ansible/plugin.ts';

/** Compiles what a playbook gives as a pattern. @throws TemplateError for other types and faulty patterns */
export function patternOf(pattern: Value, ignorecase: Value, multiline: Value): PythonRegex {
  if (!isText(pattern)) throw typeError('first argument must be string or compiled pattern');
  return compileRegex(str(pattern), {
    ignorecase: truthy(ignorecase),
    multiline: truthy(multiline),
  });
}

const regexReplace = plugin(
  'regex_replace',
  [
    ['value', ''],
    ['pattern', ''],
    ['replacement', ''],
    ['ignorecase', false],
    ['multiline', false],
  ],
  ({
    args: [value = '', pattern = '', replacement = '', ignorecase = false, multiline = false],
  }) => {
    const text = str(value);
    const regex = patternOf(pattern, ignorecase, multiline);
    if (!isText(replacement)) {
      throw typeError(`decoding to str: need a bytes-like object, ${typeName(replacement)} found`);
    }
    return regex.sub(str(replacement), text);
  },
);

const regexFindall = plugin(
  'regex_findall',
  ['value', 'regex', ['multiline', false], ['ignorecase', false]],
  ({ args: [value = '', pattern = '', multiline = false, ignorecase = false] }) =>
    patternOf(pattern, ignorecase, multiline)
      .findall(str(value))
      .map((found) => (typeof found === 'string' ? found : new Tuple(found))),
);

const regexSearch = plugin(
  'regex_search',
  ['value', 'regex'],
  ({ args: [value = '', pattern = ''], rest, options }) => {
    const text = str(value);
    const groups = rest.map(groupOf);
    const match = patternOf(
      pattern,
      options.get('ignorecase') ?? false,
      options.get('multiline') ?? false,
    ).search(text);
    if (!match) return null;
    if (groups.length === 0) return match.text;
    return groups.map((group) => match.group(group) ?? null);
  },
  { rest: true, options: true },
);

/** `\\g<name>` or `\\1`. */
function groupOf(argument: Value): string | number {
  if (typeof argument !== 'string') {
    throw attributeError(`'${typeName(argument)}' object has no attribute 'startswith'`);
  }
  const named = /^\\g<(\S+)>/.exec(argument);
  if (named) return named[1] as string;
  const numbered = /^\\(\d+)/.exec(argument);
  if (numbered) return Number(numbered[1]);
  if (!argument.startsWith('\\')) throw filterError('Unknown argument');
  throw attributeError("'NoneType' object has no attribute 'group'");
}

const regexEscape = plugin(
  'regex_escape',
  ['string', ['re_type', 'python']],
  ({ args: [value = '', type = 'python'] }) => {
    const text = str(value);
    if (type === 'python') return escapeRegex(text);
    if (type === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&');
    throw new TemplateError(
      'AnsibleFilterError',
      type === 'posix_extended'
        ? `Regex type (${type}) not yet implemented`
        : `Invalid regex type (${str(type)})`,
    );
  },
);

export const regexFilters: Readonly<Record<string, Plugin>> = {
  regex_replace: regexReplace,
  regex_findall: regexFindall,
  regex_search: regexSearch,
  regex_escape: regexEscape,
};
