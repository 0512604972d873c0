/** How templates are written: what opens and closes tags, and what happens to white space around them. */
export interface Syntax {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  readonly lineStatementPrefix: string | undefined;
  readonly lineCommentPrefix: string | undefined;
  /** The newline after a block tag goes. */
  readonly trimBlocks: boolean;
  /** Blanks between a line's start and a block tag go. */
  readonly lstripBlocks: boolean;
  /** What newlines in template text become. */
  readonly newlineSequence: string;
  readonly keepTrailingNewline: boolean;
}

export const DEFAULT_SYNTAX: Syntax = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: '\n',
  keepTrailingNewline: false,
};
