import type { Syntax } from './delimiters.ts';

export type TagKind = 'comment' | 'block' | 'variable' | 'lineStatement' | 'lineComment';

/** The patterns of one syntax, ready to run. All but `start` are sticky. */
export interface LexicalRules {
  /** Finds the next tag. Groups: raw sign, then for each kind in `kinds` the tag and its sign. */
  readonly start: RegExp;
  readonly kinds: readonly TagKind[];
  readonly rawEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
}

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** White space as Python's `\s` sees it. */
export const SPACE = '[\\s\\x1c-\\x1f\\x85]';

const cache = new Map<string, LexicalRules>();
const bySyntax = new WeakMap<Syntax, LexicalRules>();

/** The rules for a syntax, made once. */
export function lexicalRules(syntax: Syntax): LexicalRules {
  const known = bySyntax.get(syntax);
  if (known !== undefined) return known;
  const rules = sharedRules(syntax);
  bySyntax.set(syntax, rules);
  return rules;
}

/** Environments of the same syntax share their rules. */
function sharedRules(syntax: Syntax): LexicalRules {
  const key = JSON.stringify(Object.values(syntax));
  let rules = cache.get(key);
  if (rules === undefined) {
    rules = makeRules(syntax);
    cache.set(key, rules);
  }
  return rules;
}

function makeRules(syntax: Syntax): LexicalRules {
  const blockStart = escapeRegExp(syntax.blockStart);
  const blockEnd = escapeRegExp(syntax.blockEnd);
  const commentEnd = escapeRegExp(syntax.commentEnd);
  const variableEnd = escapeRegExp(syntax.variableEnd);
  const suffix = syntax.trimBlocks ? '\\n?' : '';
  const tags = tagStarts(syntax);
  const raw = `${blockStart}([-+]?)${SPACE}*raw${SPACE}*(?:-${blockEnd}${SPACE}*|${blockEnd})`;
  const close = (end: string) => `(?:\\+${end}|-${end}${SPACE}*|${end}${suffix})`;
  return {
    start: new RegExp([raw, ...tags.map((tag) => `(${tag.pattern})([-+]?)`)].join('|'), 'g'),
    kinds: tags.map((tag) => tag.kind),
    rawEnd: new RegExp(`${blockStart}([-+]?)${SPACE}*endraw${SPACE}*${close(blockEnd)}`, 'g'),
    commentEnd: new RegExp(close(commentEnd), 'g'),
    blockEnd: new RegExp(close(blockEnd), 'y'),
    variableEnd: new RegExp(`-${variableEnd}${SPACE}*|${variableEnd}`, 'y'),
  };
}

/** What opens a tag, the longest first so that `<%=` is not taken for `<%`. */
function tagStarts(syntax: Syntax): { kind: TagKind; pattern: string }[] {
  const tags: { kind: TagKind; order: string; text: string; pattern: string }[] = [
    { kind: 'comment', order: 'comment_begin', text: syntax.commentStart, pattern: '' },
    { kind: 'block', order: 'block_begin', text: syntax.blockStart, pattern: '' },
    { kind: 'variable', order: 'variable_begin', text: syntax.variableStart, pattern: '' },
  ];
  for (const tag of tags) tag.pattern = escapeRegExp(tag.text);
  const { lineStatementPrefix: statement, lineCommentPrefix: comment } = syntax;
  if (statement !== undefined)
    tags.push({
      kind: 'lineStatement',
      order: 'linestatement_begin',
      text: statement,
      pattern: `(?<![^\\n])[ \\t\\v]*${escapeRegExp(statement)}`,
    });
  if (comment !== undefined)
    tags.push({
      kind: 'lineComment',
      order: 'linecomment_begin',
      text: comment,
      pattern: `(?:(?<![^\\n])|(?<=\\S))[^\\S\\r\\n]*${escapeRegExp(comment)}`,
    });
  return tags.sort((a, b) => b.text.length - a.text.length || (a.order < b.order ? 1 : -1));
}
