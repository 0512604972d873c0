import { once } from '../once.ts';

/** Case mapping as Python's str does it, code point by code point. */

const CASED = once(() => /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u);

const titlecase: Record<string, string> = {
  ǆ: 'ǅ',
  Ǆ: 'ǅ',
  ǅ: 'ǅ',
  ǉ: 'ǈ',
  Ǉ: 'ǈ',
  ǈ: 'ǈ',
  ǌ: 'ǋ',
  Ǌ: 'ǋ',
  ǋ: 'ǋ',
  ǳ: 'ǲ',
  Ǳ: 'ǲ',
  ǲ: 'ǲ',
  ß: 'Ss',
  ﬁ: 'Fi',
  ﬂ: 'Fl',
  ﬀ: 'Ff',
};

function titleCharacter(c: string): string {
  return titlecase[c] ?? c.toUpperCase();
}

/** str.capitalize() */
export function capitalize(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 32);
  return text === '' ? '' : titleCharacter(first) + text.slice(first.length).toLowerCase();
}

/** str.title(): a letter after a letter is lower case, any other upper. */
export function titleCase(text: string): string {
  let out = '';
  let inWord = false;
  const characters = Array.from(text);
  characters.forEach((c, i) => {
    const cased = CASED().test(c);
    out += cased ? (inWord ? lowerAt(characters, i) : titleCharacter(c)) : c;
    inWord = cased;
  });
  return out;
}

/** A character in lower case; a sigma that ends a word has a form of its own. */
function lowerAt(characters: readonly string[], at: number): string {
  const c = characters[at] as string;
  if (c !== 'Σ') return c.toLowerCase();
  const follows = CASED().test(characters[at + 1] ?? ' ');
  return CASED().test(characters[at - 1] ?? ' ') && !follows ? 'ς' : 'σ';
}

export function swapCase(text: string): string {
  const characters = Array.from(text);
  return characters
    .map((c, i) => {
      if (/\p{Lt}/u.test(c)) return c;
      return c === c.toLowerCase() ? c.toUpperCase() : lowerAt(characters, i);
    })
    .join('');
}

/** str.casefold(): full folding, which upper-then-lower gives for all but a few letters. */
export function caseFold(text: string): string {
  let out = '';
  for (const c of text)
    out += c === 'ı' ? c : c === 'ẞ' ? 'ss' : c.toUpperCase().toLowerCase().replace('ς', 'σ');
  return out;
}

/** str.islower() and friends: at least one cased letter, and none of the other kinds. */
export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function isTitle(text: string): boolean {
  let previousCased = false;
  let any = false;
  for (const c of text) {
    if (/[\p{Uppercase}\p{Lt}]/u.test(c)) {
      if (previousCased) return false;
      previousCased = any = true;
    } else if (/\p{Lowercase}/u.test(c)) {
      if (!previousCased) return false;
      any = true;
    } else previousCased = false;
  }
  return any;
}
