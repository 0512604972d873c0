import { ParseError } from '../diagnostics/errors.ts';
import type { Span } from '../diagnostics/span.ts';
import { SIMPLE_ESCAPES } from '../values/python-string-escapes.ts';

/** Keys that command-like modules take out of their free-form text. */
const COMMAND_KEYS: ReadonlySet<string> = new Set([
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
]);

const BLOCKS = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['{#', '#}'],
] as const;

interface State {
  quote: string | undefined;
  /** Open `{{`, `{%` and `{#`. */
  readonly depths: [number, number, number];
}

/**
 * Splits free-form text at blanks and newlines as Ansible does: quoted text and Jinja blocks stay whole, quotes
 * stay where they are, runs of blanks and newlines stay at the end of the part before them.
 * @throws ParseError on unbalanced quotes or blocks.
 */
export function splitArgs(text: string, span?: Span): string[] {
  const parts: string[] = [];
  const state: State = { quote: undefined, depths: [0, 0, 0] };
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const continued = splitLine(line, parts, state);
    if (index < lines.length - 1 && !continued) extendLast(parts, '\n');
  });
  if (state.quote !== undefined || inBlock(state)) {
    throw new ParseError(
      `failed at splitting arguments, either an unbalanced jinja2 block or quotes: ${text}`,
      { span },
    );
  }
  return parts;
}

/** Adds one line's parts; true when it ends in a lone backslash, which swallows the newline. */
function splitLine(line: string, parts: string[], state: State): boolean {
  const tokens = line.split(' ');
  let continued = false;
  tokens.forEach((token, index) => {
    if (token === '' && index > 0) {
      extendLast(parts, ' ');
    } else if (token === '\\' && state.quote === undefined) {
      continued = true;
    } else {
      addToken(token, index, tokens.length, parts, state);
    }
  });
  return continued;
}

function addToken(
  token: string,
  index: number,
  count: number,
  parts: string[],
  state: State,
): void {
  const wasQuoted = state.quote !== undefined;
  const wasInBlock = inBlock(state);
  state.quote = quoteAfter(token, state.quote);
  const isQuoted = state.quote !== undefined;
  const before = state.depths.join();
  BLOCKS.forEach(([open, close], kind) => {
    const depth = (state.depths[kind] ?? 0) + occurrences(token, open) - occurrences(token, close);
    state.depths[kind] = Math.max(0, depth);
  });
  if (isQuoted && !wasQuoted && !wasInBlock) {
    parts.push(token);
  } else if (wasInBlock || isQuoted || wasQuoted) {
    if (index === 0 && wasQuoted) extendLast(parts, token);
    else if (count > 1) extendLast(parts, (index > 0 ? ' ' : '') + token);
    else extendLast(parts, `\n${token}`);
  } else if (before !== state.depths.join() || (!inBlock(state) && token !== '')) {
    parts.push(token);
  }
}

function extendLast(parts: string[], text: string): void {
  const last = parts.length - 1;
  if (last < 0) throw new ParseError('Unable to parse argument string');
  parts[last] += text;
}

function inBlock(state: State): boolean {
  return state.depths.some((depth) => depth > 0);
}

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

function quoteAfter(token: string, open: string | undefined): string | undefined {
  let quote = open;
  for (let at = 0; at < token.length; at++) {
    const char = token[at];
    if ((char !== '"' && char !== "'") || token[at - 1] === '\\') continue;
    if (quote === undefined) quote = char;
    else if (quote === char) quote = undefined;
  }
  return quote;
}

/** Joins parts of splitArgs again, keeping the newlines they hold. */
function joinArgs(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += text === '' || text.endsWith('\n') ? part : ` ${part}`;
  return text;
}

const ESCAPE = /\\(?:U([0-9a-fA-F]{8})|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\'"abfnrtv]))/g;

function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (_all, long, short, byte, single: string | undefined) =>
    single !== undefined
      ? (SIMPLE_ESCAPES[single] ?? single)
      : String.fromCodePoint(Number.parseInt(long ?? short ?? byte, 16)),
  );
}

/** Takes one pair of quotes off, as Ansible's `unquote`. */
function unquote(text: string): string {
  const first = text[0];
  const quoted =
    text.length > 1 &&
    (first === '"' || first === "'") &&
    text.endsWith(first) &&
    text[text.length - 2] !== '\\';
  return quoted ? text.slice(1, -1) : text;
}

/**
 * Parses `src=a dest="b c"` text. What is no pair is gathered under `_raw_params`; with `raw` (command, shell,
 * script …) only those modules' own keys (`creates=` …) count as pairs.
 * @throws ParseError on unbalanced quotes or blocks.
 */
export function parseKeyValues(
  text: string,
  options: { raw?: boolean; span?: Span | undefined } = {},
): Map<string, string> {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (const part of splitArgs(text, options.span)) {
    const decoded = decodeEscapes(part);
    if (!decoded.includes('=')) {
      rest.push(part);
      continue;
    }
    const at = pairSign(decoded);
    if (at < 0) {
      rest.push(decoded.replaceAll('\\=', '='));
    } else if (options.raw && !COMMAND_KEYS.has(decoded.slice(0, at))) {
      rest.push(part);
    } else {
      values.set(decoded.slice(0, at).trim(), unquote(decoded.slice(at + 1).trim()));
    }
  }
  if (rest.length) values.set('_raw_params', joinArgs(rest));
  return values;
}

/** Place of the first `=` that is neither the first character nor escaped; -1 where there is none. */
function pairSign(text: string): number {
  let at = text.indexOf('=', 1);
  while (at > 0 && text[at - 1] === '\\') at = text.indexOf('=', at + 1);
  return at;
}

/** Splits `copy src=a dest=b` (the text of `action:` or `local_action:`) into the module's name and the rest. */
export function splitModuleText(text: string, span?: Span): { name: string; rest: string } {
  const [name = '', ...rest] = splitArgs(text, span);
  return { name: name.trim(), rest: rest.join(' ') };
}
