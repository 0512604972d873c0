import { asInt } from '../../values/int.ts';
import { isText } from '../../values/markup.ts';
import { parseInteger } from '../../values/number-parse.ts';
import { attributeError, failUndefined, keyError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { stringRepr } from '../../values/string-repr.ts';
import { typeName } from '../../values/type-name.ts';
import { Undefined, type Value, VaultText } from '../../values/types.ts';
import { type Plugin, plugin } from '../ansible/plugin.ts';

interface Style {
  readonly beginning?: string;
  readonly decoration: string;
  readonly end?: string;
}

const STYLES: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

const count = (value: Value): number => Number(asInt(value) ?? parseInteger(str(value)) ?? 0);

/** Makes text a comment of a known style; every part of the style can be given by keyword. */
const comment = plugin(
  'comment',
  ['text', ['style', 'plain']],
  ({ args: [value = '', styleName = 'plain'], options }) => {
    if (value instanceof Undefined) failUndefined(value);
    if (!isText(value) && !(value instanceof VaultText)) {
      throw attributeError(`'${typeName(value)}' object has no attribute 'replace'`);
    }
    const text = str(value);
    const name = str(styleName);
    const style = Object.hasOwn(STYLES, name) ? STYLES[name] : undefined;
    if (!style) throw keyError(stringRepr(name));
    const option = (key: string, fallback: string): string => {
      const given = options.get(key);
      return given === undefined ? fallback : given === null ? '' : str(given);
    };
    const decoration = option('decoration', style.decoration);
    const newline = option('newline', '\n');
    const beginning = option('beginning', style.beginning ?? '');
    const prefix = option('prefix', decoration.trimEnd());
    const postfix = option('postfix', decoration.trimEnd());
    const end = option('end', style.end ?? '');
    const prefixCount = count(options.get('prefix_count') ?? 1);
    const postfixCount = count(options.get('postfix_count') ?? 1);
    let out = beginning === '' ? '' : beginning + newline;
    if (prefix !== '') {
      out += (prefix === newline ? newline : prefix + newline).repeat(Math.max(0, prefixCount));
    }
    out += (decoration + text.replaceAll(newline, newline + decoration)).replaceAll(
      decoration + newline,
      decoration.trimEnd() + newline,
    );
    out += (newline + postfix).repeat(Math.max(0, postfixCount));
    return out + (end === '' ? '' : newline + end);
  },
  { options: true },
);

export const commentFilters: Readonly<Record<string, Plugin>> = { comment };
