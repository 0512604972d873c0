import { TemplateError } from '../../diagnostics/errors.ts';
import { add, arithmetic } from '../../values/arithmetic.ts';
import { escapeValue, htmlOf } from '../../values/escape.ts';
import { asInt } from '../../values/int.ts';
import { length, textLength } from '../../values/iterate.ts';
import { isText, Markup } from '../../values/markup.ts';
import { formatPercent } from '../../values/percent-format.ts';
import { typeError } from '../../values/python-errors.ts';
import { str } from '../../values/repr.ts';
import { Slice, sliceOf } from '../../values/slice.ts';
import { truthy } from '../../values/truth.ts';
import { typeName } from '../../values/type-name.ts';
import { Tuple, Undefined, type Value, VaultText } from '../../values/types.ts';
import { defineFilter, type FilterFunction } from '../filter-contract.ts';
import { filterArgumentError } from './attribute-getter.ts';
import { stringAttributeCall } from './string-call.ts';
import { wrapText } from './text-wrap.ts';

/** Text as it is, markup as it is, all else as Python prints it. */
const softStr = (value: Value): string | Markup => (isText(value) ? value : str(value));

const int = (value: Value): number => Number(asInt(value) ?? 0);

/** str(value).method(args), keeping markup markup. */
const call = (value: Value, name: string, args: Value[] = []): Value =>
  stringAttributeCall(softStr(value), name, args);

const upper = defineFilter('upper', [], (_c, value) => call(value, 'upper'));
const lower = defineFilter('lower', [], (_c, value) => call(value, 'lower'));
const capitalize = defineFilter('capitalize', [], (_c, value) => call(value, 'capitalize'));
const trim = defineFilter('do_trim', [['chars', null]], (_c, value, [chars]) =>
  call(value, 'strip', [chars as Value]),
);
const center = defineFilter('do_center', [['width', 80]], (_c, value, [width]) =>
  call(value, 'center', [width as Value]),
);

/** The first letter of each word up, the others down; words start after blanks, hyphens and brackets. */
const title = defineFilter('do_title', [], (_c, value) =>
  str(softStr(value))
    .split(/([-\s({[<]+)/)
    .map((part) => {
      const first = part === '' ? '' : String.fromCodePoint(part.codePointAt(0) as number);
      return first.toUpperCase() + part.slice(first.length).toLowerCase();
    })
    .join(''),
);

const replace = defineFilter(
  'do_replace',
  ['old', 'new', ['count', null]],
  (context, value, [old, fresh, count]) => {
    const times = count === null ? -1 : (count as Value);
    const [from, to] = [old as Value, fresh as Value];
    if (!context.autoescape)
      return stringAttributeCall(str(value), 'replace', [str(from), str(to), times]);
    const escapes =
      htmlOf(from) !== undefined || (htmlOf(to) !== undefined && htmlOf(value) === undefined);
    const text = escapes ? escapeValue(value) : softStr(value);
    return stringAttributeCall(text, 'replace', [softStr(from), softStr(to), times]);
  },
);

/** `value += newline`, which only text (and, to no good, a list) allows. */
function withNewline(value: Value): Value {
  if (Array.isArray(value)) return value;
  if (value instanceof VaultText) return `${value.plain}\n`;
  if (isText(value) || value instanceof Undefined || value instanceof Tuple)
    return add(value, '\n');
  throw typeError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
}

const indent = defineFilter(
  'do_indent',
  [
    ['width', 4],
    ['first', false],
    ['blank', false],
  ],
  (_c, value, [width, first, blank]) => {
    const margin = isText(width) ? str(width) : ' '.repeat(Math.max(0, int(width as Value)));
    const given = withNewline(value);
    const lines = stringAttributeCall(given, 'splitlines', []) as Value[];
    const texts = lines.map(str);
    const pad = (line: string) => (truthy(blank as Value) || line !== '' ? margin + line : line);
    const text = texts.map((line, i) => (i === 0 ? line : pad(line))).join('\n');
    const indented = truthy(first as Value) ? margin + text : text;
    return given instanceof Markup ? new Markup(indented) : indented;
  },
);

const assertion = (message: string) => new TemplateError('AssertionError', message);

const truncate = defineFilter(
  'do_truncate',
  [
    ['length', 255],
    ['killwords', false],
    ['end', '...'],
    ['leeway', null],
  ],
  (context, value, [size, kill, end, leeway]) => {
    const slack = int(
      leeway === null
        ? (context.environment.policies.get('truncate.leeway') ?? 5)
        : (leeway as Value),
    );
    const limit = int(size as Value);
    const tail = textLength(str(end as Value));
    if (limit < tail) throw assertion(`expected length >= ${tail}, got ${limit}`);
    if (slack < 0) throw assertion(`expected leeway >= 0, got ${slack}`);
    if (length(value) <= limit + slack) return value;
    const cut = sliceOf(value, new Slice(null, limit - tail, null));
    if (truthy(kill as Value)) return add(cut, end as Value);
    const [start] = stringAttributeCall(cut, 'rsplit', [' ', 1]) as Value[];
    return add(start as Value, end as Value);
  },
);

const wordwrap = defineFilter(
  'do_wordwrap',
  [
    ['width', 79],
    ['break_long_words', true],
    ['wrapstring', null],
    ['break_on_hyphens', true],
  ],
  (context, value, [width, breakLong, wrapString, hyphens]) => {
    const separator =
      wrapString === null ? context.environment.syntax.newlineSequence : str(wrapString as Value);
    const lines = stringAttributeCall(value, 'splitlines', []) as Value[];
    const options = {
      width: int(width as Value),
      breakLongWords: truthy(breakLong as Value),
      breakOnHyphens: truthy(hyphens as Value),
    };
    return lines.map((line) => wrapText(str(line), options).join(separator)).join(separator);
  },
);

const wordcount = defineFilter(
  'do_wordcount',
  [],
  (_c, value) => (str(value).match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []).length,
);

const format: FilterFunction = (_context, value, args, kwargs) => {
  if (args.length > 0 && kwargs.size > 0)
    throw filterArgumentError("can't handle positional and keyword arguments at the same time");
  const values: Value = kwargs.size > 0 ? new Map<Value, Value>(kwargs) : new Tuple(args);
  const text = softStr(value);
  return typeof text === 'string' ? formatPercent(text, values) : arithmetic('%', text, values);
};

const string = defineFilter('soft_str', [], (_c, value) => softStr(value));

/** Filters from text to text. */
export const TEXT_FILTERS: readonly (readonly [string, FilterFunction])[] = [
  ['upper', upper],
  ['lower', lower],
  ['capitalize', capitalize],
  ['trim', trim],
  ['center', center],
  ['title', title],
  ['replace', replace],
  ['indent', indent],
  ['truncate', truncate],
  ['wordwrap', wordwrap],
  ['wordcount', wordcount],
  ['format', format],
  ['string', string],
];
