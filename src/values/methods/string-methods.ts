import { dictGet } from '../dict.ts';
import { asInt } from '../int.ts';
import { codePoints, iterate, lengthOf, textLength } from '../iterate.ts';
import { isText } from '../markup.ts';
import { typeError, valueError } from '../python-errors.ts';
import { str } from '../repr.ts';
import { Slice, sliceOf } from '../slice.ts';
import { truthy } from '../truth.ts';
import { typeName } from '../type-name.ts';
import { type Dict, Tuple, type Value, VaultText } from '../types.ts';
import { integer } from './list-methods.ts';
import { methodTable } from './method-table.ts';
import {
  capitalize,
  caseFold,
  isLower,
  isTitle,
  isUpper,
  swapCase,
  titleCase,
} from './string-case.ts';
import {
  split,
  splitFromRight,
  splitLines,
  strip,
  stripLeft,
  stripRight,
  WHITESPACE,
} from './string-split.ts';
import { encodeText } from './text-codec.ts';

/** What split() takes. */
function separator(value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (isText(value) || value instanceof VaultText) return str(value);
  throw typeError(`must be str or None, not ${typeName(value)}`);
}

const SPACES = new RegExp(`^[${WHITESPACE}]+$`);

function text(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  if (isText(value) || value instanceof VaultText) return str(value);
  throw typeError(`${what === '' ? '' : `${what} `}must be str, not ${typeName(value ?? null)}`);
}

const optionalText = (value: Value | undefined, what: string): string | null =>
  value === null || value === undefined ? null : text(value, what);

/** str.join() @throws TemplateError (TypeError) for items that are no text */
function joinText(separator: string, items: Iterable<Value>): string {
  const parts: string[] = [];
  for (const item of items) {
    if (!isText(item) && !(item instanceof VaultText))
      throw typeError(
        `sequence item ${parts.length}: expected str instance, ${typeName(item)} found`,
      );
    parts.push(str(item));
  }
  return parts.join(separator);
}

/** The part of a text between two optional positions, and where it starts in code points. */
function window(self: string, start: Value, stop: Value): { part: string; offset: number } {
  if (start === null && stop === null) return { part: self, offset: 0 };
  const size = textLength(self);
  const from = start === null ? 0 : integer(start);
  const offset = Math.min(size, from < 0 ? Math.max(0, from + size) : from);
  return { part: sliceOf(self, new Slice(start, stop, null)) as string, offset };
}

function position(self: string, [sub, start, stop]: Value[], last: boolean): number {
  const { part, offset } = window(self, start as Value, stop as Value);
  const needle = text(sub, '');
  const at = last ? part.lastIndexOf(needle) : part.indexOf(needle);
  return at < 0 ? -1 : offset + textLength(part.slice(0, at));
}

function affixed(
  self: string,
  [affix, start, stop]: Value[],
  test: (part: string, affix: string) => boolean,
  name: string,
): boolean {
  const { part } = window(self, start as Value, stop as Value);
  if (affix instanceof Tuple) return affix.items.some((item) => test(part, text(item, name)));
  if (!isText(affix))
    throw typeError(
      `${name} first arg must be str or a tuple of str, not ${typeName(affix as Value)}`,
    );
  return test(part, str(affix));
}

function justify(self: string, width: Value, fill: Value, side: 'left' | 'right' | 'both'): string {
  const filler = text(fill, 'The fill character');
  if (textLength(filler) !== 1)
    throw typeError('The fill character must be exactly one character long');
  const missing = integer(width) - textLength(self);
  if (missing <= 0) return self;
  if (side === 'left') return self + filler.repeat(missing);
  if (side === 'right') return filler.repeat(missing) + self;
  // CPython puts the odd blank left only where both the gap and the width are odd.
  const left = Math.floor(missing / 2) + (missing & integer(width) & 1);
  return filler.repeat(left) + self + filler.repeat(missing - left);
}

function replace(self: string, old: string, fresh: string, count: number): string {
  if (old === '') return interleave(self, fresh, count);
  if (count < 0) return self.replaceAll(old, () => fresh);
  const parts = split(self, old, count);
  return parts.join(fresh);
}

/** Replacing nothing puts the new text before each character and at the end. */
function interleave(self: string, fresh: string, count: number): string {
  const characters = codePoints(self);
  const times = count < 0 ? characters.length + 1 : Math.min(count, characters.length + 1);
  let out = '';
  for (let i = 0; i <= characters.length; i++)
    out += (i < times ? fresh : '') + (characters[i] ?? '');
  return out;
}

function expandTabs(self: string, size: number): string {
  let out = '';
  let column = 0;
  for (const c of self) {
    if (c === '\t') {
      const blanks = size > 0 ? size - (column % size) : 0;
      out += ' '.repeat(blanks);
      column += blanks;
    } else {
      out += c;
      column = c === '\n' || c === '\r' ? 0 : column + 1;
    }
  }
  return out;
}

function translate(self: string, table: Value): string {
  if (!(table instanceof Map)) return self;
  let out = '';
  for (const c of self) {
    const code = c.codePointAt(0) as number;
    const mapped = dictGet(table, code);
    const n = asInt(mapped);
    if (mapped === undefined) out += c;
    else if (n !== undefined) out += String.fromCodePoint(Number(n));
    else if (mapped !== null) out += str(mapped);
  }
  return out;
}

function makeTranslation(from: Value, to: Value, drop: Value): Dict {
  const table: Dict = new Map();
  const code = (c: string) => c.codePointAt(0) as number;
  if (from instanceof Map) {
    for (const [key, value] of from) table.set(typeof key === 'string' ? code(key) : key, value);
    return table;
  }
  const source = codePoints(text(from, 'the first maketrans argument'));
  const target = codePoints(text(to, 'the second maketrans argument'));
  if (source.length !== target.length)
    throw valueError('the first two maketrans arguments must have equal length');
  source.forEach((c, i) => {
    table.set(code(c), code(target[i] as string));
  });
  if (drop !== null) for (const c of text(drop, 'argument')) table.set(code(c), null);
  return table;
}

/** Patterns with sets of Unicode's are made when first used: that takes longer than all else here. */
const matches = (pattern: () => RegExp) => (self: string) => pattern().test(self);

export const STRING_METHODS = methodTable<string>('str', [
  ['upper', [], (self) => self.toUpperCase()],
  ['lower', [], (self) => self.toLowerCase()],
  ['capitalize', [], capitalize],
  ['title', [], titleCase],
  ['swapcase', [], swapCase],
  ['casefold', [], caseFold],
  ['strip', [['chars', null]], (self, [c]) => strip(self, optionalText(c, 'strip arg'))],
  ['lstrip', [['chars', null]], (self, [c]) => stripLeft(self, optionalText(c, 'lstrip arg'))],
  ['rstrip', [['chars', null]], (self, [c]) => stripRight(self, optionalText(c, 'rstrip arg'))],
  [
    'split',
    [
      ['sep', null],
      ['maxsplit', -1],
    ],
    (self, [sep, limit]) => split(self, separator(sep), integer(limit)),
  ],
  [
    'rsplit',
    [
      ['sep', null],
      ['maxsplit', -1],
    ],
    (self, [sep, limit]) => splitFromRight(self, separator(sep), integer(limit)),
  ],
  ['splitlines', [['keepends', false]], (self, [keep]) => splitLines(self, truthy(keep as Value))],
  [
    'partition',
    ['sep'],
    (self, [sep]) => {
      const mark = text(sep, 'sep');
      if (mark === '') throw valueError('empty separator');
      const at = self.indexOf(mark);
      if (at < 0) return new Tuple([self, '', '']);
      return new Tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
    },
  ],
  [
    'rpartition',
    ['sep'],
    (self, [sep]) => {
      const mark = text(sep, 'sep');
      if (mark === '') throw valueError('empty separator');
      const at = self.lastIndexOf(mark);
      if (at < 0) return new Tuple(['', '', self]);
      return new Tuple([self.slice(0, at), mark, self.slice(at + mark.length)]);
    },
  ],
  [
    'join',
    ['iterable'],
    (self, [items]) => {
      const value = items as Value;
      if (lengthOf(value) === undefined && typeof value !== 'object')
        throw typeError('can only join an iterable');
      return joinText(self, iterate(value));
    },
  ],
  [
    'replace',
    ['old', 'new', ['count', -1]],
    (self, [old, fresh, count]) =>
      replace(self, text(old, 'argument 1'), text(fresh, 'argument 2'), integer(count)),
  ],
  [
    'startswith',
    ['prefix', ['start', null], ['end', null]],
    (self, values) => affixed(self, values, (part, p) => part.startsWith(p), 'startswith'),
  ],
  [
    'endswith',
    ['suffix', ['start', null], ['end', null]],
    (self, values) => affixed(self, values, (part, p) => part.endsWith(p), 'endswith'),
  ],
  [
    'removeprefix',
    ['prefix'],
    (self, [prefix]) => {
      const p = text(prefix, 'removeprefix() argument');
      return self.startsWith(p) ? self.slice(p.length) : self;
    },
  ],
  [
    'removesuffix',
    ['suffix'],
    (self, [suffix]) => {
      const s = text(suffix, 'removesuffix() argument');
      return s !== '' && self.endsWith(s) ? self.slice(0, -s.length) : self;
    },
  ],
  ['find', ['sub', ['start', null], ['end', null]], (self, v) => position(self, v, false)],
  ['rfind', ['sub', ['start', null], ['end', null]], (self, v) => position(self, v, true)],
  ...(['index', 'rindex'] as const).map(
    (name) =>
      [
        name,
        ['sub', ['start', null], ['end', null]],
        (self: string, values: Value[]): Value => {
          const at = position(self, values, name === 'rindex');
          if (at < 0) throw valueError('substring not found');
          return at;
        },
      ] as const,
  ),
  [
    'count',
    ['sub', ['start', null], ['end', null]],
    (self, [sub, start, stop]) => {
      const { part } = window(self, start as Value, stop as Value);
      const needle = text(sub, '');
      return needle === '' ? textLength(part) + 1 : part.split(needle).length - 1;
    },
  ],
  [
    'center',
    ['width', ['fillchar', ' ']],
    (self, [width, fill]) => justify(self, width as Value, fill as Value, 'both'),
  ],
  [
    'ljust',
    ['width', ['fillchar', ' ']],
    (self, [width, fill]) => justify(self, width as Value, fill as Value, 'left'),
  ],
  [
    'rjust',
    ['width', ['fillchar', ' ']],
    (self, [width, fill]) => justify(self, width as Value, fill as Value, 'right'),
  ],
  [
    'zfill',
    ['width'],
    (self, [width]) => {
      const sign = /^[+-]/.test(self) ? (self[0] as string) : '';
      return (
        sign + '0'.repeat(Math.max(0, integer(width) - textLength(self))) + self.slice(sign.length)
      );
    },
  ],
  ['expandtabs', [['tabsize', 8]], (self, [size]) => expandTabs(self, integer(size))],
  ['translate', ['table'], (self, [table]) => translate(self, table as Value)],
  [
    'maketrans',
    ['x', ['y', null], ['z', null]],
    (_self, [x, y, z]) => makeTranslation(x as Value, y as Value, z as Value),
  ],
  [
    'encode',
    [
      ['encoding', 'utf-8'],
      ['errors', 'strict'],
    ],
    (self, [encoding, errors]) => encodeText(self, str(encoding as Value), str(errors as Value)),
  ],
  [
    'isdigit',
    [],
    matches(() => /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468]+$/u),
  ],
  ['isdecimal', [], matches(() => /^\p{Nd}+$/u)],
  ['isnumeric', [], matches(() => /^[\p{Nd}\p{Nl}\p{No}]+$/u)],
  ['isalpha', [], matches(() => /^\p{L}+$/u)],
  ['isalnum', [], matches(() => /^[\p{L}\p{Nd}\p{Nl}\p{No}]+$/u)],
  ['isspace', [], matches(() => SPACES)],
  ['islower', [], isLower],
  ['isupper', [], isUpper],
  ['istitle', [], isTitle],
  ['isascii', [], (self) => !/[^\x00-\x7f]/.test(self)],
  ['isidentifier', [], matches(() => /^[\p{XID_Start}_][\p{XID_Continue}]*$/u)],
  ['isprintable', [], (self) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(self)],
]);
