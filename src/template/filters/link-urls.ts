import { codePoints, textLength } from '../../values/iterate.ts';
import { escapeHtml } from '../../values/markup.ts';
import { once } from '../../values/once.ts';

export interface LinkOptions {
  /** Longest URL to show in full. */
  readonly limit: number | undefined;
  readonly rel: string;
  readonly target: string;
  /** Further prefixes that make a word a link. */
  readonly schemes: readonly string[];
}

const W = '[\\p{L}\\p{N}\\p{M}_';
const URL_WORD = once(
  () =>
    new RegExp(
      '^(?:' +
        `(?:https?://|www\\.)(?:(?:${W}%\\-]+\\.)+)?(?:[a-z]{2,63}|xn--${W}%]{2,59})` +
        `|(?:${W}%\\-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)` +
        '|https?://(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[(?:[\\da-f]{0,4}:){2}(?:[\\da-f]{0,4}:?){1,6}\\])' +
        ')(?::\\d{1,5})?(?:[/?#]\\S*)?\\n?$',
      'iu',
    ),
);
const EMAIL = once(() => new RegExp(`^\\S+@${W}]${W}.\\-]*\\.${W}]+\\n?$`, 'u'));
const BRACKETS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

const countOf = (text: string, part: string) => text.split(part).length - 1;

/** Turns the URLs and mail addresses in escaped text into links. */
export function linkUrls(text: string, options: LinkOptions): string {
  const rel = options.rel === '' ? '' : ` rel="${escapeHtml(options.rel)}"`;
  const target = options.target === '' ? '' : ` target="${escapeHtml(options.target)}"`;
  return text
    .split(/(\s+)/)
    .map((word) => {
      const { head, middle, tail } = strip(word);
      return head + link(middle, rel + target, options) + tail;
    })
    .join('');
}

/** Takes punctuation off a word's ends; brackets that the word opened itself stay with it. */
function strip(word: string): { head: string; middle: string; tail: string } {
  const head = /^(?:[(<]|&lt;)+/.exec(word)?.[0] ?? '';
  let middle = word.slice(head.length);
  let tail = /(?:[)>.,\n]|&gt;)+$/.exec(middle)?.[0] ?? '';
  middle = middle.slice(0, middle.length - tail.length);
  for (const [open, close] of BRACKETS) {
    const opened = countOf(middle, open);
    if (opened <= countOf(middle, close)) continue;
    for (let n = Math.min(opened, countOf(tail, close)); n > 0; n--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return { head, middle, tail };
}

function link(word: string, attributes: string, options: LinkOptions): string {
  const { limit } = options;
  const shown =
    limit !== undefined && textLength(word) > limit
      ? `${codePoints(word).slice(0, limit).join('')}...`
      : word;
  if (URL_WORD().test(word)) {
    const scheme = /^https?:\/\//.test(word) ? '' : 'https://';
    return `<a href="${scheme}${word}"${attributes}>${shown}</a>`;
  }
  if (word.startsWith('mailto:') && EMAIL().test(word.slice(7)))
    return `<a href="${word}">${word.slice(7)}</a>`;
  if (!word.startsWith('www.') && !word.includes(':') && EMAIL().test(word))
    return `<a href="mailto:${word}">${word}</a>`;
  const scheme = options.schemes.find((prefix) => word !== prefix && word.startsWith(prefix));
  return scheme === undefined ? word : `<a href="${word}"${attributes}>${word}</a>`;
}
