import { TemplateError } from '../diagnostics/errors.ts';
import { regexError } from './python-regex-characters.ts';
import { type RegexFlags, type Translation, translateRegex } from './python-regex-translate.ts';
import { SIMPLE_ESCAPES } from './python-string-escapes.ts';

export type { RegexFlags };

/** One match; offsets are JavaScript string offsets. */
export class RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Groups from 1 on; undefined where a group took no part. */
  readonly groups: readonly (string | undefined)[];
  readonly names: ReadonlyMap<string, number>;

  constructor(found: RegExpExecArray, translation: Translation) {
    this.start = found.index;
    this.text = found[0];
    this.end = found.index + found[0].length;
    const groups: (string | undefined)[] = [];
    for (let n = 1; n <= translation.groups; n++) groups.push(found.groups?.[`g${n}`]);
    this.groups = groups;
    this.names = translation.names;
  }

  /** Group by number or name, as `match.group(x)`. @throws TemplateError IndexError when there is none. */
  group(key: number | string): string | undefined {
    const index = typeof key === 'string' ? this.names.get(key) : key;
    if (index === 0) return this.text;
    if (index === undefined || index < 0 || index > this.groups.length) {
      throw new TemplateError('IndexError', 'no such group');
    }
    return this.groups[index - 1];
  }

  /** Named groups, as `match.groupdict()`. */
  groupDict(): Map<string, string | undefined> {
    return new Map([...this.names].map(([name, index]) => [name, this.groups[index - 1]]));
  }
}

type Replacement = readonly (string | number)[];

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** A compiled pattern with the methods of Python's `re.Pattern`. */
export class PythonRegex {
  readonly pattern: string;
  readonly #flags: RegexFlags;
  readonly #translation: Translation;
  readonly #compiled = new Map<string, RegExp>();
  readonly #replacements = new Map<string, Replacement>();

  constructor(pattern: string, flags: RegexFlags) {
    this.pattern = pattern;
    this.#flags = flags;
    this.#translation = translateRegex(pattern, flags, true);
  }

  get groups(): number {
    return this.#translation.groups;
  }

  get names(): ReadonlyMap<string, number> {
    return this.#translation.names;
  }

  #regExp(ascii: boolean, form: 'search' | 'sticky' | 'full' | 'nonempty'): RegExp {
    const key = `${form}${ascii}`;
    let regExp = this.#compiled.get(key);
    if (!regExp) {
      const source = ascii
        ? this.#translation.source
        : translateRegex(this.pattern, this.#flags, false).source;
      const whole =
        form === 'full'
          ? `(?:${source})$`
          : form === 'nonempty'
            ? `(?=(?<rest>[\\s\\S]*))(?:${source})(?!\\k<rest>$)`
            : source;
      const flags = `v${this.#translation.ignorecase ? 'i' : ''}${form === 'search' ? 'g' : 'y'}`;
      regExp = new RegExp(whole, flags);
      this.#compiled.set(key, regExp);
    }
    return regExp;
  }

  #at(
    form: 'search' | 'sticky' | 'full' | 'nonempty',
    text: string,
    position: number,
    ascii = isAscii(text),
  ): RegexMatch | undefined {
    const regExp = this.#regExp(ascii, form);
    regExp.lastIndex = position;
    const found = regExp.exec(text);
    return found ? new RegexMatch(found, this.#translation) : undefined;
  }

  search(text: string): RegexMatch | undefined {
    return this.#at('search', text, 0);
  }

  match(text: string): RegexMatch | undefined {
    return this.#at('sticky', text, 0);
  }

  fullmatch(text: string): RegexMatch | undefined {
    return this.#at('full', text, 0);
  }

  /** All matches as Python finds them: an empty one may follow right after a longer one. */
  *finditer(text: string): Generator<RegexMatch> {
    const ascii = isAscii(text);
    let position = 0;
    let afterEmpty = false;
    while (position <= text.length) {
      let found: RegexMatch | undefined;
      if (afterEmpty) {
        if (this.#translation.mayPreferEmpty) found = this.#at('nonempty', text, position, ascii);
        if (!found) {
          position += (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
          if (position > text.length) return;
        }
      }
      found ??= this.#at('search', text, position, ascii);
      if (!found) return;
      yield found;
      position = found.end;
      afterEmpty = found.start === found.end;
    }
  }

  /** Strings, or with groups: one string a match (one group) or arrays of them (more). */
  findall(text: string): (string | string[])[] {
    const found: (string | string[])[] = [];
    for (const match of this.finditer(text)) {
      if (this.groups === 0) found.push(match.text);
      else if (this.groups === 1) found.push(match.groups[0] ?? '');
      else found.push(match.groups.map((group) => group ?? ''));
    }
    return found;
  }

  /** `re.subn`: the text and how many matches were replaced (`count` 0 means all). */
  subn(
    replacement: string | ((match: RegexMatch) => string),
    text: string,
    count = 0,
  ): [text: string, replaced: number] {
    const parts = typeof replacement === 'string' ? this.#replacement(replacement) : undefined;
    let out = '';
    let last = 0;
    let replaced = 0;
    for (const match of this.finditer(text)) {
      out += text.slice(last, match.start);
      out += parts ? fill(parts, match) : (replacement as (match: RegexMatch) => string)(match);
      last = match.end;
      if (++replaced === count) break;
    }
    return [replaced === 0 ? text : out + text.slice(last), replaced];
  }

  sub(replacement: string | ((match: RegexMatch) => string), text: string, count = 0): string {
    return this.subn(replacement, text, count)[0];
  }

  /** What a replacement text gives for one match, as `match.expand(template)`. */
  expand(replacement: string, match: RegexMatch): string {
    return fill(this.#replacement(replacement), match);
  }

  split(text: string, maxsplit = 0): (string | undefined)[] {
    const parts: (string | undefined)[] = [];
    let last = 0;
    let count = 0;
    for (const match of this.finditer(text)) {
      parts.push(text.slice(last, match.start), ...match.groups);
      last = match.end;
      if (++count === maxsplit) break;
    }
    parts.push(text.slice(last));
    return parts;
  }

  #replacement(template: string): Replacement {
    let parts = this.#replacements.get(template);
    if (!parts) {
      parts = parseReplacement(template, this.#translation);
      this.#replacements.set(template, parts);
    }
    return parts;
  }
}

function fill(parts: Replacement, match: RegexMatch): string {
  let out = '';
  for (const part of parts) {
    out +=
      typeof part === 'string' ? part : part === 0 ? match.text : (match.groups[part - 1] ?? '');
  }
  return out;
}

function parseReplacement(template: string, translation: Translation): Replacement {
  const parts: (string | number)[] = [];
  const pattern = /\\(?:g<([^>]*)>|([\s\S])|$)/g;
  let last = 0;
  let found = pattern.exec(template);
  const check = (group: number, at: number): number => {
    if (group > translation.groups) throw regexError(`invalid group reference ${group}`, at);
    return group;
  };
  while (found) {
    parts.push(template.slice(last, found.index));
    last = found.index + found[0].length;
    const char = found[2];
    if (found[1] !== undefined) {
      if (found[1] === '') throw regexError('missing group name', found.index + 3);
      if (/^\d+$/.test(found[1])) parts.push(check(Number(found[1]), found.index + 3));
      else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(found[1])) {
        throw regexError(`bad character in group name '${found[1]}'`, found.index + 3);
      } else {
        const group = translation.names.get(found[1]);
        if (group === undefined) {
          throw new TemplateError('IndexError', `unknown group name '${found[1]}'`);
        }
        parts.push(group);
      }
    } else if (char === undefined) throw regexError('bad escape (end of pattern)', found.index);
    else if (char === 'g') throw regexError('missing <', found.index + 2);
    else if (/\d/.test(char)) {
      const rest = template.slice(found.index + 1);
      const octal = /^(?:0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
      const digits = octal ? octal[0] : (/^[1-9]\d?/.exec(rest)?.[0] as string);
      last = found.index + 1 + digits.length;
      if (octal) parts.push(String.fromCharCode(Number.parseInt(digits, 8)));
      else parts.push(check(Number(digits), found.index + 1));
    } else {
      const escaped = /[A-Za-z\\]/.test(char) ? SIMPLE_ESCAPES[char] : undefined;
      if (escaped === undefined && /[A-Za-z]/.test(char)) {
        throw regexError(`bad escape \\${char}`, found.index);
      }
      parts.push(escaped ?? found[0]);
    }
    pattern.lastIndex = last;
    found = pattern.exec(template);
  }
  parts.push(template.slice(last));
  return parts.filter((part) => part !== '');
}

const cache = new Map<string, PythonRegex>();

/**
 * Compiles a pattern of Python's `re`, keeping the last few hundred.
 * @throws TemplateError with class `error` and Python's message for a faulty pattern.
 */
export function compileRegex(pattern: string, flags: RegexFlags = {}): PythonRegex {
  const key = `${flags.ignorecase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotall ? 's' : ''}${flags.verbose ? 'x' : ''}${flags.ascii ? 'a' : ''}/${pattern}`;
  let regex = cache.get(key);
  if (!regex) {
    if (cache.size > 500) cache.clear();
    regex = new PythonRegex(pattern, flags);
    cache.set(key, regex);
  }
  return regex;
}

/** `re.escape`. */
export function escapeRegex(text: string): string {
  return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
}
